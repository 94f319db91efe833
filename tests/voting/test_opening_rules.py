from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assembly.tally.rules import SIMPLE_MAJORITY, Basis, Quorum, QuorumMoment, RuleProfile, Unit
from assembly.voting.opening_rules import OpeningCode, OpeningFacts, OpeningProblem, check_can_open, outlasts_sitting
from assembly.voting.rules import VoteState

NOW = datetime(2020, 12, 10, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)

FOUR = ("en", "es", "fr", "ru")
READY = OpeningFacts(
    state=VoteState.DRAFT,
    deadline=NOW + HOUR,
    sitting_ends=NOW + 2 * HOUR,
    profile=RuleProfile(threshold=SIMPLE_MAJORITY, basis=Basis.FOR_AND_AGAINST),
    secret=True,
    languages=FOUR,
    complete_languages=frozenset(FOUR),
    roll=(1,) * 118,
)


class TestOpening:
    def problems(self, **changes):
        return check_can_open(replace(READY, **changes), NOW)

    def test_a_complete_draft_opens(self):
        assert self.problems() == []

    @pytest.mark.parametrize("state", [s for s in VoteState if s is not VoteState.DRAFT])
    def test_nothing_opens_twice(self, state):
        assert self.problems(state=state) == [OpeningProblem(OpeningCode.NOT_DRAFT)]

    def test_each_missing_language_is_named_in_the_order_of_the_event(self):
        assert self.problems(complete_languages=frozenset({"en", "fr"})) == [
            OpeningProblem(OpeningCode.TEXT_MISSING, language="es"),
            OpeningProblem(OpeningCode.TEXT_MISSING, language="ru"),
        ]

    def test_a_gap_is_accepted_by_name(self):
        problems = self.problems(complete_languages=frozenset({"en", "fr"}), accepted_languages=frozenset({"ru"}))
        assert problems == [OpeningProblem(OpeningCode.TEXT_MISSING, language="es")]

    def test_without_any_text_there_is_nothing_to_accept(self):
        nothing = self.problems(complete_languages=frozenset(), accepted_languages=frozenset(FOUR))
        foreign = self.problems(complete_languages=frozenset({"ar"}), accepted_languages=frozenset(FOUR))
        assert nothing == foreign == [OpeningProblem(OpeningCode.NO_TEXT)]

    def test_a_vote_needs_a_roll(self):
        assert self.problems(roll=()) == [OpeningProblem(OpeningCode.NO_ROLL)]

    @pytest.mark.parametrize("deadline", [NOW, NOW - HOUR])
    def test_a_deadline_in_the_past_is_refused(self, deadline):
        assert self.problems(deadline=deadline) == [OpeningProblem(OpeningCode.DEADLINE_IN_PAST)]

    def test_everything_is_said_at_once(self):
        problems = self.problems(complete_languages=frozenset({"en"}), deadline=NOW, roll=())
        assert {problem.code for problem in problems} == {
            OpeningCode.TEXT_MISSING,
            OpeningCode.DEADLINE_IN_PAST,
            OpeningCode.NO_ROLL,
        }


class TestAVoteThatOutlastsItsSitting:
    BY_PRESENCE = RuleProfile(
        threshold=SIMPLE_MAJORITY, basis=Basis.REPRESENTED, quorum=Quorum(60, QuorumMoment.OPENING)
    )

    @pytest.mark.parametrize(
        ("deadline", "sitting_ends", "outlasts"),
        [
            (NOW, NOW, False),
            (NOW + TICK, NOW, True),
            (None, NOW, False),
            (NOW, None, True),
            (None, None, True),
        ],
    )
    def test_is_told_by_its_deadline(self, deadline, sitting_ends, outlasts):
        assert outlasts_sitting(deadline, sitting_ends) is outlasts

    def test_may_not_be_decided_by_presence(self):
        problems = check_can_open(replace(READY, profile=self.BY_PRESENCE, deadline=NOW + 48 * HOUR), NOW)
        assert problems == [
            OpeningProblem(OpeningCode.LONG_VOTE_REPRESENTED_BASIS),
            OpeningProblem(OpeningCode.LONG_VOTE_QUORUM_NOT_ON_CAST),
        ]

    def test_within_the_sitting_it_may(self):
        assert check_can_open(replace(READY, profile=self.BY_PRESENCE), NOW) == []


class TestSmallGroupsInASecretVote:
    WEIGHED = replace(READY, profile=replace(READY.profile, unit=Unit.WEIGHT))

    @pytest.mark.parametrize("size", [1, 4])
    def test_a_roll_under_5_is_said(self, size):
        problems = check_can_open(replace(READY, roll=(1,) * size), NOW)
        assert problems == [OpeningProblem(OpeningCode.SMALL_ROLL, size=size)]

    def test_a_roll_of_5_is_enough(self):
        assert check_can_open(replace(READY, roll=(1,) * 5), NOW) == []

    def test_each_small_group_of_equal_weight_is_named(self):
        roll = (1,) * 50 + (3,) * 4 + (2,) * 5 + (10,)
        assert check_can_open(replace(self.WEIGHED, roll=roll), NOW) == [
            OpeningProblem(OpeningCode.SMALL_WEIGHT_GROUP, size=4, weight=3),
            OpeningProblem(OpeningCode.SMALL_WEIGHT_GROUP, size=1, weight=10),
        ]

    def test_weights_tell_nothing_where_heads_are_counted(self):
        assert check_can_open(replace(READY, roll=(1,) * 5 + (9,)), NOW) == []

    def test_the_secretariat_may_accept_them(self):
        accepted = replace(self.WEIGHED, roll=(1, 2, 3), small_groups_accepted=True)
        assert check_can_open(accepted, NOW) == []

    def test_a_roll_call_hides_nothing(self):
        assert check_can_open(replace(self.WEIGHED, roll=(1, 2, 3), secret=False), NOW) == []


def test_only_gaps_and_small_groups_may_be_accepted():
    assert {code for code in OpeningCode if OpeningProblem(code).acceptable} == {
        OpeningCode.TEXT_MISSING,
        OpeningCode.SMALL_ROLL,
        OpeningCode.SMALL_WEIGHT_GROUP,
    }
