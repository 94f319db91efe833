"""How the words of an agenda are said to readers."""

from assembly.agenda.kinds import ItemKind, SpeakerPart
from assembly.i18n import lazy_gettext as _l

KINDS = {
    ItemKind.PLENARY: _l("Plenary"),
    ItemKind.PANEL: _l("Panel"),
    ItemKind.VOTE: _l("Vote"),
    ItemKind.BREAK: _l("Break"),
    ItemKind.CLOSING: _l("Closing"),
}
PARTS = {SpeakerPart.CHAIR: _l("in the chair"), SpeakerPart.SPEAKER: None}
