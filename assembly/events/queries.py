"""Reading the federation and its events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from urllib.parse import urlsplit

from flask import url_for
from sqlalchemy import String, bindparam, cast, func, select

from assembly import clock, timezones
from assembly.database_types import LocalizedText, Reading
from assembly.errors import NotFoundError
from assembly.events import colour
from assembly.events.models import Event, Federation
from assembly.extensions import db
from assembly.i18n import LANGUAGES, current_language
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.letterhead import Letterhead

EMPTY_JSON = 2  # characters of `{}`


@dataclass(frozen=True, slots=True)
class Masthead:
    """What the frame of every page shows of the federation, in the language being spoken."""

    name: str
    short_name: str
    languages: tuple[str, ...]
    logo_url: str | None = None
    css_url: str | None = None
    help_name: str = ""
    help_function: str = ""
    help_phone: str = ""
    help_whatsapp: str = ""
    help_email: str = ""
    help_hours: str = ""
    privacy_url: str | None = None


_MASTHEAD = select(
    Federation.name,
    Federation.short_name,
    Federation.languages,
    Federation.accent,
    Federation.logo_hash,
    Federation.zone,
    Federation.help_name,
    Federation.help_function,
    Federation.help_phone,
    Federation.help_whatsapp,
    Federation.help_email,
    Federation.help_opens,
    Federation.help_closes,
    (func.length(cast(Federation.privacy, String)) > EMPTY_JSON).label("has_privacy"),
)


def masthead(reader_zone: str | None = None) -> Masthead:
    """Return what a page's frame shows, in one small query; something neutral before the first set-up."""
    row = db.session.execute(_MASTHEAD).first()
    if row is None:
        return Masthead(name=_("Assembly"), short_name=_("Assembly"), languages=tuple(LANGUAGES))
    language, source = current_language(), row.languages[0]
    reachable = row.help_phone or row.help_whatsapp
    return Masthead(
        name=row.name.read(language, source).text,
        short_name=row.short_name,
        languages=tuple(row.languages),
        logo_url=url_for("events.logo", v=row.logo_hash) if row.logo_hash else None,
        css_url=css_url(row.accent),
        help_name=row.help_name,
        help_function=row.help_function.read(language, source).text,
        help_phone=row.help_phone,
        help_whatsapp=row.help_whatsapp,
        help_email=row.help_email,
        help_hours=hours(row.help_opens, row.help_closes, row.zone, reader_zone) if reachable else "",
        privacy_url=url_for("events.privacy") if row.has_privacy else None,
    )


def css_url(accent: str) -> str | None:
    """Return the address of the style sheet with the accent; the default one needs none."""
    return None if accent.upper() == colour.DEFAULT else url_for("events.federation_css", v=version_of(accent))


def version_of(accent: str) -> str:
    """Return what stands for an accent in the address of its style sheet."""
    return accent.removeprefix("#").lower()


def hours(opens: str, closes: str, zone: str, reader_zone: str | None = None) -> str:
    """Word the hours of the help line: on the reader's clocks, if known, then on the federation's."""
    now = clock.now()
    today = now.astimezone(timezones.zone(zone)).date()
    moments = [
        timezones.from_local(datetime.combine(today, time.fromisoformat(text)), zone) for text in (opens, closes)
    ]
    there = _span(moments, zone)
    if reader_zone is None or timezones.offset_label(now, reader_zone) == timezones.offset_label(now, zone):
        return there
    return _("%(here)s; there %(there)s", here=_span(moments, reader_zone), there=there)


def _span(moments: list[datetime], zone: str) -> str:
    opens, closes = (timezones.local_time(moment, zone) for moment in moments)
    return _(
        "%(opens)s–%(closes)s, %(place)s (%(offset)s)",
        opens=opens.time,
        closes=closes.time,
        place=opens.place,
        offset=opens.offset,
    )


def letterhead() -> Letterhead:
    """Return on whose paper mail is written, in the language being spoken."""
    federation = find_federation()
    if federation is None:
        host = urlsplit(absolute_url("events.root")).hostname
        return Letterhead(wordmark=_("Assembly"), sender_name=_("Assembly"), sender_email=f"assembly@{host}")
    language, source = current_language(), federation.languages[0]
    return Letterhead(
        wordmark=federation.name.read(language, source).text,
        sender_name=federation.sender_name,
        sender_email=federation.sender_email,
        accent=colour.shown(federation.accent).light,
        reply_to=federation.help_email,
        phone=federation.help_phone,
        whatsapp=federation.help_whatsapp,
        email=federation.help_email,
        opens=federation.help_opens,
        closes=federation.help_closes,
        zone=federation.zone,
        signature_name=federation.help_name,
        signature_function=federation.help_function.read(language, source).text,
    )


def find_federation() -> Federation | None:
    """Return the federation, without its logo; None before the first set-up."""
    return db.session.get(Federation, 1)


def privacy_notice() -> Reading:
    """Return the privacy notice as the reader sees it; an empty text where there is none."""
    row = db.session.execute(select(Federation.privacy, Federation.languages)).first()
    return (row.privacy if row else LocalizedText()).read(current_language(), row.languages[0] if row else "en")


def accent() -> str:
    """Return the federation's accent as it was chosen."""
    return db.session.scalar(select(Federation.accent)) or colour.DEFAULT


def logo() -> tuple[bytes, str, str]:
    """Return the picture, its type and its hash; raise `NotFoundError` where there is none."""
    row = db.session.execute(select(Federation.logo, Federation.logo_type, Federation.logo_hash)).first()
    if row is None or row.logo is None:
        raise NotFoundError
    return row.logo, row.logo_type, row.logo_hash


def event_by_slug(slug: str) -> Event:
    """Return an event by the last part of its address; raise `NotFoundError`."""
    event = db.session.scalar(_BY_SLUG, {"slug": slug})
    if event is None:
        raise NotFoundError
    return event


_BY_SLUG = select(Event).where(Event.slug == bindparam("slug"))


def lock_event(event_id: int) -> None:
    """Let nobody else who asks for this go on until the commit; on SQLite the transaction is the lock."""
    db.session.execute(select(Event.id).where(Event.id == event_id).with_for_update())


def all_events() -> Sequence[Event]:
    """Return every event, the earliest first."""
    return db.session.scalars(select(Event).order_by(Event.starts_at, Event.id)).all()


def last_assembly_at() -> datetime | None:
    """Return when the assembly before the newest event was, as far as events tell, by the clocks of that event."""
    statement = select(Event.last_assembly_at, Event.zone).where(Event.last_assembly_at.is_not(None))
    row = db.session.execute(statement.order_by(Event.last_assembly_at.desc()).limit(1)).first()
    return row.last_assembly_at.astimezone(timezones.zone(row.zone)) if row else None


def slugs() -> set[str]:
    """Return the addresses that are taken."""
    return set(db.session.scalars(select(Event.slug)))
