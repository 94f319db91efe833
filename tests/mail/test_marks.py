"""A letter that many get: written once, and what each reads in its marks is escaped for where it lands."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from html import unescape

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from assembly import i18n
from assembly.mail.kinds import Attachment, Button, Fact, Letter
from assembly.mail.markdown import escape, one_line
from assembly.mail.marks import Marked, mark
from assembly.mail.models import Delivery
from assembly.mail.render import filled, render, skeleton
from tests.factories.mail import PAPER, a_letter
from tests.mail.test_render import CALENDAR, a_delivery, html_of, text_of

pytestmark = pytest.mark.one_database

NOW = datetime(2026, 12, 3, 6, 0, tzinfo=UTC)
EVIL = '<img src=x onerror=alert(1)> "quoted" & **bold** [x](https://evil.example) {{7*7}} ((name)) \u202e1. #'
NAMES = ["Awa Traoré", "Айгерим Нурланова", EVIL, "a\r\nBcc: eve@evil.example", "- - -", "<b>", "&amp;", "O’Brien"]


def form(name: str, link: str) -> Letter:
    """Return a letter as for one person, or with marks for many."""
    return a_letter(
        subject=f"For {name}: the programme",
        body=f"Dear **{name}**,\n\n- see [your page](<https://a.example/x/{link}>)\n- or <https://a.example/x/{link}>",
        facts=(Fact("For", name, name),),
        button=Button("Open", f"https://a.example/x/{link}"),
        unsubscribe_url=f"https://a.example/no/{link}",
    )


def of_many(delivery: Delivery, values: Mapping[str, str]) -> EmailMessage:
    with i18n.speaking(delivery.language):
        made = skeleton(form(mark("name"), mark("link")), PAPER)
        return message_from_bytes(filled(made, delivery, values, None, NOW), policy=policy.default)


def of_one(delivery: Delivery, name: str, link: str) -> EmailMessage:
    with i18n.speaking(delivery.language):
        letter = form(str(escape(name)), link)
        plain = a_letter(
            subject=f"For {name}: the programme", body=letter.body, facts=(Fact("For", name, name),),
            button=letter.button, unsubscribe_url=letter.unsubscribe_url,
        )  # fmt: skip
        return message_from_bytes(render(delivery, plain, PAPER, NOW), policy=policy.default)


@pytest.mark.parametrize("language", ["en", "es", "fr", "ru"])
def test_a_mail_of_many_is_what_it_would_be_for_one(context: Flask, language: str) -> None:
    for name in NAMES:
        delivery = a_delivery(name=name, language=language)
        many, one = of_many(delivery, {"name": name, "link": "Ab_-9"}), of_one(delivery, name, "Ab_-9")
        assert many.items()[:-1] == one.items()[:-1]  # the last names the boundary
        assert text_of(many) == text_of(one)
        assert seen(html_of(many)) == seen(html_of(one))
        assert re.findall(r'href="([^"]*)"', html_of(many)) == re.findall(r'href="([^"]*)"', html_of(one))


def seen(page: str) -> str:
    """Return what a reader sees of a page. The same sign may be written as itself or as an entity."""
    return unescape(re.sub(r"<[^>]*>", "|", page))


def test_values_are_literal_wherever_they_land(context: Flask) -> None:
    for name in NAMES:
        message = of_many(a_delivery(name=name, language="en"), {"name": name, "link": "Ab_-9"})
        page = html_of(message)
        literal = one_line(name)
        assert "<img" not in page
        assert "evil.example" not in "".join(re.findall(r'href="([^"]*)"', page))
        assert seen(page).count(literal) >= 4  # the title, the heading, the body, both lines of the fact
        assert text_of(message).count(literal) >= 4
        assert message["Subject"] == f"For {literal}: the programme"
        assert message["Bcc"] is None
        assert message["List-Unsubscribe"] == "<https://a.example/no/Ab_-9>"


def test_a_value_that_looks_like_a_mark_of_another_process_stays() -> None:
    assert Marked(f"To {mark('name')}.", str).filled({"name": "mark0123456789abcdefxnamex"}) == (
        "To mark0123456789abcdefxnamex."
    )


def test_a_value_is_not_filled_again() -> None:
    assert Marked(f"{mark('name')} {mark('link')}", str).filled({"name": mark("link"), "link": "x"}) == (
        f"{mark('link')} x"
    )


def test_a_value_that_is_missing_is_a_fault() -> None:
    with pytest.raises(KeyError):
        Marked(mark("name"), str).filled({})


def as_python_writes(delivery: Delivery, subject: str, text: str, html: str, letter: Letter) -> EmailMessage:
    """Return the same mail as Python's own writer makes it, read back."""
    message = EmailMessage(policy.SMTP)
    message["From"] = f"{PAPER.sender_name} <{PAPER.sender_email}>"
    message["To"] = delivery.address
    message["Subject"] = subject
    message["Date"] = NOW
    message["Message-ID"] = delivery.message_id
    message["Reply-To"] = f"{PAPER.sender_name} <{PAPER.reply_to}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    if letter.calendar:
        message.add_alternative(letter.calendar.decode(), subtype="calendar", params={"method": "REQUEST"})
        message.add_attachment(letter.calendar, maintype="application", subtype="ics", filename="invitation.ics")
    for file in letter.attachments:
        main, _slash, sub = file.content_type.partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.filename)
    message["Content-Language"] = delivery.language  # last: whatever is added takes such headers with it
    return message_from_bytes(message.as_bytes(), policy=policy.default)


