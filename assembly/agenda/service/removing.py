"""Taking sittings and items out of the draft, and putting them back while readers still see them.

What readers know stays with all that hangs on it, such as the places of those who signed up, until the programme is
published without it; what they never saw goes at once.
"""

from assembly import clock
from assembly.agenda import queries, rules
from assembly.agenda.models import AgendaItem, Sitting
from assembly.agenda.service.refusals import GoneForGoodError, TimesRefusedError
from assembly.audit.service import record
from assembly.events.queries import lock_event
from assembly.extensions import db


def remove_item(actor_id: int | None, item: AgendaItem) -> None:
    """Take an item out of the draft."""
    record(actor_id, "agenda.item_removed", "agenda_item", item.id)
    known = queries.published_ids(item.sitting.event_id)
    if item.id in known.items:
        item.removed_at = clock.now()
        _forget(item.sitting)
        return
    db.session.delete(item)
    db.session.flush()


def remove_sitting(actor_id: int | None, sitting: Sitting) -> None:
    """Take a sitting and its items out of the draft."""
    record(actor_id, "agenda.sitting_removed", "sitting", sitting.id, items=len(sitting.items))
    known = queries.published_ids(sitting.event_id)
    if sitting.id in known.sittings or any(
        item.removed_at or item.id in known.items for item in queries.items_in(sitting)
    ):
        sitting.removed_at = clock.now()
    else:
        db.session.delete(sitting)
    db.session.flush()


def restore_item(actor_id: int | None, item: AgendaItem) -> None:
    """Put an item back into the draft; raise `GoneForGoodError`, or `TimesRefusedError` where it has no room."""
    _check_restorable(item, item.sitting.event_id)
    problem = rules.item_problem(item.starts_at, item.ends_at, item.sitting.starts_at, item.sitting.ends_at)
    if problem:
        raise TimesRefusedError(problem)
    item.removed_at = None
    _forget(item.sitting)
    record(actor_id, "agenda.item_restored", "agenda_item", item.id)


def restore_sitting(actor_id: int | None, sitting: Sitting) -> None:
    """Put a sitting back into the draft with the items that it had; raise `GoneForGoodError`."""
    _check_restorable(sitting, sitting.event_id)
    sitting.removed_at = None
    db.session.flush()
    record(actor_id, "agenda.sitting_restored", "sitting", sitting.id)


def _check_restorable(row: Sitting | AgendaItem, event_id: int) -> None:
    """Refuse what the programme was published without: who had signed up was told. Nobody publishes meanwhile."""
    lock_event(event_id)
    version = queries.latest_version(event_id)
    if version and row.removed_at and row.removed_at <= version.published_at:
        raise GoneForGoodError


def _forget(sitting: Sitting) -> None:
    """Write down, and let the sitting be asked anew for its items."""
    db.session.flush()
    db.session.expire(sitting, ["items"])
