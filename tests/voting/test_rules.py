from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.voting.rules import (
    CastFacts,
    CastRefusal,
    DeadlineRefusal,
    RightFacts,
    TransitionRefusal,
    VoteState,
    check_can_cast,
    check_new_deadline,
    check_transition,
    has_passed,
    holder,
)

NOW = datetime(2020, 12, 10, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)
DELEGATE, ALTERNATE, PROXY_HOLDER, STRANGER = 1, 2, 3, 4


class TestTheLifeOfAVote:
    AGREED = """
        draft open
        open closed        closed counted        counted published
        open suspended     suspended open
        open annulled      suspended annulled    closed annulled
        counted annulled   published annulled
    """

    def test_is_as_agreed_and_nothing_else(self):
        words = iter(self.AGREED.split())
        agreed = set(zip(words, words, strict=True))
        allowed = {
            (old.value, new.value)
            for old in VoteState
            for new in VoteState
            if check_transition(old, new, reason="The text was wrong") is None
        }
        assert allowed == agreed

    def test_what_is_not_allowed_has_a_name(self):
        assert check_transition(VoteState.CLOSED, VoteState.OPEN) is TransitionRefusal.NOT_ALLOWED

    @pytest.mark.parametrize("reason", ["", "  \n"])
    def test_annulling_needs_a_reason(self, reason):
        refusal = check_transition(VoteState.OPEN, VoteState.ANNULLED, reason=reason)
        assert refusal is TransitionRefusal.REASON_MISSING

    def test_nothing_else_needs_one(self):
        assert check_transition(VoteState.OPEN, VoteState.CLOSED) is None


class TestTheDeadline:
    def test_is_the_first_moment_that_is_too_late(self):
        assert not has_passed(NOW, NOW - TICK)
        assert has_passed(NOW, NOW)

    def test_never_passes_where_there_is_none(self):
        assert not has_passed(None, NOW)

    def test_is_the_same_moment_in_every_zone(self):
        offset = datetime.fromisoformat("2020-12-10T13:00:00+01:00")
        assert has_passed(offset, NOW)

    def test_may_be_moved_later_while_open(self):
        assert check_new_deadline(VoteState.OPEN, NOW + HOUR, NOW + 2 * HOUR, NOW) is None

    @pytest.mark.parametrize("state", [s for s in VoteState if s is not VoteState.OPEN])
    def test_may_not_be_moved_in_any_other_state(self, state):
        refusal = check_new_deadline(state, NOW + HOUR, NOW + 2 * HOUR, NOW)
        assert refusal is DeadlineRefusal.NOT_OPEN

    @pytest.mark.parametrize("new", [NOW + HOUR, NOW + HOUR - TICK, NOW - HOUR])
    def test_may_not_be_moved_earlier_nor_stay(self, new):
        assert check_new_deadline(VoteState.OPEN, NOW + HOUR, new, NOW) is DeadlineRefusal.NOT_LATER

    def test_once_passed_it_does_not_come_back(self):
        """Even if nothing has closed the vote yet: voters were already turned away."""
        refusal = check_new_deadline(VoteState.OPEN, NOW, NOW + HOUR, NOW)
        assert refusal is DeadlineRefusal.PAST_DEADLINE

    @pytest.mark.parametrize(("new", "refusal"), [(NOW, DeadlineRefusal.IN_PAST), (NOW + TICK, None)])
    def test_may_be_set_where_there_was_none_but_not_in_the_past(self, new, refusal):
        assert check_new_deadline(VoteState.OPEN, None, new, NOW) is refusal


people = st.none() | st.integers(1, 5)


