"""What a form, or the demonstration, gives to the service of rooms."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assembly.agenda.channels.kinds import ChannelKind, Platform


@dataclass(frozen=True, slots=True)
class ChannelDraft:
    """One way to follow; `address` is empty where it is chosen within the room, or not known yet."""

    language: str
    address: str = ""
    floor: bool = False
    kind: ChannelKind = ChannelKind.VOICE


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomDraft:
    """A room as it should be; `telephones` are one a line, `instructions` are `{language: text}`."""

    platform: Platform = Platform.OTHER
    address: str = ""
    telephones: str = ""
    pin: str = ""
    instructions: Mapping[str, str] = field(default_factory=dict)
    channels: tuple[ChannelDraft, ...] = ()
