"""What a form, or the demonstration, gives to the services of the agenda."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from assembly.agenda.channels.drafts import ChannelDraft
from assembly.agenda.kinds import ItemKind, SittingStatus, SpeakerPart
from assembly.texts import StillRight


@dataclass(frozen=True, slots=True)
class SittingDraft:
    """A sitting as it should be; `title` and `place` are `{language: text}`; a new one begins with `channels`."""

    title: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime
    channels: tuple[ChannelDraft, ...] = ()
    place: Mapping[str, str] = field(default_factory=dict)
    status: SittingStatus = SittingStatus.CONFIRMED
    still_right: StillRight = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SpeakerDraft:
    """Who is to chair or speak: somebody registered, or a name. `agreed`: a person whom no list shows may be named."""

    part: SpeakerPart
    name: str | None = None
    function: Mapping[str, str] = field(default_factory=dict)
    registration_id: int | None = None
    agreed: bool = False
    still_right: StillRight = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkDraft:
    """Where to find what came of an item; `label` is `{language: text}`."""

    label: Mapping[str, str]
    address: str
    still_right: StillRight = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """An item as it should be; texts are `{language: text}`. `speakers` are those that a new item begins with."""

    kind: ItemKind
    title: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime
    description: Mapping[str, str]
    speakers: tuple[SpeakerDraft, ...] = ()
    still_right: StillRight = field(default_factory=dict)