class TestWhoHoldsARight:
    @pytest.mark.parametrize(
        ("right", "who"),
        [
            (RightFacts(delegate=DELEGATE), DELEGATE),
            (RightFacts(delegate=None), None),
            (RightFacts(delegate=DELEGATE, alternate=ALTERNATE), ALTERNATE),
            (RightFacts(delegate=None, alternate=ALTERNATE), ALTERNATE),
            (RightFacts(delegate=DELEGATE, proxy_holder=PROXY_HOLDER), PROXY_HOLDER),
            (RightFacts(delegate=DELEGATE, alternate=ALTERNATE, proxy_holder=PROXY_HOLDER), PROXY_HOLDER),
            (RightFacts(delegate=DELEGATE, proxy_holder=PROXY_HOLDER, member_suspended=True), None),
        ],
        ids=str,
    )
    def test_proxy_holder_then_alternate_then_delegate(self, right, who):
        assert holder(right) == who

    @given(people, people, people, st.booleans())
    def test_at_most_one_person_may_cast_it(self, delegate, alternate, proxy_holder, suspended):
        right = RightFacts(
            delegate=delegate, alternate=alternate, proxy_holder=proxy_holder, member_suspended=suspended
        )
        who = [p for p in range(1, 6) if check_can_cast(replace(FACTS, person=p, right=right), NOW) is None]
        assert who == [p for p in [holder(right)] if p is not None]


FACTS = CastFacts(
    state=VoteState.OPEN,
    deadline=NOW + HOUR,
    person=DELEGATE,
    right=RightFacts(delegate=DELEGATE),
)


class TestCasting:
    def refusal(self, now=NOW, **changes):
        return check_can_cast(replace(FACTS, **changes), now)

    def test_the_holder_may_until_the_deadline(self):
        assert self.refusal() is None
        assert self.refusal(now=NOW + HOUR - TICK) is None

    def test_not_at_the_deadline(self):
        assert self.refusal(now=NOW + HOUR) is CastRefusal.PAST_DEADLINE

    def test_not_while_suspended(self):
        assert self.refusal(state=VoteState.SUSPENDED) is CastRefusal.SUSPENDED

    @pytest.mark.parametrize("state", [s for s in VoteState if s not in {VoteState.OPEN, VoteState.SUSPENDED}])
    def test_not_before_opening_nor_after_closing(self, state):
        assert self.refusal(state=state) is CastRefusal.NOT_OPEN

    def test_not_for_a_right_outside_the_roll(self):
        assert self.refusal(right=None) is CastRefusal.RIGHT_NOT_IN_ROLL

    def test_not_for_a_suspended_member(self):
        right = RightFacts(delegate=DELEGATE, member_suspended=True)
        assert self.refusal(right=right) is CastRefusal.MEMBER_SUSPENDED

    def test_not_by_anybody_else(self):
        assert self.refusal(person=STRANGER) is CastRefusal.NOT_HOLDER

    def test_not_by_an_alternate_to_whom_nothing_was_handed_over(self):
        assert self.refusal(person=ALTERNATE) is CastRefusal.NOT_HOLDER

    def test_not_by_a_delegate_who_handed_over(self):
        right = RightFacts(delegate=DELEGATE, alternate=ALTERNATE)
        assert self.refusal(right=right) is CastRefusal.NOT_HOLDER
        assert self.refusal(right=right, person=ALTERNATE) is None

    @pytest.mark.parametrize("own", [DELEGATE, ALTERNATE])
    def test_not_by_the_members_own_people_while_a_proxy_stands(self, own):
        right = RightFacts(delegate=DELEGATE, alternate=ALTERNATE, proxy_holder=PROXY_HOLDER)
        assert self.refusal(right=right, person=own) is CastRefusal.PROXY_STANDS
        assert self.refusal(right=right, person=PROXY_HOLDER) is None
        assert self.refusal(right=right, person=STRANGER) is CastRefusal.NOT_HOLDER

    def test_not_twice(self):
        assert self.refusal(cast_by=DELEGATE) is CastRefusal.ALREADY_CAST

    def test_a_used_right_stays_used_after_a_hand_over(self):
        right = RightFacts(delegate=DELEGATE, alternate=ALTERNATE)
        for revoting in (False, True):
            refusal = self.refusal(right=right, person=ALTERNATE, cast_by=DELEGATE, revoting=revoting)
            assert refusal is CastRefusal.ALREADY_CAST

    def test_again_where_the_vote_says_so_by_the_one_who_cast(self):
        assert self.refusal(cast_by=DELEGATE, revoting=True) is None

    def test_not_again_by_one_who_cast_but_no_longer_holds(self):
        right = RightFacts(delegate=DELEGATE, alternate=ALTERNATE)
        assert self.refusal(right=right, cast_by=DELEGATE, revoting=True) is CastRefusal.NOT_HOLDER
