"""A letter as the bytes of a mail: text and HTML that say the same, nothing loaded from elsewhere.

The paper with the letter on it is made once for all who get the same form; each mail then has its values filled in,
escaped for where they land. A letter for one person is a form without marks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from functools import cache, lru_cache
from itertools import count
from typing import Any

from flask import current_app
from markupsafe import Markup, escape

from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.mail.ics import objects
from assembly.mail.kinds import Letter
from assembly.mail.letterhead import Letterhead
from assembly.mail.markdown import body_of, one_line
from assembly.mail.marks import Marked, Values, mark
from assembly.mail.mime import Part, address_header, file_part, message, multipart, text_header, text_part
from assembly.mail.models import Delivery
from assembly.mail.rules import mailable
from assembly.timezones import city

METHOD = re.compile(rb"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
HOURS = "hours"


class UnmailableError(ValueError):
    """The recipient's address is none that mail can be sent to."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A mail but for what differs from one recipient to the next: marks in texts, some of the headers."""

    letterhead: Letterhead
    subject: Marked
    text: Marked
    html: Marked
    unsubscribe: Marked | None
    files: tuple[Part, ...]


def render(delivery: Delivery, letter: Letter, letterhead: Letterhead, now: datetime) -> bytes:
    """Return the mail; raise `UnmailableError`. Called while the recipient's language is spoken."""
    return filled(skeleton(letter, letterhead), delivery, {}, letter.calendar, now)


def skeleton(letter: Letter, letterhead: Letterhead) -> Skeleton:
    """Return what all mails of a form share, all but its calendar. Called while its language is spoken."""
    body = body_of(letter.body)
    paper = _paper(letter, letterhead)
    html = Markup(body.html)  # noqa: S704 - nh3 has cleaned it
    page = _inliner().inline(_layout("mail.html", body_html=html, **paper))
    return Skeleton(
        letterhead=letterhead,
        subject=Marked(letter.subject, str),
        text=Marked(_layout("mail.txt", body_text=body.text, **paper), one_line),
        html=Marked(page, _in_html),
        unsubscribe=Marked(one_line(letter.unsubscribe_url), one_line) if letter.unsubscribe_url else None,
        files=tuple(file_part(file.content, file.content_type, file.filename) for file in letter.attachments),
    )


def _in_html(value: str) -> str:
    return str(escape(one_line(value)))


def filled(form: Skeleton, delivery: Delivery, values: Values, calendar: bytes | None, now: datetime) -> bytes:
    """Return the mail of one recipient; raise `UnmailableError`. Called while their language is spoken."""
    known = {**values, HOURS: _hours(form.letterhead, delivery.zone, current_language(), now.date())}
    alternatives = [text_part(form.text.filled(known), "plain"), text_part(form.html.filled(known), "html")]
    files = list(form.files)
    if calendar is not None:
        # The first twice: as a part that mail programs act on, and as a file for the others. More beside it.
        first, *more = objects(calendar)
        alternatives.append(_calendar_part(first))
        files[:0] = [file_part(first, "application/ics", "invitation.ics"), *map(_calendar_file, more, count(2))]
    body = multipart("mixed", [multipart("alternative", alternatives), *files])
    return message(_headers(form, delivery, known, now), body)


def _headers(form: Skeleton, delivery: Delivery, values: Values, now: datetime) -> Iterator[tuple[str, str]]:
    address = mailable(delivery.address)
    if address is None:
        raise UnmailableError("not an address that mail can be sent to")
    sender, letterhead = form.letterhead.sender_name, form.letterhead
    yield "From", address_header("From", sender, letterhead.sender_email)
    yield "To", address_header("To", delivery.name, address)
    yield "Subject", text_header("Subject", form.subject.filled(values))
    yield "Date", format_datetime(now)
    yield "Message-ID", delivery.message_id
    if letterhead.reply_to:
        yield "Reply-To", address_header("Reply-To", sender, letterhead.reply_to)
    yield "Content-Language", delivery.language
    yield "Auto-Submitted", "auto-generated"  # so that no holiday notice answers (RFC 3834)
    if form.unsubscribe is not None:
        yield "List-Unsubscribe", f"<{form.unsubscribe.filled(values)}>"
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"  # RFC 8058


def _layout(name: str, **variables: Any) -> str:
    """Fill a layout; not through Flask, which would ask the database for what frames a page."""
    return current_app.jinja_env.get_template(f"layout/{name}").render(variables)


def _paper(letter: Letter, letterhead: Letterhead) -> dict[str, Any]:
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
        "help": _help(letterhead),
        "signature": _signature(letterhead),
        "footer_lines": (),
        "unsubscribe_url": letter.unsubscribe_url,
    }


def _help(letterhead: Letterhead) -> dict[str, str]:
    return {
        "phone": letterhead.phone,
        "whatsapp": letterhead.whatsapp,
        "email": letterhead.email,
        "hours": mark(HOURS),
    }


@lru_cache(maxsize=1024)
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
    return text_part(calendar.decode(), "calendar", f"method={_method(calendar)}")


def _calendar_file(calendar: bytes, number: int) -> Part:
    """Return a further object as a part of its own, on which the better mail programs act as well."""
    kind = f"text/calendar; charset=utf-8; method={_method(calendar)}"
    return file_part(calendar, kind, f"invitation-{number}.ics")


def _method(calendar: bytes) -> str:
    found = METHOD.search(calendar)
    if found is None:
        raise ValueError("a calendar that is mailed needs its METHOD")
    return found[1].decode()
