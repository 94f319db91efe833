"""Taking ballots. The order makes it safe: lock, then the database's clock, then the rules, then insert."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select

from assembly.accounts.actor import Actor
from assembly.audit.service import record
from assembly.database import database_now
from assembly.errors import InvalidInputError, NotFoundError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.mail.outbox import post, recipient_of
from assembly.voting import freezing, people, queries
from assembly.voting.boxes import BallotBox, box_of
from assembly.voting.held import casts_by
from assembly.voting.holders import RightToCast, rights_to_cast
from assembly.voting.models import Cast, ReplacedBallot, Secrecy, Vote
from assembly.voting.papers import Marks
from assembly.voting.receipts import RANDOM_BYTES, receipt_code
from assembly.voting.refusals import CastRefusedError, ProveAddressError
from assembly.voting.rules import CastFacts, CastRefusal, VoteState, check_can_cast

_CAST: Final = insert(Cast)


def cast(
    actor: Actor, vote_id: int, ballots: Mapping[int, Marks], cast_id: str, *, at: str | None = None
) -> Sequence[Cast]:
    """Cast a ballot under each right (right id → marks), all or none; return what holds the receipts.

    `cast_id` comes with the form: the same one sent again finds the same receipts. `at` is the event in whose
    pages it was sent. Raises `CastRefusedError`, after which nothing was recorded, `ProveAddressError`, and
    `NotFoundError` where no such vote was opened there.
    """
    if not actor.proved_address:
        raise ProveAddressError
    if not ballots:
        raise InvalidInputError(_l("Choose how to vote for at least one member."))
    vote = queries.locked(vote_id, shared=True)
    if vote.state is VoteState.DRAFT or at not in {None, vote.event.slug}:
        raise NotFoundError
    _check_marks(vote, ballots)
    rights = rights_to_cast(vote, ballots, actor.person_id)
    now = database_now(db.session())
    try:
        cast_before = _check(vote, actor, ballots, rights, now)
        casts, replaced = _insert(vote, actor, ballots, cast_id, cast_before)
    except CastRefusedError:
        # The form may have been sent before, at this very moment too: then it was taken, and this is its answer.
        if earlier := _earlier(vote, actor, cast_id):
            return earlier
        raise
    if not replaced and set(ballots) <= set(cast_before):
        return casts  # the same form again: nothing was cast, so nothing is recorded
    if vote.secrecy is Secrecy.ROLL_CALL:
        record(actor.person_id, "vote.cast", "vote", vote.id, rights=sorted(ballots))
    _mail_receipts(vote, {right_id: rights[right_id] for right_id in ballots}, replaced, now)
    return casts


def _check_marks(vote: Vote, ballots: Mapping[int, Marks]) -> None:
    paper = freezing.paper_of(vote)
    if not all(paper.takes(marks) for marks in ballots.values()):
        raise InvalidInputError(_l("This is no choice of this vote. Go back to the ballot."))


def _earlier(vote: Vote, actor: Actor, cast_id: str) -> Sequence[Cast]:
    return [row for row in casts_by(vote.id, actor.person_id) if row.cast_id == cast_id]


def _check(
    vote: Vote, actor: Actor, ballots: Mapping[int, Marks], rights: Mapping[int, RightToCast], now: datetime
) -> Collection[int]:
    """Raise `CastRefusedError`, or return the rights whose ballot is replaced."""
    for right_id in ballots:
        right = rights.get(right_id)
        refusal = check_can_cast(
            CastFacts(
                state=vote.state,
                deadline=vote.closes_at,
                person=actor.person_id,
                right=right.facts if right else None,
                cast_by=right.cast_by if right else None,
                revoting=vote.revoting,
            ),
            now,
        )
        if refusal:
            raise CastRefusedError(refusal)
    return [right_id for right_id in ballots if rights[right_id].cast_by is not None]


def _insert(
    vote: Vote, actor: Actor, ballots: Mapping[int, Marks], cast_id: str, earlier: Collection[int]
) -> tuple[list[Cast], dict[int, ReplacedBallot]]:
    """Put the ballots into the box; return what holds their receipts, and those that they replace, by right.

    Between two that come at once, the unique key on the right decides. A single ballot is refused before anything is
    changed; of several, those before the refused one are taken back.
    """
    box, casts, replaced = box_of(vote), [], {}
    with db.session.begin_nested() if len(ballots) > 1 else nullcontext():
        for right_id, marks in sorted(ballots.items()):
            if right_id in earlier:
                cast, ballot = _replace(vote, box, right_id, marks, cast_id)
                if ballot:
                    replaced[right_id] = ballot
            else:
                cast = _put(vote, box, right_id, marks, {"person_id": actor.person_id, "cast_id": cast_id})
            casts.append(cast)
    return casts, replaced


def _put(vote: Vote, box: BallotBox, right_id: int, marks: Marks, by: Mapping[str, Any]) -> Cast:
    """Put a first ballot into the box. That there is none yet decides over the row that says that one was cast."""
    stored = box.put(right_id, marks)
    if stored is None:
        raise CastRefusedError(CastRefusal.ALREADY_CAST)
    values = {"right_id": right_id, "vote_id": vote.id, "receipt": _receipt(stored), **by}
    db.session.execute(_CAST, values)
    return Cast(**values)


def _replace(
    vote: Vote, box: BallotBox, right_id: int, marks: Marks, cast_id: str
) -> tuple[Cast, ReplacedBallot | None]:
    """Let a ballot take the place of an earlier one, whose receipt is kept; the same form again changes nothing."""
    cast = db.session.get_one(Cast, right_id, with_for_update=True, populate_existing=True)
    if cast.cast_id == cast_id:
        return cast, None
    sent_before = select(ReplacedBallot.id).where(
        ReplacedBallot.right_id == right_id, ReplacedBallot.cast_id == cast_id
    )
    if db.session.scalar(sent_before) is not None:
        raise CastRefusedError(CastRefusal.ALREADY_CAST)
    stored, said = box.replace(right_id, marks)
    replaced = ReplacedBallot(
        right_id=right_id, vote_id=vote.id, cast_id=cast.cast_id, receipt=cast.receipt, choice=said
    )
    db.session.add(replaced)
    cast.cast_id, cast.receipt = cast_id, _receipt(stored)
    db.session.flush()
    return cast, replaced


def _receipt(stored: bytes) -> str:
    return receipt_code(stored, secrets.token_bytes(RANDOM_BYTES))


def _mail_receipts(
    vote: Vote, rights: Mapping[int, RightToCast], replaced: Mapping[int, ReplacedBallot], now: datetime
) -> None:
    """Mail each receipt to the voter, and that of a proxy to the member that gave it."""
    for right_id, right in rights.items():
        told = {right.voter.person_id: right.voter}
        if right.facts.proxy_holder is not None:
            focal_points = people.focal_points(right.member_id)
            told |= {person.id: recipient_of(person, right.member_id) for person in focal_points}
        earlier = replaced.get(right_id)
        kind, subject_id = ("receipt-changed", earlier.id) if earlier else ("receipt", right_id)
        post(kind, subject_id, told.values(), event_id=vote.event_id, now=now)
