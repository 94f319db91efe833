"""After a restore: votes that were open wait, until a scrutineer has compared them with the mails (case 24)."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Select, select

from assembly.accounts.actor import Actor
from assembly.accounts.models import Role
from assembly.accounts.roles import people_working
from assembly.audit.service import record
from assembly.database import database_now
from assembly.errors import DomainError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.mail.outbox import post, recipient_of
from assembly.voting.models import Vote
from assembly.voting.planned.models import PlannedOpening
from assembly.voting.restored.models import RestoredVote
from assembly.voting.restored.rules import Box, Finding, compare
from assembly.voting.rules import VoteState

KIND: Final = "vote-restored"


class NotComparedError(DomainError):
    """The vote came out of a backup, and no scrutineer has compared it yet."""

    def __init__(self) -> None:
        super().__init__(
            _l(
                "The database was restored from a backup while this vote was open. "
                "A scrutineer compares it with the last mail first, on the page of the vote."
            ),
            code="not_compared",
        )


class NotAcceptedError(DomainError):
    """What was found differs, and that was not accepted in so many words."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(_l("The mail and the database differ."), code="not_accepted")
        self.finding = finding


def take_in(found: Sequence[RestoredVote]) -> None:
    """Note how the votes of a backup stand, and mail it to scrutineers and administrators. They are suspended."""
    for row in found:
        db.session.add(row)
        db.session.flush()
        vote = db.session.get_one(Vote, row.vote_id)
        told = people_working((Role.SCRUTINEER, Role.ADMINISTRATOR), vote.event_id)
        post(KIND, row.id, map(recipient_of, told), event_id=vote.event_id)


def stop_plans() -> Sequence[int]:
    """Let no draft open by itself any more: it may have been open already when the database was lost."""
    waiting = (
        select(PlannedOpening)
        .join(PlannedOpening.vote)
        .where(PlannedOpening.failed_at.is_(None), Vote.state == VoteState.DRAFT)
    )
    now = database_now(db.session())
    stopped = []
    for planned in db.session.scalars(waiting.order_by(PlannedOpening.vote_id)):
        planned.failed_at = now
        record(None, "vote.not_opened", "vote", planned.vote_id)
        stopped.append(planned.vote_id)
    return stopped


def latest(vote_id: int) -> RestoredVote | None:
    """Return how a vote came out of the last backup that it came out of; None where it never did."""
    return db.session.scalar(_latest(vote_id))


def _latest(vote_id: int) -> Select[RestoredVote]:
    return select(RestoredVote).where(RestoredVote.vote_id == vote_id).order_by(RestoredVote.id.desc()).limit(1)


def waits(vote_id: int) -> bool:
    """Whether a scrutineer has to compare a vote before it goes on."""
    row = latest(vote_id)
    return row is not None and row.confirmed_at is None


def refuse_uncompared(vote: Vote) -> None:
    """Raise `NotComparedError` where a scrutineer has to compare the vote first."""
    if waits(vote.id):
        raise NotComparedError


def confirm(actor: Actor, vote_id: int, seen: Box, *, accepted: bool) -> Finding:
    """Note what a scrutineer found by the last mail that they have; pressing twice is once.

    Raises `NotAcceptedError` where the mail and the database differ and that was not accepted.
    """
    row = db.session.scalar(_latest(vote_id).with_for_update())
    if row is None:
        raise DomainError(code="not_restored")
    if row.finding is not None:
        return row.finding
    finding = compare(row.here, seen)
    if finding is not Finding.SAME and not accepted:
        raise NotAcceptedError(finding)
    now = database_now(db.session())
    row.finding, row.seen_ballots = finding, seen.ballots
    row.confirmed_by, row.confirmed_at = actor.person_id, now
    db.session.flush()
    record(
        actor.person_id, "vote.restored_compared", "vote", vote_id,
        finding=finding.value, ballots=row.ballots, mailed=seen.ballots,
    )  # fmt: skip
    return finding
