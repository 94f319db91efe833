"""What happened to a vote, from the audit trail."""

from dataclasses import dataclass
from datetime import datetime
from itertools import dropwhile
from typing import Final

from sqlalchemy import select

from assembly.accounts.models import Person
from assembly.audit.models import AuditEntry
from assembly.extensions import db
from assembly.voting.models import DeadlineChange, Vote

OPENED: Final = "vote.opened"
CAST: Final = "vote.cast"


@dataclass(frozen=True, slots=True)
class Act:
    """One entry of the audit trail: its number, when, what, and who did it, if it was a person."""

    number: int
    at: datetime
    action: str
    actor: str | None
    new_deadline: datetime | None


def course_of(vote: Vote) -> list[Act]:
    """Return what was done with a vote since it opened, in the order of the trail; casting is left out."""
    statement = (
        select(AuditEntry, Person.name)
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .where(
            AuditEntry.object_type == "vote",
            AuditEntry.object_id == vote.id,
            AuditEntry.action.startswith("vote."),
            AuditEntry.action != CAST,
        )
        .order_by(AuditEntry.id)
    )
    deadlines = _deadlines(vote)
    acts = [
        Act(entry.id, entry.at, entry.action, name, deadlines.get(entry.details.get("change", 0)))
        for entry, name in db.session.execute(statement)
        if entry.at
    ]
    # What came before is of the draft, or of another that was deleted: SQLite may give its number again.
    return list(dropwhile(lambda act: act.action != OPENED, acts))


def _deadlines(vote: Vote) -> dict[int, datetime]:
    """Return the deadlines that a vote was given while open, by the number of the change."""
    statement = select(DeadlineChange.id, DeadlineChange.new).where(DeadlineChange.vote_id == vote.id)
    return dict(db.session.execute(statement).all())
