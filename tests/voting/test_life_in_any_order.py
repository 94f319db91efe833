"""The life of a vote against a simple model: whatever is tried, in whatever order, by whomever.

Everything is tried in every state; what the model refuses must be refused.
"""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select, update

from assembly import clock
from assembly.credentials.models import Proxy
from assembly.database import transaction
from assembly.extensions import db
from assembly.members.models import Member, MemberStatus
from assembly.tally.election import Method
from assembly.voting import due, queries, service
from assembly.voting.holders import right_facts, rights_to_cast
from assembly.voting.models import Cast, PlainVotes, ReplacedBallot, SealedBallot, Secrecy
from tests.factories import voting as make
from tests.factories.events import make_event
from tests.factories.voting import Scene, acting
from tests.voting.life_doing import Doing
from tests.voting.life_model import AFTER_CLOSING, CHOICES, MEMBERS
from tests.voting.test_elections import OPTIONS, election

SEATS = st.integers(0, MEMBERS - 1)
EXAMPLES, MORE_EXAMPLES, STEPS = 16, 400, 16
"""So many lives of so many steps in `./test`, and the more with `--faults`."""
_numbers = count(1)


class LifeOfAVote(Doing, RuleBasedStateMachine):
    """Each rule does a thing to the vote and to the model, and compares."""

    staff: Scene
    """Whose staff and rules serve every life."""

    @initialize(
        secrecy=st.sampled_from(list(Secrecy)),
        electing=st.booleans(),
        revoting=st.booleans(),
        at_once=st.booleans(),
        confirm=st.booleans(),
        opened=st.sampled_from((True, True, True, False)),
        ballots=st.lists(st.integers(0, 2), max_size=MEMBERS),
    )
    def begin(
        self, *, secrecy: Secrecy, electing: bool, revoting: bool, at_once: bool, confirm: bool, opened: bool,
        ballots: list[int],
    ) -> None:  # fmt: skip
        """Draft a vote; most are opened at once, and some have ballots, so that lives become long."""
        with transaction() as session:
            session.execute(update(Member).values(status=MemberStatus.SUSPENDED))  # those of the life before
            event = make_event()
            self.seats = tuple(make.seat(event) for _ in range(MEMBERS))
        self.delegates = [seat.delegate_id for seat in self.seats]
        self.scene = replace(self.staff, event_id=event.id, slug=event.slug, seats=self.seats)
        fields: dict[str, Any] = {"revoting": revoting, "publish_at_once": at_once, "confirm_count": confirm}
        if electing:
            fields |= election(method=Method.PLURALITY, seats=1, options=OPTIONS[:2])
        self.vote_id = make.draft_vote(self.scene, secrecy=secrecy, **fields)
        self.electing, self.revoting, self.at_once = electing, revoting, at_once
        self.secret, self.confirm = secrecy is Secrecy.SEALED, confirm
        self.begin_as_a_draft()
        if opened:
            self.open()
            for seat, choice in enumerate(ballots):
                self.cast(seat, None, choice)

    # What the secretariat and the scrutineers do.

    @rule()
    def open(self) -> None:
        acceptance = service.Acceptance(small_groups=True)
        self.attempt(
            lambda: service.open_vote(acting(self.scene.staff_id), self.vote_id, acceptance), may=self.state == "draft"
        )
        if self.state == "draft":
            self.state = "open"

    @rule()
    def suspend(self) -> None:
        self.go(service.suspend, {"open"}, "suspended")

    @rule()
    def resume(self) -> None:
        self.go(service.resume, {"suspended"}, "open")

    @rule()
    def close(self) -> None:
        self.attempt(
            lambda: service.close(acting(self.scene.staff_id), self.vote_id), may=self.state in {"open", *AFTER_CLOSING}
        )
        if self.state == "open":
            self.state = "closed"

    @rule(hours=st.integers(-30, 30).filter(bool))
    def extend(self, hours: int) -> None:
        new = self.vote().closes_at + timedelta(hours=hours)
        self.attempt(
            lambda: service.extend_deadline(acting(self.scene.staff_id), self.vote_id, new),
            may=self.state == "open" and hours > 0,
        )

    @rule()
    def count(self) -> None:
        """A worker counts, in whatever state; twice too."""
        make.count_ballots(self.vote_id)
        if self.state != "closed" or (self.waits_for_lot and not self.drawn):
            return
        tied = self.tied()
        if tied and not self.drawn:
            self.waits_for_lot = True
            return
        self.verdict = self.decided()
        self.state = "published" if self.at_once and not self.confirm else "counted"

    @rule()
    def draw_lot(self) -> None:
        may = self.state == "closed" and self.waits_for_lot and not self.drawn
        self.attempt(lambda: service.draw_lot(acting(self.scene.staff_id), self.vote_id, "4 17"), may=may)
        self.drawn = self.drawn or may

    @rule()
    def confirm_count(self) -> None:
        may = self.state == "counted" or self.confirmed  # pressed twice
        self.attempt(lambda: service.confirm_count(acting(self.scene.staff_id), self.vote_id), may=may)
        if may and not self.confirmed:
            self.confirmed = True
            self.state = "published" if self.at_once else "counted"

    @rule()
    def publish(self) -> None:
        may = self.state == "published" or (self.state == "counted" and (self.confirmed or not self.confirm))
        self.attempt(lambda: service.publish(acting(self.scene.staff_id), self.vote_id), may=may)
        if may:
            self.state = "published"

    @rule(chance=st.integers(1, 6))
    def annul(self, chance: int) -> None:
        if chance > 1:  # else most lives would be short
            return
        may = self.state not in {"draft", "annulled"}
        self.attempt(lambda: service.annul(acting(self.scene.staff_id), self.vote_id, "A wrong roll."), may=may)
        if may:
            self.state = "annulled"

    @rule(cautious=st.booleans())
    def go_on(self, *, cautious: bool) -> None:
        """Do what comes next in most lives, or does where nobody was cautious before: else few would be long."""
        act = {
            "draft": self.open,
            "open": self.suspend if cautious else self.close,
            "suspended": self.resume,
            "closed": self.count if self.counts_next() else self.draw_lot,
            "counted": self.publish if cautious else self.confirm_count,
        }.get(self.state, self.count)
        act()

    @rule()
    def go_to_the_end(self) -> None:
        """Do whatever is left until there is a result."""
        for _step in range(5):
            self.go_on(cautious=False)

    # What members do.

    @rule(seat=SEATS, by=st.none() | SEATS, choice=st.integers(0, 2))
    def cast(self, seat: int, by: int | None, choice: int) -> None:
        """Cast by whoever holds the right, or by the delegate of any member."""
        marks = CHOICES[self.electing][choice % len(CHOICES[self.electing])]
        person = self.holder(seat) if by is None else self.delegate(by)
        may, again = self.may_cast(seat, person), seat in self.ballots
        right = self.right(seat)
        cast_id = f"{next(_numbers):032}"
        self.attempt(lambda: service.cast(acting(person), self.vote_id, {right: marks}, cast_id), may=may)
        if may:
            self.ballots[seat] = (person, marks)
            self.replaced += again

    @rule(seat=SEATS)
    def replace_delegate(self, seat: int) -> None:
        """Put somebody else into the place of a delegate, once; a proxy stays with whom it was given to."""
        if seat in self.successors or seat in self.proxies.values():
            return
        with transaction():
            self.successors[seat] = make.replace_delegate(self.seats[seat])

    @rule(giver=SEATS, holder=SEATS)
    def entrust(self, giver: int, holder: int) -> None:
        chained = giver in {*self.proxies, *self.proxies.values()} or holder in self.proxies
        if giver == holder or chained or holder in self.successors:
            return
        with transaction():
            make.proxy(self.scene, self.seats[giver], self.seats[holder])
        self.proxies[giver] = holder

    @rule(giver=SEATS)
    def take_back(self, giver: int) -> None:
        if self.proxies.pop(giver, None) is None:
            return
        with transaction() as session:
            proxy = update(Proxy).where(Proxy.member_id == self.seats[giver].member_id, Proxy.ended_at.is_(None))
            session.execute(proxy.values(ended_at=clock.now()))

    # What must hold after each of them.

    @invariant()
    def one_statement_knows_who_votes_as_the_pages_do(self) -> None:
        vote = self.vote()
        roll = queries.roll(vote)
        asked = rights_to_cast(vote, [right.id for right in roll], self.scene.staff_id)
        facts = right_facts(vote.event_id, [right.member for right in roll])
        assert {right.id: asked[right.id].facts for right in roll} == {
            right.id: facts[right.member_id] for right in roll
        }

    @invariant()
    def the_vote_stands_where_the_model_does(self) -> None:
        vote = self.vote()
        assert vote.state == self.state
        assert (vote.confirmation is not None) is self.confirmed
        assert (vote.lot is not None) is self.waits_for_lot
        assert (vote.id in due.uncounted()) is self.counts_next()

    @invariant()
    def each_right_has_at_most_one_ballot_and_none_is_lost(self) -> None:
        assert queries.turnout(self.vote_id).cast == len(self.ballots) == self.number_of(Cast)
        assert self.number_of(ReplacedBallot) == self.replaced
        sealed = self.number_of(SealedBallot)
        assert sealed == (len(self.ballots) if self.secret and self.state in {"open", "suspended", "closed"} else 0)

    @invariant()
    def nobody_sees_more_than_the_turnout_before_the_end(self) -> None:
        vote = self.vote()
        if self.state not in AFTER_CLOSING:
            assert queries.receipts(vote) == []
            assert queries.roll_call(vote) == []
        else:
            assert len(queries.receipts(vote)) == len(self.ballots)
        if self.verdict is None:
            assert queries.result_of(vote) is None
            assert self.number_of(PlainVotes) == 0

    @invariant()
    def what_was_cast_is_what_was_counted(self) -> None:
        if self.verdict is None:
            return
        counted = queries.result_of(self.vote())
        assert counted is not None
        assert counted.verdict == self.verdict
        stored = db.session.scalars(select(PlainVotes).where(PlainVotes.vote_id == self.vote_id))
        assert {row.choice: row.votes for row in stored} == self.votes()


@pytest.mark.one_database
def test_the_life_of_a_vote_is_that_of_the_model(
    context: Flask, scene: Scene, request: pytest.FixtureRequest, wake_ups: list[object]
) -> None:
    many = request.config.getoption("--faults")
    LifeOfAVote.staff = scene
    run_state_machine_as_test(
        LifeOfAVote,
        settings=settings(
            max_examples=MORE_EXAMPLES if many else EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not many,
            database=None,
            phases=(Phase.explicit, Phase.generate, Phase.shrink) if many else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
