"""The form of a mail: what any mail program reads back is what was written."""

import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default

from hypothesis import given
from hypothesis import strategies as st

from assembly.mail import mime
from assembly.mail.markdown import one_line

LONG_SUBJECT = "Повестка Генеральной ассамблеи и порядок голосования " * 4


def parsed(*headers: tuple[str, str], body: mime.Part | None = None) -> EmailMessage:
    raw = mime.message(headers, body or mime.text_part("x", "plain"))
    assert raw.isascii()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    return message_from_bytes(raw, policy=default)


def test_a_long_subject_in_another_script_keeps_its_spaces() -> None:
    message = parsed(("Subject", mime.text_header("Subject", LONG_SUBJECT)))
    assert message["Subject"] == LONG_SUBJECT.strip()


@given(st.text(max_size=300))
def test_any_subject_is_one_header(text: str) -> None:
    message = parsed(("Subject", mime.text_header("Subject", text)))
    assert one_line(message["Subject"]) == one_line(text)
    assert message.keys() == ["Subject", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"]


@given(st.text(max_size=200))
def test_any_name_is_one_name_before_one_address(name: str) -> None:
    value = mime.address_header("To", name, "ada@people.example")
    message = parsed(("To", value))
    assert [address.addr_spec for address in message["To"].addresses] == ["ada@people.example"]
    assert message.keys() == ["To", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"]
    assert decoded_name(value) == one_line(name)


def decoded_name(value: str) -> str:
    """Return the name of an address by RFC 2047; Python's newer reader puts spaces between its words."""
    words = value.removesuffix("<ada@people.example>").removesuffix("ada@people.example").strip()
    if words.startswith('"'):
        return re.sub(r"\\(.)", r"\1", words[1:-1])
    return str(make_header(decode_header(words)))


def test_a_name_cannot_add_a_header_or_an_address() -> None:
    name = 'Ada\r\nBcc: eve@evil.example" <eve@evil.example>, x'
    message = parsed(("To", mime.address_header("To", name, "ada@people.example")))
    assert message["Bcc"] is None
    assert [address.addr_spec for address in message["To"].addresses] == ["ada@people.example"]


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    message = parsed(body=mime.text_part(text, "plain"))
    expected = text.replace("\r\n", "\n").rstrip("\n") + "\n"
    assert message.get_content().replace("\r\n", "\n").replace("\r", "\n") == expected.replace("\r", "\n")


def test_latin_text_stays_readable_and_other_scripts_are_packed() -> None:
    assert b"Assembl=C3=A9e" in mime.text_part("Assemblée générale de la fédération", "plain").content
    assert parsed(body=mime.text_part("Повестка", "plain"))["Content-Transfer-Encoding"] == "base64"


@given(st.binary(max_size=500), st.text(min_size=1, max_size=40))
def test_any_file_comes_back_under_its_name(content: bytes, name: str) -> None:
    body = mime.multipart("mixed", [mime.text_part("x", "plain"), mime.file_part(content, "application/pdf", name)])
    [file] = parsed(body=body).iter_attachments()
    assert file.get_payload(decode=True) == content
    assert file.get_filename() == one_line(name) or not one_line(name)
    assert file.get_content_type() == "application/pdf"


def test_parts_stand_in_their_order() -> None:
    both = mime.multipart("alternative", [mime.text_part("a", "plain"), mime.text_part("<p>b", "html")])
    message = parsed(body=mime.multipart("mixed", [both, mime.file_part(b"c", "text/csv", "c.csv")]))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/csv",
    ]  # fmt: skip
    assert mime.multipart("mixed", [both]) is both