def parts(message: EmailMessage) -> list[tuple[str, str | None, str | None, object]]:
    return [
        (
            part.get_content_type(),
            part.get_content_charset(),
            part.get_filename(),
            None if part.is_multipart() else content(part),
        )
        for part in message.walk()
    ]


def content(part: EmailMessage) -> object:
    found = part.get_content()
    return found.replace("\r\n", "\n") if isinstance(found, str) else found


@settings(max_examples=40)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=120),
    st.sampled_from(["en", "fr", "ru"]),
    st.booleans(),
)
def test_what_it_makes_reads_as_what_pythons_own_writer_makes(text: str, language: str, carries: bool) -> None:  # noqa: FBT001
    """Headers, kinds of parts in their order, character sets, names of files, and every content."""
    from assembly.mail import mime

    delivery = a_delivery(language=language)
    files = (Attachment("Отчёт 1.pdf", "application/pdf", text.encode()),) if carries else ()
    letter = a_letter(calendar=CALENDAR if carries else None, attachments=files)
    subject = one_line(text)
    alternatives = [mime.text_part(f"{text}\n", "plain"), mime.text_part(f"<p>{text}</p>\n", "html")]
    enclosed = [mime.file_part(file.content, file.content_type, file.filename) for file in files]
    if letter.calendar:
        alternatives.append(mime.text_part(letter.calendar.decode(), "calendar", "method=REQUEST"))
        enclosed.insert(0, mime.file_part(letter.calendar, "application/ics", "invitation.ics"))
    headers = [
        ("From", mime.address_header("From", PAPER.sender_name, PAPER.sender_email)),
        ("To", mime.address_header("To", "", delivery.address)),
        ("Subject", mime.text_header("Subject", subject)),
        ("Date", format_datetime(NOW)),
        ("Message-ID", delivery.message_id),
        ("Reply-To", mime.address_header("Reply-To", PAPER.sender_name, PAPER.reply_to)),
        ("Content-Language", language),
        ("Auto-Submitted", "auto-generated"),
    ]
    body = mime.multipart("mixed", [mime.multipart("alternative", alternatives), *enclosed])
    ours = message_from_bytes(mime.message(headers, body), policy=policy.default)
    theirs = as_python_writes(delivery, subject, f"{text}\n", f"<p>{text}</p>\n", letter)
    assert parts(ours) == parts(theirs)
    own_way = {"Content-Type", "Content-Transfer-Encoding", "MIME-Version", "Subject"}
    assert {name: value for name, value in ours.items() if name not in own_way} == {
        name: value for name, value in theirs.items() if name not in own_way
    }
    assert one_line(ours["Subject"]) == subject  # Python's own writer loses spaces where it folds
