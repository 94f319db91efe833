"""A mail as it leaves: its headers, and two texts that say the same."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import unescape

import pytest
from flask import Flask

from assembly import i18n
from assembly.mail.kinds import Attachment, Button, Fact, Letter
from assembly.mail.letterhead import Letterhead
from assembly.mail.models import Delivery
from assembly.mail.render import UnmailableError, render
from tests.factories.mail import PAPER, a_letter

pytestmark = pytest.mark.one_database

NOW = datetime(2026, 12, 3, 6, 0, tzinfo=UTC)
CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def a_delivery(**changes: object) -> Delivery:
    values = {
        "id": 17,
        "address": "awa@mali.example",
        "name": "Awa Traoré",
        "language": "fr",
        "zone": "Africa/Bamako",
        "message_id": f"<{'0' * 32}@assembly.example>",
    }
    return Delivery(**(values | changes))


def mail(letter: Letter | None = None, paper: Letterhead = PAPER, **delivery: object) -> EmailMessage:
    row = a_delivery(**delivery)
    with i18n.speaking(row.language):
        raw = render(row, letter or a_letter(), paper, NOW)
    assert raw.isascii()
    return message_from_bytes(raw, policy=default)


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part
    return str(part.get_content())


def html_of(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part
    return str(part.get_content())


@pytest.mark.parametrize(("language", "colon"), [("en", ":"), ("fr", "\u00a0:"), ("ru", ":")])
def test_the_plain_text_sets_a_colon_as_its_language_does(context: Flask, language: str, colon: str) -> None:
    assert f"Begins{colon} Thursday" in text_of(mail(language=language))


def test_the_headers(context: Flask) -> None:
    message = mail()
    assert message["From"] == "Secretariat of the Federation <secretariat@federation.example>"
    assert str(message["To"]).replace('"', "") == "Awa Traoré <awa@mali.example>"
    assert message["Reply-To"].addresses[0].addr_spec == "office@federation.example"
    assert message["Subject"] == "The programme of the assembly"
    assert message["Message-ID"] == f"<{'0' * 32}@assembly.example>"
    assert message["Date"].datetime == NOW
    assert message["Content-Language"] == "fr"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] is None
    assert len(message.get_all("To")) == len(message.get_all("Subject")) == 1


def test_one_click_to_unsubscribe_only_where_it_is_offered(context: Flask) -> None:
    address = "https://assembly.example/unsubscribe/" + "x" * 200
    message = mail(a_letter(unsubscribe_url=address))
    assert message["List-Unsubscribe"] == f"<{address}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in text_of(message)
    assert address in html_of(message)


def test_line_breaks_in_names_and_subjects_make_no_headers(context: Flask) -> None:
    evil = "x\r\nBcc: eve@evil.example\r\n\r\n<b>"
    message = mail(a_letter(subject=evil), name=evil)
    assert message["Bcc"] is None
    assert message["Subject"] == "x Bcc: eve@evil.example <b>"
    assert [address.addr_spec for address in message["To"].addresses] == ["awa@mali.example"]


def words(text: str) -> list[str]:
    """Return the words of a text; addresses stand in both, though elsewhere."""
    return re.findall(r"\w+", re.sub(r"\(?https?://\S+|\S+@\S+", "", text))


def test_text_and_html_say_the_same(context: Flask) -> None:
    letter = a_letter(body="# Title\n\nOne **two** [three](https://three.example)\n\n- four\n- five")
    message = mail(letter, language="en")
    page = re.sub(r"<(style|title)\b.*?</\1>", "", html_of(message), flags=re.DOTALL)
    seen = unescape(re.sub(r"<[^>]+>", " ", page).replace("\xa0", " "))
    extra = {"If", "the", "button", "does", "not", "work", "open", "this", "address", "E", "mail", "Mail"}
    assert set(words(text_of(message))) - set(words(seen)) <= extra
    assert set(words(seen)) - set(words(text_of(message))) <= extra
    for link in ("https://three.example", "https://assembly.example/en/programme"):
        assert link in text_of(message)
        assert f'href="{link}"' in html_of(message)


def test_it_names_whom_to_call_and_the_hours_in_the_readers_time(context: Flask) -> None:
    """09:00 to 17:00 in Bangkok is 02:00 to 10:00 in Bamako."""
    message = mail(language="en")
    for text in (text_of(message), html_of(message)):
        for said in ("+66 2 000 0000", "+66 80 000 0000", "help@federation.example", "Ada Example"):
            assert said in text
        assert "From 02:00 to 10:00, your time (Bamako)" in text


def test_nothing_is_loaded_from_elsewhere_and_style_is_inlined(context: Flask) -> None:
    page = html_of(mail())
    assert not re.search(r"<(img|link|script|iframe|object)\b|@import|url\(", page)
    assert 'style="' in page
    assert "@media (prefers-color-scheme: dark)" in page


def test_it_is_small_with_a_long_text_in_russian(context: Flask) -> None:
    body = "\n\n".join("Повестка **Генеральной ассамблеи** и порядок голосования. " * 8 for _ in range(6))
    facts = tuple(Fact(f"Поле {number}", "18:00, четверг", "11:00") for number in range(8))
    with i18n.speaking("ru"):
        raw = render(a_delivery(language="ru"), a_letter(body=body, facts=facts), PAPER, NOW)
    assert len(raw) < 60_000


def test_data_is_escaped_wherever_it_stands(context: Flask) -> None:
    evil = "<img src=x onerror=alert(1)>\u202e"
    letter = a_letter(subject=evil, facts=(Fact(evil, evil, evil),), button=Button(evil, "https://a.example"))
    page = html_of(mail(letter))
    assert "<img" not in page
    assert "\u202e" not in page


def test_a_calendar_goes_as_a_part_with_its_method_and_as_a_file(context: Flask) -> None:
    message = mail(a_letter(calendar=CALENDAR))
    [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert part["Content-Type"].params["method"] == "REQUEST"
    assert part["Content-Type"].params["charset"] == "utf-8"
    assert part.get_content().encode().replace(b"\r\n", b"\n") == CALENDAR.replace(b"\r\n", b"\n")
    [file] = message.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("invitation.ics", "application/ics")
    assert file.get_payload(decode=True) == CALENDAR
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics",
    ]  # fmt: skip


def test_a_calendar_without_method_is_a_fault(context: Flask) -> None:
    with pytest.raises(ValueError, match="METHOD"):
        mail(a_letter(calendar=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"))


def test_files_go_along(context: Flask) -> None:
    message = mail(a_letter(attachments=(Attachment("Отчёт.pdf", "application/pdf", b"%PDF"),)))
    [file] = message.iter_attachments()
    assert (file.get_filename(), file.get_payload(decode=True)) == ("Отчёт.pdf", b"%PDF")


def test_an_address_that_is_none_is_refused(context: Flask) -> None:
    with pytest.raises(UnmailableError):
        mail(address="awa@mali.example, eve@evil.example")


def test_a_domain_in_another_script_is_written_in_ascii(context: Flask) -> None:
    assert mail(address="awa@münchen.example")["To"].addresses[0].domain == "xn--mnchen-3ya.example"
