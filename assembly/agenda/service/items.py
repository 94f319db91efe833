"""Items of a sitting: adding, changing, removing them, and putting them into another order."""

from assembly import clock
from assembly.agenda import rules
from assembly.agenda.drafts import ItemDraft
from assembly.agenda.models import AgendaItem, Sitting
from assembly.agenda.rules import OrderProblem, Span
from assembly.agenda.service.people import append_speaker
from assembly.agenda.service.refusals import SameTimeError, TimesRefusedError
from assembly.audit.service import record
from assembly.database_types import LocalizedText
from assembly.extensions import db
from assembly.texts import confirm_texts, set_text


def create_item(actor_id: int | None, sitting: Sitting, draft: ItemDraft) -> AgendaItem:
    """Add an item to a sitting of the draft."""
    item = AgendaItem(title=LocalizedText(), description=LocalizedText(), edited={})
    _fill(item, sitting, draft)
    sitting.items.append(item)
    db.session.flush()
    for speaker in draft.speakers:
        append_speaker(item, speaker)
    record(actor_id, "agenda.item_added", "agenda_item", item.id)
    return item


def change_item(actor_id: int | None, item: AgendaItem, draft: ItemDraft, sitting: Sitting | None = None) -> None:
    """Change an item of the draft, or move it to another sitting; who speaks in it is changed one by one."""
    _fill(item, sitting or item.sitting, draft)
    item.sitting = sitting or item.sitting
    db.session.flush()
    record(actor_id, "agenda.item_changed", "agenda_item", item.id)


def _fill(item: AgendaItem, sitting: Sitting, draft: ItemDraft) -> None:
    problem = rules.item_problem(draft.starts_at, draft.ends_at, sitting.starts_at, sitting.ends_at)
    if problem:
        raise TimesRefusedError(problem)
    now = clock.now()
    item.kind, item.starts_at, item.ends_at = draft.kind, draft.starts_at, draft.ends_at
    set_text(item, "title", draft.title, now)
    set_text(item, "description", draft.description, now)
    confirm_texts(item, draft.still_right, now)


def place_item(actor_id: int | None, item: AgendaItem, place: int) -> bool:
    """Move an item to a place in its sitting, counted from 0; times follow. Return whether anything changed.

    A place beyond the ends is the end: two who press at once do no harm. Raise `SameTimeError`.
    """
    order = sorted(item.sitting.items, key=lambda one: (one.starts_at, one.id))
    was = order.index(item)
    to = min(max(place, 0), len(order) - 1)
    if to == was:
        return False
    spans = rules.reordered([Span(one.starts_at, one.ends_at) for one in order], was, to)
    if isinstance(spans, OrderProblem):
        raise SameTimeError
    order.insert(to, order.pop(was))
    for one, span in zip(order, spans, strict=True):
        one.starts_at, one.ends_at = span.starts_at, span.ends_at
    db.session.flush()
    record(actor_id, "agenda.item_moved", "agenda_item", item.id, place=to + 1)
    return True
