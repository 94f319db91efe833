"""Sittings: adding, changing and cancelling them."""

from datetime import timedelta
from uuid import uuid4

from assembly import clock
from assembly.agenda import queries, rules
from assembly.agenda.channels import service as rooms
from assembly.agenda.clocks.rules import wall_clock
from assembly.agenda.drafts import SittingDraft
from assembly.agenda.interpretation.service import move_turns
from assembly.agenda.kinds import SittingStatus
from assembly.agenda.models import Sitting
from assembly.agenda.service.refusals import TimesRefusedError
from assembly.audit.service import record
from assembly.database_types import LocalizedText
from assembly.errors import InvalidInputError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.texts import confirm_texts, set_text


class ItemsDoNotFitError(InvalidInputError):
    """A sitting was made so short that items of it would lie outside."""

    code = "items_do_not_fit"
    message = _l("Some items would lie outside the sitting. Shorten or delete them first.")


def create_sitting(actor_id: int | None, event: Event, draft: SittingDraft) -> Sitting:
    """Add a sitting to the draft; its UID for calendars is set here, once and for all."""
    _check_sitting(draft)
    sitting = Sitting(
        event_id=event.id,
        uid=str(uuid4()),
        title=LocalizedText(),
        place=LocalizedText(),
        edited={},
    )
    _fill(sitting, draft, event.zone)
    db.session.add(sitting)
    db.session.flush()
    rooms.begin(sitting, draft.channels, event.source_language)
    record(actor_id, "agenda.sitting_added", "sitting", sitting.id)
    return sitting


def change_sitting(actor_id: int | None, sitting: Sitting, draft: SittingDraft) -> None:
    """Change a sitting; when it moves, its items and interpreters' turns keep their distance from its start.

    Its room is set up apart.
    """
    _check_sitting(draft)
    distance = draft.starts_at - sitting.starts_at
    _move_items(sitting, distance, draft)
    if distance:
        move_turns(sitting, distance)
    _fill(sitting, draft, sitting.event.zone)
    db.session.flush()
    record(actor_id, "agenda.sitting_changed", "sitting", sitting.id)


def set_status(actor_id: int | None, sitting: Sitting, status: SittingStatus) -> None:
    """Cancel a sitting in the draft, or hold it after all; it stays in the programme either way."""
    sitting.status = status
    record(actor_id, "agenda.sitting_changed", "sitting", sitting.id, fields=["status"])


def _fill(sitting: Sitting, draft: SittingDraft, zone: str) -> None:
    """Fill a sitting; times are typed as the clocks of the event's zone show them, and noted so too."""
    now = clock.now()
    sitting.starts_at, sitting.ends_at, sitting.status = draft.starts_at, draft.ends_at, draft.status
    meant = wall_clock(draft.starts_at, draft.ends_at, zone)
    sitting.zone, sitting.wall_starts, sitting.wall_ends = meant.zone, meant.starts, meant.ends
    set_text(sitting, "title", draft.title, now)
    set_text(sitting, "place", draft.place, now)
    confirm_texts(sitting, draft.still_right, now)


def _check_sitting(draft: SittingDraft) -> None:
    problem = rules.sitting_problem(draft.starts_at, draft.ends_at)
    if problem:
        raise TimesRefusedError(problem)


def _move_items(sitting: Sitting, distance: timedelta, draft: SittingDraft) -> None:
    for item in queries.items_in(sitting):
        moved = item.starts_at + distance, item.ends_at + distance
        if item.removed_at is None and rules.item_problem(*moved, draft.starts_at, draft.ends_at):
            raise ItemsDoNotFitError
        item.starts_at, item.ends_at = moved
