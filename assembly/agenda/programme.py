"""The programme as readers see it: plain facts, frozen when it is published.

The addresses to join are not part of it: they are for those admitted, and may change at the last minute.
The names of people who are registered are not either: they are asked for at each reading, so that somebody
who is renamed, withdraws or wants to be hidden is so everywhere at once (see `people.py`).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from assembly.agenda.clocks.rules import WallClock
from assembly.agenda.documents import published as documents
from assembly.agenda.documents.published import ProgrammeDocument
from assembly.agenda.kinds import ItemKind, SittingStatus, SpeakerPart


@dataclass(frozen=True, slots=True)
class ProgrammeSpeaker:
    """Somebody who chairs or speaks: by name, or by the registration that `name` and `organisation` then come from.

    `function` is `{language: text}`; `agreed_at` is when somebody who is hidden from lists agreed to be named.
    """

    part: SpeakerPart
    name: str = ""
    function: Mapping[str, str] = field(default_factory=dict)
    registration_id: int | None = None
    agreed_at: datetime | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeLink:
    """Where to find what came of an item; `label` is `{language: text}`."""

    label: Mapping[str, str]
    address: str


@dataclass(frozen=True, slots=True)
class ProgrammeItem:
    """A timed part of a sitting; texts are `{language: text}`.

    In which languages it can be followed is said where they are not those of its sitting.
    """

    id: int
    kind: ItemKind
    title: Mapping[str, str]
    description: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime
    floor: str | None = None
    interpretation: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    speakers: tuple[ProgrammeSpeaker, ...] = ()
    links: tuple[ProgrammeLink, ...] = ()
    documents: tuple[ProgrammeDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgrammeSitting:
    """A continuous part of the event. `uid` and `sequence` are those of its calendar entry (RFC 5545).

    `captions` are the languages that one can read along in, `signs` the sign languages.
    """

    id: int
    uid: str
    sequence: int
    title: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime
    floor: str | None = None
    interpretation: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    items: tuple[ProgrammeItem, ...] = ()
    place: Mapping[str, str] = field(default_factory=dict)
    status: SittingStatus = SittingStatus.CONFIRMED
    documents: tuple[ProgrammeDocument, ...] = ()
    clock: WallClock | None = None

    @property
    def cancelled(self) -> bool:
        """Whether it is not held after all."""
        return self.status is SittingStatus.CANCELLED


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
        **_languages_to_json(sitting),
        "place": dict(sitting.place),
        "status": sitting.status.value,
        "clock": asdict(sitting.clock) if sitting.clock else None,
        "items": [_item_to_json(item) for item in sitting.items],
        "documents": documents.to_json(sitting.documents),
    }


def _languages_to_json(part: ProgrammeSitting | ProgrammeItem) -> dict[str, Any]:
    return {
        "floor": part.floor,
        "interpretation": list(part.interpretation),
        "captions": list(part.captions),
        "signs": list(part.signs),
    }


def _item_to_json(item: ProgrammeItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "kind": item.kind.value,
        "title": dict(item.title),
        "description": dict(item.description),
        "starts_at": item.starts_at.isoformat(),
        "ends_at": item.ends_at.isoformat(),
        **_languages_to_json(item),
        "speakers": [_speaker_to_json(speaker) for speaker in item.speakers],
        "links": [{"label": dict(link.label), "address": link.address} for link in item.links],
        "documents": documents.to_json(item.documents),
    }


def _speaker_to_json(speaker: ProgrammeSpeaker) -> dict[str, Any]:
    """Return a speaker as stored: a registered person by number alone, never by name."""
    stored: dict[str, Any] = {"part": speaker.part.value, "function": dict(speaker.function)}
    if speaker.registration_id is None:
        return stored | {"name": speaker.name}
    agreed = speaker.agreed_at.isoformat() if speaker.agreed_at else None
    return stored | {"registration_id": speaker.registration_id, "agreed_at": agreed}


def from_json(content: Mapping[str, Any]) -> Programme:
    """Return the programme that `to_json` stored; of what older versions did not know, there is none in it."""
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
        **_languages_from_json(content),
        place=content.get("place", {}),
        status=SittingStatus(content.get("status", SittingStatus.CONFIRMED)),
        clock=WallClock(**content["clock"]) if content.get("clock") else None,
        items=tuple(_item_from_json(item) for item in content["items"]),
        documents=documents.from_json(content.get("documents", ())),
    )


def _languages_from_json(content: Mapping[str, Any]) -> dict[str, Any]:
    ways = {name: tuple(content.get(name, ())) for name in ("interpretation", "captions", "signs")}
    return {"floor": content.get("floor"), **ways}


def _item_from_json(content: Mapping[str, Any]) -> ProgrammeItem:
    return ProgrammeItem(
        id=content["id"],
        kind=ItemKind(content["kind"]),
        title=content["title"],
        description=content["description"],
        starts_at=datetime.fromisoformat(content["starts_at"]),
        ends_at=datetime.fromisoformat(content["ends_at"]),
        **_languages_from_json(content),
        speakers=tuple(_speaker_from_json(speaker) for speaker in content["speakers"]),
        links=tuple(ProgrammeLink(link["label"], link["address"]) for link in content.get("links", ())),
        documents=documents.from_json(content.get("documents", ())),
    )


def _speaker_from_json(content: Mapping[str, Any]) -> ProgrammeSpeaker:
    agreed = content.get("agreed_at")
    return ProgrammeSpeaker(
        part=SpeakerPart(content["part"]),
        name=content.get("name", ""),
        function=content.get("function", {}),
        registration_id=content.get("registration_id"),
        agreed_at=datetime.fromisoformat(agreed) if agreed else None,
    )
