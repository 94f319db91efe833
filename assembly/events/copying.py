"""Copying a former event: its frame here, and what hangs on it by the rooms that have it.

Never copied are people and what they did: registrations, speakers, documents, sign-ups, votes and their results.
Other rooms contribute parts by functions that `features.py` registers, as kinds of mail are.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Flask, current_app

from assembly.accounts.actor import Actor
from assembly.audit.service import record
from assembly.database_types import LocalizedText
from assembly.events import copy_rules, rules, service
from assembly.events.drafts import EventDraft
from assembly.events.models import Event
from assembly.extensions import db
from assembly.texts import TO_CHECK

PARTS = "event_copy_parts"


@dataclass(frozen=True, slots=True)
class Copying:
    """A former event, and the dates and zone of its copy."""

    former: Event
    starts_at: datetime
    ends_at: datetime
    zone: str
    now: datetime

    def moved(self, moment: datetime) -> datetime:
        """Return where a moment stands in the copy: as many days after the start, at the same time on the wall."""
        return copy_rules.moved(moment, (self.former.starts_at, self.former.zone), (self.starts_at, self.zone))


@dataclass(frozen=True, slots=True)
class Moved:
    """Something with a time: when it was, and when it will be. `outside`: beyond the dates of the new event."""

    title: LocalizedText
    was: datetime
    starts_at: datetime
    ends_at: datetime
    outside: bool


@dataclass(frozen=True, slots=True)
class Copied:
    """One thing that is copied, as the secretariat sees it before; `left_out` says what of it is not."""

    heading: str
    text: str
    moved: Sequence[Moved] = ()
    left_out: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What a room adds: what it would copy, worded; and the copying, which returns how many of what for the audit."""

    preview: Callable[[Copying], Sequence[Copied]]
    copy: Callable[[Copying, Event], Mapping[str, int]]


def contribute(app: Flask, parts: Iterable[Part]) -> None:
    """Tell which rooms add to a copy, in this order."""
    app.extensions[PARTS] = tuple(parts)


def _parts() -> tuple[Part, ...]:
    parts: tuple[Part, ...] = current_app.extensions.get(PARTS, ())
    return parts


def copying_of(former: Event, draft: EventDraft, now: datetime) -> Copying:
    """Return what is to be copied to where, for an event as it was typed."""
    return Copying(former, draft.starts_at, draft.ends_at, draft.zone, now)


def dated(draft: EventDraft, former: Event, now: datetime) -> EventDraft:
    """Return the draft of a copy with registration open as long before it as it was; in the past, as is proposed.

    Those who joined since the former event are new.
    """
    there = copying_of(former, draft, now)
    opens, closes = there.moved(former.registration_opens_at), there.moved(former.registration_closes_at)
    closes = min(closes, draft.ends_at)
    if not now < opens < closes:
        opens, closes = rules.proposed_window(now, draft.starts_at)
    return replace(
        draft,
        slug=None,
        registration_opens_at=opens,
        registration_closes_at=closes,
        last_assembly_at=former.starts_at if former.starts_at < draft.starts_at else former.last_assembly_at,
    )


def preview(there: Copying) -> list[Copied]:
    """Return what would be copied and to when."""
    return [copied for part in _parts() for copied in part.preview(there)]


def copy_event(actor: Actor | None, former: Event, draft: EventDraft, now: datetime) -> Event:
    """Make an event from a former one with all that is not personal; raise `InvalidInputError`."""
    event = service.create_event(actor, draft)
    event.conduct, event.safeguarding = former.conduct, former.safeguarding
    event.edited = _stamps(former, event)
    db.session.flush()
    there = copying_of(former, draft, now)
    counts: dict[str, Any] = {name: number for part in _parts() for name, number in part.copy(there, event).items()}
    record(actor.person_id if actor else None, "event.copied", "event", event.id, copied_from=former.id, **counts)
    return event


def _stamps(former: Event, event: Event) -> dict[str, Any]:
    """Return the stamps of the event's own texts: what was typed anew is right, what was left has to be checked."""
    stamps: dict[str, Any] = {field: dict(marks) for field, marks in event.edited.items()}
    for field in service.TEXTS:
        old, new = getattr(former, field), getattr(event, field)
        same = (code for code, text in new.items() if text == old.get(code) and copy_rules.holds_date(text))
        stamps.setdefault(field, {}).update(dict.fromkeys(same, TO_CHECK))
    return stamps | copy_rules.copied_stamps({"conduct": former.conduct}, former.edited)


def copy_texts(old: Any, new: Any, fields: Iterable[str]) -> None:
    """Give a copy the texts of what it is copied from, in all languages, with their stamps."""
    texts = {field: getattr(old, field) for field in fields}
    for field, text in texts.items():
        setattr(new, field, text)
    new.edited = copy_rules.copied_stamps(texts, old.edited or {})
