"""Entries of the trail as sentences in the reader's language; names are those of now, the trail has numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from markupsafe import Markup, escape
from sqlalchemy import select

from assembly.accounts.actor import Actor
from assembly.accounts.models import Person
from assembly.audit.models import AuditEntry
from assembly.exports import Cell
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.i18n import ngettext
from assembly.scope import everything
from assembly.trail import objects, sentences_people, sentences_sittings
from assembly.trail.objects import Object

SENTENCES: Final[Mapping[str, Any]] = {**sentences_people.SENTENCES, **sentences_sittings.SENTENCES}

BALLOT: Final = _l("A secret ballot was cast for a member in “%(what)s”.")
"""Of a secret vote nobody is told when anybody voted: the trail has no time of it."""


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as it is read. `marked` is the sentence for a page, where names keep the direction of their script."""

    number: int
    at: datetime | None
    sentence: str
    marked: Markup
    url: str | None
    object_type: str
    object_id: int | None


def told(entries: Sequence[AuditEntry], actor: Actor) -> list[Told]:
    """Put entries into words; the names of all are looked up at once."""
    with everything():  # who may read the trail sees whom it is about
        names, things = _names(entries), objects.found(_wanted(entries), actor)
    return [_told(entry, names, things) for entry in entries]


def _told(entry: AuditEntry, names: Mapping[int, str], things: Mapping[tuple[str, int], Object]) -> Told:
    thing = things.get((entry.object_type, entry.object_id or 0))
    said = {"who": _who(entry, names), "what": _what(entry, thing)}
    return Told(
        number=entry.id,
        at=entry.at,
        sentence=_sentence(entry) % said,
        marked=escape(_sentence(entry)) % {name: Markup("<bdi>{}</bdi>").format(text) for name, text in said.items()},
        url=thing.url if thing else None,
        object_type=entry.object_type,
        object_id=entry.object_id,
    )


def _sentence(entry: AuditEntry) -> str:
    """Return the sentence with places for who and what; an action that has none is told by its name."""
    if entry.action == "vote.cast" and entry.object_type == "voting_right":
        return str(BALLOT)
    return str(SENTENCES.get(entry.action, f"%(who)s: {entry.action} (%(what)s)"))


def _who(entry: AuditEntry, names: Mapping[int, str]) -> str:
    if entry.actor_id is None:
        return _("The system")
    return names.get(entry.actor_id) or _("Number %(number)d", number=entry.actor_id)


def _what(entry: AuditEntry, thing: Object | None) -> str:
    if thing is not None:
        return thing.name
    many = next((value for key, value in entry.details.items() if key.endswith("_ids")), None)
    if entry.object_id is None and isinstance(many, list):
        return ngettext("%(num)d entry", "%(num)d entries", len(many))
    return _("number %(number)d", number=entry.object_id) if entry.object_id is not None else _("several")


def _names(entries: Sequence[AuditEntry]) -> dict[int, str]:
    numbers = {entry.actor_id for entry in entries if entry.actor_id is not None}
    return dict(db.session.execute(select(Person.id, Person.name).where(Person.id.in_(numbers))).all())


def _wanted(entries: Sequence[AuditEntry]) -> Iterator[tuple[str, int]]:
    return ((entry.object_type, entry.object_id) for entry in entries if entry.object_id is not None)


def cells(entries: Sequence[AuditEntry], actor: Actor) -> Iterator[list[Cell]]:
    """Yield the rows of a sheet: what a reader sees, and what the hash is made of."""
    for entry, one in zip(entries, told(entries, actor), strict=True):
        yield [
            entry.id,
            entry.at.astimezone(UTC).isoformat() if entry.at else None,
            one.sentence,
            entry.actor_id,
            entry.action,
            entry.object_type,
            entry.object_id,
            ", ".join(f"{key}={value}" for key, value in sorted(entry.details.items())),
            entry.hash,
        ]
