"""Opening several drafts together, and drafts that open by themselves at a time."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from assembly.accounts.actor import Actor
from assembly.audit.service import record
from assembly.database import database_now
from assembly.errors import InvalidInputError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.mail.outbox import post, recipient_of
from assembly.registration.queries import secretariat
from assembly.voting import queries
from assembly.voting.models import Vote
from assembly.voting.planned.models import PlannedOpening
from assembly.voting.refusals import TransitionRefusedError
from assembly.voting.rules import COUNT_TAKES, TransitionRefusal, VoteState
from assembly.voting.service.opening import Acceptance, open_votes, readiness

FAILED = "vote-not-opened"


def open_together(actor: Actor, vote_ids: Collection[int], acceptance: Acceptance) -> list[Vote]:
    """Open several drafts, all or none: the first that cannot be opened raises what `open_vote` raises."""
    return open_votes(actor, dict.fromkeys(vote_ids, acceptance))


def plan(actor: Actor, vote_ids: Collection[int], opens_at: datetime, acceptance: Acceptance) -> None:
    """Let drafts open by themselves at a time; raise `InvalidInputError` or `TransitionRefusedError`."""
    now = database_now(db.session())
    for vote_id in sorted(vote_ids):
        vote = queries.locked(vote_id)
        if vote.state is not VoteState.DRAFT:
            raise TransitionRefusedError(TransitionRefusal.NOT_ALLOWED)
        if opens_at <= now:
            raise InvalidInputError(_l("This moment has passed already."), code="in_past")
        if opens_at >= vote.closes_at:
            raise InvalidInputError(_l("A vote opens before its deadline."), code="after_deadline")
        planned = db.session.get(PlannedOpening, vote_id) or PlannedOpening(vote_id=vote_id)
        planned.opens_at, planned.planned_by, planned.failed_at = opens_at, actor.person_id, None
        planned.languages, planned.small_groups = sorted(acceptance.languages), acceptance.small_groups
        db.session.add(planned)
        db.session.flush()
        record(actor.person_id, "vote.opening_planned", "vote", vote_id)


def unplan(actor: Actor, vote_id: int) -> None:
    """Let a draft wait until somebody opens it."""
    queries.locked(vote_id)
    planned = db.session.get(PlannedOpening, vote_id)
    if planned is not None:
        db.session.delete(planned)
        db.session.flush()
        record(actor.person_id, "vote.opening_not_planned", "vote", vote_id)


def of_drafts(vote_ids: Collection[int]) -> dict[int, PlannedOpening]:
    """Return when these votes open by themselves, by id; those that do not, or were opened, are left out."""
    statement = select(PlannedOpening).join(PlannedOpening.vote).where(Vote.state == VoteState.DRAFT)
    return {one.vote_id: one for one in db.session.scalars(statement.where(PlannedOpening.vote_id.in_(vote_ids)))}


def failed(event_id: int) -> Sequence[Vote]:
    """Return the drafts of an event that did not open at their time."""
    statement = select(Vote).join(PlannedOpening, PlannedOpening.vote_id == Vote.id)
    return db.session.scalars(
        statement.where(
            Vote.event_id == event_id, Vote.state == VoteState.DRAFT, PlannedOpening.failed_at.is_not(None)
        ).order_by(Vote.id)
    ).all()


def due() -> Sequence[int]:
    """Return the ids of the events with drafts whose time to open has come by the database's clock."""
    return sorted({vote.event_id for vote in _due()})


def _due() -> Sequence[Vote]:
    statement = (
        select(Vote)
        .join(PlannedOpening, PlannedOpening.vote_id == Vote.id)
        .where(
            Vote.state == VoteState.DRAFT,
            PlannedOpening.failed_at.is_(None),
            PlannedOpening.opens_at <= database_now(db.session()),
        )
    )
    return db.session.scalars(statement.order_by(Vote.id)).all()


def open_planned(event_id: int) -> list[int]:
    """Open the drafts of an event whose time has come, together; return which. Harmless however often called.

    Where something stands in the way of one, it is tried no more, and the secretariat is mailed; the others open.
    A key is waited for.
    """
    due_here = [vote.id for vote in _due() if vote.event_id == event_id]
    now = database_now(db.session())
    accepted = {vote_id: found for vote_id in due_here if (found := _accepted(queries.locked(vote_id), now))}
    return [vote.id for vote in open_votes(None, accepted)]


def _accepted(vote: Vote, now: datetime) -> Acceptance | None:
    """Return what was accepted for a draft that can open now; None where it cannot, or did so meanwhile."""
    planned = db.session.get(PlannedOpening, vote.id, populate_existing=True)
    if vote.state is not VoteState.DRAFT or planned is None or planned.failed_at or planned.opens_at > now:
        return None
    acceptance = Acceptance(frozenset(planned.languages), small_groups=planned.small_groups)
    ready = readiness(vote, acceptance)
    if ready.problems or (not ready.key_ready and now - planned.opens_at > COUNT_TAKES):
        _fail(vote, planned, now)
    return acceptance if ready.key_ready and not ready.problems else None


def _fail(vote: Vote, planned: PlannedOpening, now: datetime) -> None:
    planned.failed_at = now
    db.session.flush()
    record(None, "vote.not_opened", "vote", vote.id)
    told = [recipient_of(person) for person in secretariat(vote.event_id)]
    post(FAILED, vote.id, told, event_id=vote.event_id)
