"""Ballots of members without a line: two people, one ballot, and nothing of it before both agree."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from assembly.accounts.actor import Actor
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.errors import InvalidInputError
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.mail.kinds import kind_named
from assembly.mail.models import Delivery, DeliveryState
from assembly.members.models import Member, MemberStatus
from assembly.tally.result import MotionResult
from assembly.voting import queries as votes
from assembly.voting import service as voting
from assembly.voting.assisted import queries, service
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
from assembly.voting.models import Cast, RuleProfile, Secrecy, Vote
from assembly.voting.refusals import CastRefusedError
from assembly.voting.rules import CastRefusal, RightFacts, VoteState
from tests.factories import accounts
from tests.factories import voting as make
from tests.factories.voting import Scene, Seat, acting

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
FACTS = AssistFacts(
    state=VoteState.OPEN,
    deadline=NOON + timedelta(hours=1),
    secret=False,
    allowed_in_secret=False,
    right=RightFacts(delegate=None),
)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        (FACTS, None),
        (replace(FACTS, secret=True), AssistRefusal.SECRET),
        (replace(FACTS, secret=True, allowed_in_secret=True), None),
        (replace(FACTS, state=VoteState.SUSPENDED), CastRefusal.SUSPENDED),
        (replace(FACTS, state=VoteState.CLOSED), CastRefusal.NOT_OPEN),
        (replace(FACTS, deadline=NOON), CastRefusal.PAST_DEADLINE),
        (replace(FACTS, right=None), CastRefusal.RIGHT_NOT_IN_ROLL),
        (replace(FACTS, right=RightFacts(delegate=1, member_suspended=True)), CastRefusal.MEMBER_SUSPENDED),
        (replace(FACTS, right=RightFacts(delegate=1, proxy_holder=2)), CastRefusal.PROXY_STANDS),
    ],
)
def test_the_same_is_asked_as_of_any_ballot(facts: AssistFacts, refusal: object) -> None:
    assert check_can_assist(facts, NOON) is refusal


def test_the_second_is_another_person_and_comes_before_the_end() -> None:
    assert check_can_confirm(outcome=None, entered_by=1, person=2) is None
    assert check_can_confirm(outcome=None, entered_by=1, person=1) is AssistRefusal.SAME_PERSON
    assert check_can_confirm(outcome=Outcome.DIFFERED, entered_by=1, person=2) is AssistRefusal.HAS_ENDED


@pytest.fixture
def second(context: Flask, scene: Scene) -> Actor:
    with transaction():
        return acting(accounts.staff().id)


def enter(scene: Scene, vote_id: int, seat: Seat, marks: str = "Y", means: Means = Means.TELEPHONE) -> int:
    with transaction():
        return service.enter(acting(scene.staff_id), vote_id, make.right_of(vote_id, seat), means, marks).id


def confirm(actor: Actor, entry_id: int, marks: str = "Y") -> Outcome:
    with transaction():
        return service.confirm(actor, entry_id, marks)


def allow_in_secret(scene: Scene) -> None:
    with transaction():
        db.session.get_one(RuleProfile, scene.profile_id).assisted_secret = True


@pytest.mark.parametrize("secrecy", Secrecy)
def test_two_who_agree_cast_a_ballot_that_is_counted_marked_and_told(
    context: Flask, scene: Scene, second: Actor, secrecy: Secrecy
) -> None:
    allow_in_secret(scene)
    vote_id, seat = make.open_vote(scene, secrecy=secrecy), scene.seats[0]
    entry_id = enter(scene, vote_id, seat, "N", Means.PAPER)
    assert votes.turnout(vote_id).cast == 0
    assert confirm(second, entry_id, "N") is Outcome.CONFIRMED
    confirm(second, enter(scene, vote_id, scene.seats[1], "B"), "B")
    make.cast(vote_id, scene.seats[2], "Y")

    entry = db.session.get_one(AssistedBallot, entry_id)
    assert (entry.entered_by, entry.ended_by, entry.means) == (scene.staff_id, second.person_id, Means.PAPER)
    receipt = db.session.get_one(Cast, make.right_of(vote_id, seat)).receipt
    told = db.session.scalars(select(Delivery).where(Delivery.kind == "receipt-assisted"))
    mails = [mail for mail in told if mail.member_id == seat.member_id]
    assert {mail.person_id for mail in mails} == {seat.delegate_id, seat.focal_point_id}
    with speaking("en"):
        letter = kind_named("receipt-assisted").render(mails[0])
    assert receipt in {fact.value for fact in letter.facts}
    assert f"The ballot of {seat.name} was received on paper." in letter.body

    make.close(vote_id, scene)
    make.count_ballots(vote_id)
    counted = votes.result_of(db.session.get_one(Vote, vote_id))
    assert isinstance(counted, MotionResult)
    assert (counted.yes, counted.no, counted.blank, counted.ballots) == (1, 1, 1, 3)
    assert queries.number_cast(vote_id) == 2
    assert queries.members_cast_for(vote_id)[seat.member_id] is Means.PAPER
    recorded = db.session.execute(select(AuditEntry.action, AuditEntry.actor_id).order_by(AuditEntry.id)).all()
    assert ("assisted.entered", scene.staff_id) in recorded
    assert ("assisted.confirmed", second.person_id) in recorded
    assert [action for action, _ in recorded].count("vote.cast") == 3


def test_a_difference_casts_nothing_and_ends_the_entry_so_that_nobody_can_guess(
    context: Flask, scene: Scene, second: Actor
) -> None:
    vote_id = make.open_vote(scene)
    entry_id = enter(scene, vote_id, scene.seats[0], "Y")
    assert confirm(second, entry_id, "N") is Outcome.DIFFERED
    with pytest.raises(AssistRefusedError, match="has ended"):
        confirm(second, entry_id, "Y")
    assert votes.turnout(vote_id).cast == 0
    again = enter(scene, vote_id, scene.seats[0], "Y")
    assert confirm(second, again, "Y") is Outcome.CONFIRMED


def test_nobody_confirms_what_they_entered_not_even_past_the_service(context: Flask, scene: Scene) -> None:
    vote_id = make.open_vote(scene)
    entry_id = enter(scene, vote_id, scene.seats[0])
    with pytest.raises(AssistRefusedError, match="entered this ballot yourself"):
        confirm(acting(scene.staff_id), entry_id)
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(text(
            "UPDATE assisted_ballot SET outcome = 'confirmed', ended_at = entered_at, ended_by = entered_by,"
            " salt = NULL, digest = NULL"
        ))  # fmt: skip


@pytest.mark.both_databases
def test_nothing_of_the_marks_is_stored_and_nothing_at_all_once_it_has_ended(
    context: Flask, scene: Scene, second: Actor
) -> None:
    allow_in_secret(scene)
    vote_id = make.open_vote(scene, secrecy=Secrecy.SEALED)
    entries = [enter(scene, vote_id, seat, "Y") for seat in scene.seats[:4]]
    rows = [dict(row) for row in db.session.execute(text("SELECT * FROM assisted_ballot ORDER BY id")).mappings()]
    assert len({row["digest"] for row in rows}) == 4, "the same marks look like others"
    known = {"id", "vote_id", "right_id", "means", "entered_by", "entered_at", "salt", "digest", "outcome"}
    assert set(rows[0]) == known | {"ended_at", "ended_by"}
    confirm(second, entries[0], "Y")
    confirm(second, entries[1], "N")
    with transaction():
        service.take_back(second, entries[2])
    make.close(vote_id, scene)
    db.session.expire_all()
    found = {one.id: (one.outcome, one.salt, one.digest) for one in queries.entries_of(vote_id)}
    ends = (Outcome.CONFIRMED, Outcome.DIFFERED, Outcome.TAKEN_BACK, Outcome.EXPIRED)
    assert found == {entry_id: (outcome, None, None) for entry_id, outcome in zip(entries, ends, strict=True)}
    for statement in ("DELETE FROM assisted_ballot", "UPDATE assisted_ballot SET ended_by = NULL"):
        with pytest.raises(IntegrityError), transaction() as session:
            session.execute(text(statement))


def test_annulling_ends_what_waits(context: Flask, scene: Scene) -> None:
    vote_id = make.open_vote(scene)
    entry_id = enter(scene, vote_id, scene.seats[0])
    with transaction():
        voting.annul(acting(scene.staff_id), vote_id, "The wrong text.")
    db.session.expire_all()
    assert queries.entry_of(vote_id, entry_id).outcome is Outcome.EXPIRED


def test_a_secret_vote_takes_none_unless_its_rules_say_so(context: Flask, scene: Scene) -> None:
    vote_id = make.open_vote(scene, secrecy=Secrecy.SEALED)
    with pytest.raises(AssistRefusedError, match="its rules do not allow"):
        enter(scene, vote_id, scene.seats[0])


class TestWhatHappenedMeanwhile:
    """What was true when a ballot was entered is asked again when it is confirmed."""

    def test_a_member_that_has_voted_itself_has_voted(self, context: Flask, scene: Scene, second: Actor) -> None:
        vote_id, seat = make.open_vote(scene), scene.seats[0]
        entry_id = enter(scene, vote_id, seat, "N")
        make.cast(vote_id, seat, "Y")
        with pytest.raises(CastRefusedError, match="already cast"):
            confirm(second, entry_id, "N")
        assert db.session.get_one(Cast, make.right_of(vote_id, seat)).person_id == seat.delegate_id

    def test_its_voter_does_not_vote_after_it_nor_change_it(self, context: Flask, scene: Scene, second: Actor) -> None:
        vote_id, seat = make.open_vote(scene, revoting=True), scene.seats[0]
        confirm(second, enter(scene, vote_id, seat))
        with pytest.raises(CastRefusedError, match="already cast"):
            make.cast(vote_id, seat, "N", cast_id=uuid4().hex)

    def test_a_proxy_that_stands_goes_before(self, context: Flask, scene: Scene, second: Actor) -> None:
        vote_id, seat = make.open_vote(scene), scene.seats[0]
        entry_id = enter(scene, vote_id, seat)
        with transaction():
            make.proxy(scene, seat, scene.seats[1])
        with pytest.raises(CastRefusedError, match="given its vote"):
            confirm(second, entry_id)

    def test_a_suspended_member_has_no_ballot(self, context: Flask, scene: Scene, second: Actor) -> None:
        vote_id, seat = make.open_vote(scene), scene.seats[0]
        entry_id = enter(scene, vote_id, seat)
        with transaction():
            db.session.get_one(Member, seat.member_id).status = MemberStatus.SUSPENDED
        with pytest.raises(CastRefusedError, match="is suspended"):
            confirm(second, entry_id)

    def test_the_end_of_the_vote_is_the_end(self, context: Flask, scene: Scene, second: Actor) -> None:
        vote_id = make.open_vote(scene)
        entry_id = enter(scene, vote_id, scene.seats[0])
        make.close(vote_id, scene)
        with pytest.raises(AssistRefusedError, match="has ended"):
            confirm(second, entry_id)


def test_one_entry_waits_for_a_member_and_marks_are_a_ballot(context: Flask, scene: Scene) -> None:
    vote_id = make.open_vote(scene)
    enter(scene, vote_id, scene.seats[0])
    with pytest.raises(AssistRefusedError, match="waits for a second person"):
        enter(scene, vote_id, scene.seats[0], "N")
    with pytest.raises(InvalidInputError):
        enter(scene, vote_id, scene.seats[1], "X")
    with pytest.raises(InvalidInputError):
        make.cast(vote_id, scene.seats[1], "B")
    other = make.open_vote(scene)
    with pytest.raises(CastRefusedError, match="not on the roll"), transaction():
        right = make.right_of(other, scene.seats[1])
        service.enter(acting(scene.staff_id), vote_id, right, Means.PAPER, "Y")


def test_those_to_call_are_whom_no_mail_reaches_whether_or_not_they_have_voted(context: Flask, scene: Scene) -> None:
    vote_id = make.open_vote(scene)
    nobody, bounced, fine = scene.seats[:3]
    make.cast(vote_id, bounced)
    with transaction() as session:
        session.execute(
            text("UPDATE credential SET ended_at = proposed_at WHERE id = :id"), {"id": nobody.credential_id}
        )
        for mail in session.scalars(select(Delivery).where(Delivery.person_id == bounced.delegate_id)):
            mail.state = DeliveryState.BOUNCED
    vote = db.session.get_one(Vote, vote_id)
    found = {one.member.id: one for one in queries.out_of_reach(vote)}
    assert set(found) == {nobody.member_id, bounced.member_id}
    assert fine.member_id not in found
    assert bounced.delegate_id in {person.id for person in found[bounced.member_id].people}
