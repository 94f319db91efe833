"""Ballots of members without a line: one person enters what came by telephone or on paper, a second casts it.

The order makes it safe, as with any ballot: lock, then the database's clock, then the rules, then insert.
"""

import secrets
from typing import Final
from uuid import uuid4

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from assembly.accounts.actor import Actor
from assembly.audit.service import record
from assembly.database import database_now
from assembly.errors import InvalidInputError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.keyring import is_keyed, keyed
from assembly.mail.outbox import post, recipient_of
from assembly.voting import freezing, people
from assembly.voting import queries as votes
from assembly.voting.assisted import queries
from assembly.voting.assisted.models import AssistedBallot
from assembly.voting.assisted.refusals import AssistRefusedError
from assembly.voting.assisted.rules import (
    AssistFacts,
    AssistRefusal,
    Means,
    Outcome,
    check_can_assist,
    check_can_confirm,
)
from assembly.voting.boxes import box_of
from assembly.voting.holders import holders, right_facts
from assembly.voting.models import Cast, Secrecy, Vote, VotingRight
from assembly.voting.papers import Marks
from assembly.voting.receipts import RANDOM_BYTES, receipt_code
from assembly.voting.refusals import CastRefusedError
from assembly.voting.rules import CastRefusal, RightFacts

RECEIPT: Final = "receipt-assisted"
SALT_BYTES: Final = 16


def enter(actor: Actor, vote_id: int, right_id: int, means: Means, marks: Marks) -> AssistedBallot:
    """Note that a ballot was received, and a digest of its marks; nothing is cast.

    Raises `AssistRefusedError`, or `CastRefusedError` where no ballot can be taken; then nothing was recorded.
    """
    vote = votes.locked(vote_id, shared=True)
    _check_marks(vote, marks)
    _check(vote, right_id)
    salt = secrets.token_hex(SALT_BYTES)
    entry = AssistedBallot(
        vote_id=vote.id,
        right_id=right_id,
        means=means,
        entered_by=actor.person_id,
        entered_at=database_now(db.session()),
        salt=salt,
        digest=keyed(_entered(salt, vote.id, right_id, marks)),
    )
    try:
        with db.session.begin_nested():
            db.session.add(entry)
    except IntegrityError as error:
        raise AssistRefusedError(AssistRefusal.WAITS_ALREADY) from error
    record(
        actor.person_id, "assisted.entered", "assisted_ballot", entry.id,
        vote=vote.id, right=right_id, means=means.value,
    )  # fmt: skip
    return entry


def confirm(actor: Actor, entry_id: int, marks: Marks) -> Outcome:
    """Cast a ballot that a second person has typed like the first; where they differ, end the entry.

    A difference ends it, since whoever could try again would find out what the first had typed. Raises
    `AssistRefusedError` and `CastRefusedError`, after which nothing was recorded.
    """
    vote_id = _vote_of(entry_id)
    vote = votes.locked(vote_id, shared=True)
    entry = queries.locked(entry_id)
    if refusal := check_can_confirm(outcome=entry.outcome, entered_by=entry.entered_by, person=actor.person_id):
        raise AssistRefusedError(refusal)
    _check_marks(vote, marks)
    right, facts = _check(vote, entry.right_id)
    agreed = is_keyed(_entered(entry.salt or "", vote.id, right.id, marks), entry.digest or "")
    if agreed:
        _cast(vote, actor, right, marks)
    _end(entry, Outcome.CONFIRMED if agreed else Outcome.DIFFERED, actor)
    if agreed:
        _mail_receipt(vote, right, facts)
    return Outcome.CONFIRMED if agreed else Outcome.DIFFERED


def take_back(actor: Actor, entry_id: int) -> None:
    """End an entry that nobody is to confirm; raise `AssistRefusedError` where it has ended."""
    votes.locked(_vote_of(entry_id), shared=True)
    entry = queries.locked(entry_id)
    if entry.outcome is not None:
        raise AssistRefusedError(AssistRefusal.HAS_ENDED)
    _end(entry, Outcome.TAKEN_BACK, actor)


