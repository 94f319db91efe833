"""How rooms, channels and what they lack are said to readers."""

from typing import Any, Final

from assembly.agenda.channels.kinds import ChannelKind, Platform
from assembly.agenda.channels.rules import Gap, RoomGap, Way
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.names import language_name

PLATFORMS: Final[dict[Platform, Any]] = {
    Platform.ZOOM: "Zoom",
    Platform.BIGBLUEBUTTON: "BigBlueButton",
    Platform.JITSI: "Jitsi",
    Platform.TELEPHONE: _l("Telephone only"),
    Platform.OTHER: _l("Another"),
}

CHOOSING: Final[dict[Platform, Any]] = {
    Platform.ZOOM: _l(
        "In Zoom, press “Interpretation” (a globe) at the foot of the window and choose your language. "
        "Mute the original audio there if you hear both. On a phone it is under “More”."
    ),
    Platform.BIGBLUEBUTTON: _l(
        "In BigBlueButton, join with “Listen only” or your microphone; then choose your language under "
        "“Interpretation”, or open the address of your language below."
    ),
    Platform.JITSI: _l(
        "Jitsi has one room for each language: open the one of yours below. To speak on the floor, open the floor's "
        "room, and leave that of the interpretation."
    ),
    Platform.TELEPHONE: _l("Dial one of the numbers below, then the code followed by the hash key (#)."),
    Platform.OTHER: None,
}
"""How one chooses a language, and gets in, by platform."""

SIGNS: Final[dict[str, Any]] = {
    "ils": _l("International Sign"),
    "ase": _l("American Sign Language"),
    "ssp": _l("Spanish Sign Language"),
    "fsl": _l("French Sign Language"),
    "rsl": _l("Russian Sign Language"),
}


def channel_name(way: Way) -> str:
    """Return the name of a channel's language; sign languages have names of their own."""
    return sign_name(way.language) if way.kind is ChannelKind.SIGN else language_name(way.language)


def sign_name(code: str) -> str:
    """Return the name of a sign language."""
    return str(SIGNS[code])


def channel_role(way: Way) -> str:
    """Return what a channel is."""
    if way.kind is ChannelKind.CAPTIONS:
        return _("captions")
    if way.kind is ChannelKind.SIGN:
        return _("sign language")
    return _("the floor") if way.floor else _("interpretation")


def gap(found: Gap) -> str:
    """Return the sentence that says what a room lacks."""
    names = ", ".join(language_name(code) for code in found.languages)
    match found.what:
        case RoomGap.NO_FLOOR:
            return _("It is not said which language is spoken on the floor.")
        case RoomGap.NO_ADDRESS:
            return _("No address to join: %(languages)s.", languages=names)
        case _:
            return _("Not interpreted into: %(languages)s.", languages=names)
