"""The words of rooms: what carries a channel, and over which platform people meet."""

from enum import StrEnum
from typing import Final


class ChannelKind(StrEnum):
    """How a channel carries what is said; of the voices, one is the floor and the others interpret it."""

    VOICE = "voice"
    CAPTIONS = "captions"
    SIGN = "sign"


class Platform(StrEnum):
    """Over what people meet; each has its own way to choose a language."""

    ZOOM = "zoom"
    BIGBLUEBUTTON = "bigbluebutton"
    JITSI = "jitsi"
    TELEPHONE = "telephone"
    OTHER = "other"


SIGN_LANGUAGES: Final = ("ils", "ase", "ssp", "fsl", "rsl")
"""International Sign, then those of the countries where our languages began (ISO 639-3)."""
