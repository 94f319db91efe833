"""The programme as a PDF, in the language being spoken: the reader's time and the event's in columns of their own."""

from datetime import datetime

from assembly import pdf
from assembly.agenda import presentation
from assembly.agenda.presentation import Reader, ShownDay, ShownItem, ShownSitting
from assembly.agenda.programme import Programme
from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.mail.letterhead import current_letterhead
from assembly.names import day_name
from assembly.registration.papers.stand_ins import stand_ins
from assembly.timezones import TwoTimes


def programme(shown: Programme, reader: Reader, published_at: datetime) -> bytes:
    """Return the programme as a PDF that can be read aloud."""
    event, head = reader.event, current_letterhead()
    days = presentation.days(shown, reader)
    return pdf.render(
        "programme",
        {
            "federation": head.wordmark,
            "accent": head.accent,
            "event": reader.read(event.title).text,
            "theme": reader.read(event.theme).text,
            "place": reader.read(event.place).text,
            "warning": presentation.clock_change(shown, reader) or "",
            "days": [_day(day) for day in days],
            "state": _("As published on %(day)s.", day=day_name(published_at, reader.zone)),
        },
        title=_("Programme"),
        author=head.wordmark,
        language=current_language(),
        made_at=published_at,
        stand_ins=stand_ins(event.id),
    )


def _day(day: ShownDay) -> dict[str, pdf.Data]:
    date = day.day.date
    return {"date": date[:1].upper() + date[1:], "sittings": [_sitting(sitting) for sitting in day.sittings]}


def _sitting(sitting: ShownSitting) -> dict[str, pdf.Data]:
    start, end = sitting.times
    columns = [(start.mine, f"{start.mine.time}–{end.mine.time}")]
    if not start.same_zone:
        columns.append((start.event, _theirs(start, end)))
    zones = [f"{time.place} ({time.offset})" for time, _clock in columns]
    facts = [sitting.place.text, *_languages(sitting), sitting.clock_change or ""]
    return {
        "title": sitting.title.text,
        "cancelled": _("Cancelled") if sitting.cancelled else "",
        "zones": zones,
        "times": " · ".join(f"{zone}: {clock}" for zone, (_time, clock) in zip(zones, columns, strict=True)),
        "facts": " · ".join(fact for fact in facts if fact),
        "items": [_item(item) for item in sitting.items],
    }


def _languages(part: ShownSitting | ShownItem) -> list[str]:
    return [
        _("Spoken: %(language)s", language=part.floor) if part.floor else "",
        _("Interpreted: %(languages)s", languages=part.interpreted) if part.interpreted else "",
        _("Captions: %(languages)s", languages=part.captions) if part.captions else "",
        _("Sign language: %(languages)s", languages=part.signs) if part.signs else "",
    ]


def _item(item: ShownItem) -> dict[str, pdf.Data]:
    start, end = item.times
    people = [f"{name} ({what})" if what else name for name, what in item.people]
    return {
        "mine": f"{start.mine.time}–{end.mine.time}",
        "event": "" if start.same_zone else _theirs(start, end),
        "title": item.title.text,
        "kind": " · ".join(fact for fact in (item.kind or "", *_languages(item)) if fact),
        "people": "; ".join(people),
        "night": _("Night") if item.night else "",
    }


def _theirs(start: TwoTimes, end: TwoTimes) -> str:
    """Return the event's time, with the weekday where it is another day there."""
    clock = f"{start.event.time}–{end.event.time}"
    return f"{start.event.weekday} {clock}" if start.different_day else clock
