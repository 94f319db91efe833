"""Writing the rota. Gaps and overlaps are shown, not refused: a rota is made step by step."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from assembly.agenda.interpretation.models import InterpreterTurn
from assembly.agenda.interpretation.rules import alternate
from assembly.agenda.models import Sitting
from assembly.agenda.rules import Span
from assembly.audit.service import record
from assembly.errors import InvalidInputError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.registration.models import Registration


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnsDraft:
    """Turns that interpreters take by turns, from one language into another, each of this length."""

    source: str
    target: str
    starts_at: datetime
    ends_at: datetime
    length: timedelta


def add_turns(
    actor_id: int | None, sitting: Sitting, interpreters: list[Registration], draft: TurnsDraft
) -> list[InterpreterTurn]:
    """Add turns to a sitting, its interpreters one after the other; raise `InvalidInputError`."""
    _check(sitting, interpreters, draft)
    ids = [one.id for one in interpreters]
    rows = [
        InterpreterTurn(
            sitting_id=sitting.id,
            registration_id=interpreter,
            source=draft.source,
            target=draft.target,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
        )
        for interpreter, span in alternate(Span(draft.starts_at, draft.ends_at), draft.length, ids)
    ]
    db.session.add_all(rows)
    db.session.flush()
    record(actor_id, "rota.added", "sitting", sitting.id, turns=len(rows))
    return rows


def remove_turn(actor_id: int | None, turn: InterpreterTurn) -> None:
    """Take a turn out of the rota."""
    record(actor_id, "rota.removed", "sitting", turn.sitting_id)
    db.session.delete(turn)
    db.session.flush()


def move_turns(sitting: Sitting, distance: timedelta) -> None:
    """Move the turns of a sitting that moves, so that nobody has to make its rota anew."""
    for turn in db.session.scalars(select(InterpreterTurn).where(InterpreterTurn.sitting_id == sitting.id)):
        turn.starts_at, turn.ends_at = turn.starts_at + distance, turn.ends_at + distance


def _check(sitting: Sitting, interpreters: list[Registration], draft: TurnsDraft) -> None:
    if not interpreters:
        raise InvalidInputError(_l("Choose who interprets."), code="nobody")
    if draft.source == draft.target:
        raise InvalidInputError(_l("Choose two languages."), code="one_language")
    if draft.length <= timedelta(0) or draft.ends_at <= draft.starts_at:
        raise InvalidInputError(_l("The end must come after the start."), code="ends_before_it_starts")
    if draft.starts_at < sitting.starts_at or draft.ends_at > sitting.ends_at:
        raise InvalidInputError(_l("Turns must lie within their sitting."), code="outside_its_sitting")
