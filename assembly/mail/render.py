"""A letter as the bytes of a mail: text and HTML that say the same, nothing loaded from elsewhere."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from functools import cache, lru_cache
from typing import Any

from flask import current_app
from markupsafe import Markup

from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.mail.kinds import Letter
from assembly.mail.letterhead import Letterhead
from assembly.mail.markdown import body_of, one_line
from assembly.mail.mime import Part, address_header, file_part, message, multipart, text_header, text_part
from assembly.mail.models import Delivery
from assembly.mail.rules import mailable
from assembly.timezones import city

METHOD = re.compile(rb"^METHOD:([A-Z]+)\r?$", re.MULTILINE)


class UnmailableError(ValueError):
    """The recipient's address is none that mail can be sent to."""


def render(delivery: Delivery, letter: Letter, letterhead: Letterhead, now: datetime) -> bytes:
    """Return the mail; raise `UnmailableError`. Called while the recipient's language is spoken."""
    files = [file_part(file.content, file.content_type, file.filename) for file in letter.attachments]
    alternatives = _texts(delivery, letter, letterhead, now)
    if letter.calendar is not None:
        # Twice: as a part that mail programs act on, and as a file for the others.
        alternatives.append(_calendar_part(letter.calendar))
        files.insert(0, file_part(letter.calendar, "application/ics", "invitation.ics"))
    body = multipart("mixed", [multipart("alternative", alternatives), *files])
    return message(_headers(delivery, letter, letterhead, now), body)


def _headers(delivery: Delivery, letter: Letter, letterhead: Letterhead, now: datetime) -> Iterator[tuple[str, str]]:
    address = mailable(delivery.address)
    if address is None:
        raise UnmailableError("not an address that mail can be sent to")
    sender = letterhead.sender_name
    yield "From", address_header("From", sender, letterhead.sender_email)
    yield "To", address_header("To", delivery.name, address)
    yield "Subject", text_header("Subject", letter.subject)
    yield "Date", format_datetime(now)
    yield "Message-ID", delivery.message_id
    if letterhead.reply_to:
        yield "Reply-To", address_header("Reply-To", sender, letterhead.reply_to)
    yield "Content-Language", delivery.language
    yield "Auto-Submitted", "auto-generated"  # so that no holiday notice answers (RFC 3834)
    if letter.unsubscribe_url is not None:
        yield "List-Unsubscribe", f"<{one_line(letter.unsubscribe_url)}>"
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"  # RFC 8058


def _texts(delivery: Delivery, letter: Letter, letterhead: Letterhead, now: datetime) -> list[Part]:
    """Return the plain text and the HTML, which say the same."""
    body = body_of(letter.body)
    paper = _paper(delivery, letter, letterhead, now)
    html = Markup(body.html)  # noqa: S704 - nh3 has cleaned it
    page = _layout("mail.html", body_html=html, **paper)
    return [
        text_part(_layout("mail.txt", body_text=body.text, **paper), "plain"),
        text_part(_inliner().inline(page), "html"),
    ]


def _layout(name: str, **variables: Any) -> str:
    """Fill a layout; not through Flask, which would ask the database for what frames a page."""
    return current_app.jinja_env.get_template(f"layout/{name}").render(variables)


def _paper(delivery: Delivery, letter: Letter, letterhead: Letterhead, now: datetime) -> dict[str, Any]:
    """Return what both layouts show around the body."""
    return {
        "lang": current_language(),
        "dir": "ltr",
        "subject": one_line(letter.subject),
        "wordmark": letterhead.wordmark,
        "accent": letterhead.accent,
        "facts": [
            (one_line(fact.label), one_line(fact.value), fact.secondary and one_line(fact.secondary))
            for fact in letter.facts
        ],
        "button": (one_line(letter.button.label), letter.button.url) if letter.button else None,
        "help": _help(delivery, letterhead, now),
        "signature": _signature(letterhead),
        "footer_lines": (),
        "unsubscribe_url": letter.unsubscribe_url,
    }


def _help(delivery: Delivery, letterhead: Letterhead, now: datetime) -> dict[str, str]:
    return {
        "phone": letterhead.phone,
        "whatsapp": letterhead.whatsapp,
        "email": letterhead.email,
        "hours": _hours(letterhead, delivery.zone, current_language(), now.date()),
    }


@lru_cache(maxsize=256)
def _hours(letterhead: Letterhead, zone: str, _language: str, day: date) -> str:
    """Return when the help line is open, in the reader's time and the language being spoken."""
    opens, closes = letterhead.hours_for(zone, datetime.combine(day, time(12), UTC))
    return _("From %(opens)s to %(closes)s, your time (%(place)s)", opens=opens, closes=closes, place=city(zone))


def _signature(letterhead: Letterhead) -> dict[str, str] | None:
    if not letterhead.signature_name:
        return None
    return {"name": letterhead.signature_name, "function": letterhead.signature_function}


@cache
def _inliner() -> Any:
    from css_inline import CSSInliner

    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def _calendar_part(calendar: bytes) -> Part:
    """Return an iCalendar object as a part whose type names its METHOD too (RFC 6047, 2.4)."""
    found = METHOD.search(calendar)
    if found is None:
        raise ValueError("a calendar that is mailed needs its METHOD")
    return text_part(calendar.decode(), "calendar", f"method={found[1].decode()}")
