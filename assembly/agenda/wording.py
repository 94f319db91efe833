"""How the words of an agenda are said to readers."""

from collections.abc import Callable, Mapping
from typing import Final

from assembly.agenda.changes import ChangeKind
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


CHANGES: Final = {
    ChangeKind.ADDED: ("yes", _l("Added")),
    ChangeKind.REMOVED: ("no", _l("Deleted")),
    ChangeKind.CANCELLED: ("off", _l("Cancelled")),
    ChangeKind.HELD_AFTER_ALL: ("yes", _l("Held after all")),
    ChangeKind.MOVED: ("late", _l("New time")),
    ChangeKind.OTHER_PLACE: ("late", _l("New place")),
    ChangeKind.OTHER_KIND: ("draft", _l("Another kind")),
    ChangeKind.REWORDED: ("draft", _l("New words")),
    ChangeKind.OTHER_SPEAKERS: ("draft", _l("Other speakers")),
    ChangeKind.OTHER_LANGUAGES: ("draft", _l("Other languages")),
    ChangeKind.OTHER_LINKS: ("draft", _l("Other links")),
    ChangeKind.OTHER_DOCUMENTS: ("draft", _l("Other documents")),
}
"""How each kind of change is marked (see components/status.html), and its words."""


def who(speaker: ProgrammeSpeaker, read: Callable[[Mapping[str, str]], str]) -> tuple[str, str | None]:
    """Return the name, and what stands behind it: function or organisation, and the part that is not speaking."""
    part = PARTS[speaker.part]
    facts = (read(speaker.function) or speaker.organisation, str(part) if part else None)
    return speaker.name, " · ".join(fact for fact in facts if fact) or None