def _vote_of(entry_id: int) -> int:
    entry = db.session.get(AssistedBallot, entry_id)
    return entry.vote_id if entry else 0


def _check_marks(vote: Vote, marks: Marks) -> None:
    if not freezing.paper_of(vote).holds(marks):
        raise InvalidInputError(_l("This is no choice of this vote. Go back to the ballot."))


def _check(vote: Vote, right_id: int) -> tuple[VotingRight, RightFacts]:
    """Return a right and who could exercise it, where a ballot may be taken for it now."""
    right = db.session.get(VotingRight, right_id)
    if right is None or right.vote_id != vote.id:
        raise CastRefusedError(CastRefusal.RIGHT_NOT_IN_ROLL)
    facts = right_facts(vote.event_id, [right.member])[right.member_id]
    refusal = check_can_assist(
        AssistFacts(
            state=vote.state,
            deadline=vote.closes_at,
            secret=vote.secrecy is Secrecy.SEALED,
            allowed_in_secret=vote.rule_profile.assisted_secret,
            right=facts,
        ),
        database_now(db.session()),
    )
    if isinstance(refusal, AssistRefusal):
        raise AssistRefusedError(refusal)
    if refusal:
        raise CastRefusedError(refusal)
    return right, facts


def _cast(vote: Vote, actor: Actor, right: VotingRight, marks: Marks) -> None:
    """Put the ballot into the box. Between it and one of the member's own, the unique key on the right decides."""
    stored = box_of(vote).put(right.id, marks)
    if stored is None:
        raise CastRefusedError(CastRefusal.ALREADY_CAST)
    receipt = receipt_code(stored, secrets.token_bytes(RANDOM_BYTES))
    cast = Cast(right_id=right.id, vote_id=vote.id, person_id=actor.person_id, cast_id=uuid4().hex, receipt=receipt)
    db.session.add(cast)
    db.session.flush()
    if vote.secrecy is Secrecy.ROLL_CALL:
        record(actor.person_id, "vote.cast", "vote", vote.id, rights=[right.id])


def _end(entry: AssistedBallot, outcome: Outcome, actor: Actor) -> None:
    now = database_now(db.session())
    entry.outcome, entry.ended_at, entry.ended_by = outcome, now, actor.person_id
    entry.salt = entry.digest = None
    db.session.flush()
    record(
        actor.person_id, f"assisted.{outcome.value.replace('-', '_')}", "assisted_ballot", entry.id,
        vote=entry.vote_id, right=entry.right_id, entered_by=entry.entered_by,
    )  # fmt: skip


def _entered(salt: str, vote_id: int, right_id: int, marks: Marks) -> str:
    """Return what stands for the marks; keyed, since without the application's secret nobody can try them all."""
    return f"assisted:{salt}:{vote_id}:{right_id}:{marks}"


def _mail_receipt(vote: Vote, right: VotingRight, facts: RightFacts) -> None:
    """Mail the receipt to whoever votes for the member, and to its focal points."""
    voter = holders({right.member_id: facts})
    told = {one.id: one for one in (*people.people(voter.values()), *people.focal_points(right.member_id))}
    post(RECEIPT, right.id, [recipient_of(person, right.member_id) for person in told.values()], event_id=vote.event_id)


def expire(vote: Vote) -> int:
    """End what nobody has confirmed, as the vote ends; return how many entries that were."""
    statement = (
        update(AssistedBallot)
        .where(AssistedBallot.vote_id == vote.id, AssistedBallot.outcome.is_(None))
        .values(outcome=Outcome.EXPIRED, ended_at=database_now(db.session()), salt=None, digest=None)
        .returning(AssistedBallot.id)
    )
    ended = db.session.scalars(statement).all()
    for entry_id in sorted(ended):
        record(None, "assisted.expired", "assisted_ballot", entry_id, vote=vote.id)
    return len(ended)
