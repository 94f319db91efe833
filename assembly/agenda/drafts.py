"""What a form, or the demonstration, gives to the services of the agenda."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assembly.agenda.kinds import ItemKind
from assembly.agenda.programme import ProgrammeSpeaker


@dataclass(frozen=True, slots=True)
class ChannelDraft:
    """The floor, or the interpretation into a language, with the address to join it, if it is known yet."""

    language: str
    address: str
    floor: bool = False


@dataclass(frozen=True, slots=True)
class SittingDraft:
    """A sitting as it should be; `title` is `{language: text}`."""

    title: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime
    channels: tuple[ChannelDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """An item as it should be; texts are `{language: text}`."""

    kind: ItemKind
    title: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime
    description: Mapping[str, str]
    speakers: tuple[ProgrammeSpeaker, ...] = ()
