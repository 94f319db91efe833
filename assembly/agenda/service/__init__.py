"""Writing the agenda, and publishing it.

What is written here nobody sees before it is published: readers, mail and calendars take the last version.
"""

from assembly.agenda.service.items import change_item, create_item, place_item
from assembly.agenda.service.links import add_link, change_link, remove_link
from assembly.agenda.service.people import add_speaker, change_speaker, move_speaker, remove_speaker
from assembly.agenda.service.publishing import publish_agenda
from assembly.agenda.service.refusals import (
    TIME_MESSAGES,
    AlreadySpeaksError,
    GoneForGoodError,
    LinkRefusedError,
    NothingToPublishError,
    SameTimeError,
    TimesRefusedError,
)
from assembly.agenda.service.removing import remove_item, remove_sitting, restore_item, restore_sitting
from assembly.agenda.service.sittings import ItemsDoNotFitError, change_sitting, create_sitting, set_status

__all__ = [
    "TIME_MESSAGES",
    "AlreadySpeaksError",
    "GoneForGoodError",
    "ItemsDoNotFitError",
    "LinkRefusedError",
    "NothingToPublishError",
    "SameTimeError",
    "TimesRefusedError",
    "add_link",
    "add_speaker",
    "change_item",
    "change_link",
    "change_sitting",
    "change_speaker",
    "create_item",
    "create_sitting",
    "move_speaker",
    "place_item",
    "publish_agenda",
    "remove_item",
    "remove_link",
    "remove_sitting",
    "remove_speaker",
    "restore_item",
    "restore_sitting",
    "set_status",
]
