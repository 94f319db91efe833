"""The programme as readers see it: plain facts, frozen when it is published.

The addresses to join are not part of it: they are for those admitted, and may change at the last minute.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assembly.agenda.kinds import ItemKind, SpeakerPart


@dataclass(frozen=True, slots=True)
class ProgrammeSpeaker:
    """Somebody who chairs or speaks, by the name that is to be printed."""

    part: SpeakerPart
    name: str


@dataclass(frozen=True, slots=True)
class ProgrammeItem:
    """A timed part of a sitting; texts are `{language: text}`."""

    id: int
    kind: ItemKind
    title: Mapping[str, str]
    description: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime
    speakers: tuple[ProgrammeSpeaker, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgrammeSitting:
    """A continuous part of the event. `uid` and `sequence` are those of its calendar entry (RFC 5545)."""

    id: int
    uid: str
    sequence: int
    title: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime
    floor: str | None = None
    interpretation: tuple[str, ...] = ()
    items: tuple[ProgrammeItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Programme:
    """All sittings in order of time; `states` tells how complete the texts were in each language."""

    sittings: tuple[ProgrammeSitting, ...]
    states: Mapping[str, str] = field(default_factory=dict)


def to_json(programme: Programme) -> dict[str, Any]:
    """Return the programme as it is stored: `{"sittings": […], "states": {language: state}}`, times ISO."""
    return {
        "sittings": [_sitting_to_json(sitting) for sitting in programme.sittings],
        "states": dict(programme.states),
    }


def _sitting_to_json(sitting: ProgrammeSitting) -> dict[str, Any]:
    return {
        "id": sitting.id,
        "uid": sitting.uid,
        "sequence": sitting.sequence,
        "title": dict(sitting.title),
        "starts_at": sitting.starts_at.isoformat(),
        "ends_at": sitting.ends_at.isoformat(),
        "floor": sitting.floor,
        "interpretation": list(sitting.interpretation),
        "items": [_item_to_json(item) for item in sitting.items],
    }


def _item_to_json(item: ProgrammeItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "kind": item.kind.value,
        "title": dict(item.title),
        "description": dict(item.description),
        "starts_at": item.starts_at.isoformat(),
        "ends_at": item.ends_at.isoformat(),
        "speakers": [{"part": speaker.part.value, "name": speaker.name} for speaker in item.speakers],
    }


def from_json(content: Mapping[str, Any]) -> Programme:
    """Return the programme that `to_json` stored."""
    return Programme(
        sittings=tuple(_sitting_from_json(sitting) for sitting in content["sittings"]),
        states=content["states"],
    )


def _sitting_from_json(content: Mapping[str, Any]) -> ProgrammeSitting:
    return ProgrammeSitting(
        id=content["id"],
        uid=content["uid"],
        sequence=content["sequence"],
        title=content["title"],
        starts_at=datetime.fromisoformat(content["starts_at"]),
        ends_at=datetime.fromisoformat(content["ends_at"]),
        floor=content["floor"],
        interpretation=tuple(content["interpretation"]),
        items=tuple(_item_from_json(item) for item in content["items"]),
    )


def _item_from_json(content: Mapping[str, Any]) -> ProgrammeItem:
    return ProgrammeItem(
        id=content["id"],
        kind=ItemKind(content["kind"]),
        title=content["title"],
        description=content["description"],
        starts_at=datetime.fromisoformat(content["starts_at"]),
        ends_at=datetime.fromisoformat(content["ends_at"]),
        speakers=tuple(
            ProgrammeSpeaker(SpeakerPart(speaker["part"]), speaker["name"]) for speaker in content["speakers"]
        ),
    )
