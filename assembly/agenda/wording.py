"""How the words of an agenda are said to readers."""

from collections.abc import Callable, Mapping

from assembly.agenda.kinds import ItemKind, SpeakerPart
from assembly.agenda.programme import ProgrammeSpeaker
from assembly.i18n import lazy_gettext as _l
from assembly.i18n import lazy_pgettext

KINDS = {
    ItemKind.OPENING: lazy_pgettext("item", "Opening"),
    ItemKind.PLENARY: _l("Plenary"),
    ItemKind.PANEL: _l("Panel"),
    ItemKind.WORKSHOP: _l("Workshop"),
    ItemKind.FIELD_VISIT: _l("Field visit"),
    ItemKind.VOTE: _l("Vote"),
    ItemKind.BREAK: _l("Break"),
    ItemKind.CLOSING: _l("Closing"),
    ItemKind.OTHER: lazy_pgettext("item", "Other"),
}
PARTS = {SpeakerPart.CHAIR: _l("in the chair"), SpeakerPart.MODERATOR: _l("moderates"), SpeakerPart.SPEAKER: None}
PART_NAMES = {
    SpeakerPart.CHAIR: _l("In the chair"),
    SpeakerPart.MODERATOR: _l("Moderator"),
    SpeakerPart.SPEAKER: _l("Speaker"),
}


def who(speaker: ProgrammeSpeaker, read: Callable[[Mapping[str, str]], str]) -> tuple[str, str | None]:
    """Return the name, and what stands behind it: function or organisation, and the part that is not speaking."""
    part = PARTS[speaker.part]
    facts = (read(speaker.function) or speaker.organisation, str(part) if part else None)
    return speaker.name, " · ".join(fact for fact in facts if fact) or None
