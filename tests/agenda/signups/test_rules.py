"""When one can sign up, who may, and which place is free."""

from datetime import UTC, datetime, timedelta

from assembly.agenda.signups.rules import Terms, TermsProblem, Window, free_place, is_for, terms_problem, window
from assembly.events.roles import ParticipantRole

OPENS = datetime(2026, 11, 1, 9, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=10)
TERMS = Terms(OPENS, CLOSES, 5)
SECOND = timedelta(seconds=1)


def test_sign_up_is_open_from_its_opening_until_its_deadline() -> None:
    assert window(TERMS, OPENS - SECOND) is Window.BEFORE
    assert window(TERMS, OPENS) is Window.OPEN
    assert window(TERMS, CLOSES - SECOND) is Window.OPEN
    assert window(TERMS, CLOSES) is Window.CLOSED


def test_it_is_for_the_roles_that_are_named_and_for_all_where_none_is() -> None:
    delegates = Terms(OPENS, CLOSES, 5, frozenset({ParticipantRole.DELEGATE}))
    assert is_for(delegates, ParticipantRole.DELEGATE)
    assert not is_for(delegates, ParticipantRole.GUEST)
    assert is_for(TERMS, ParticipantRole.GUEST)


def test_the_lowest_free_place_is_taken_and_places_given_beyond_the_number_count_for_nothing() -> None:
    assert free_place({1, 3}, 3) == 2
    assert free_place({1, 2, 3}, 3) is None
    assert free_place({7}, 1) == 1


def test_sign_up_closes_after_it_opens_and_before_the_item_starts() -> None:
    assert terms_problem(TERMS, CLOSES) is None
    assert terms_problem(TERMS, CLOSES - SECOND) is TermsProblem.CLOSES_AFTER_THE_START
    assert terms_problem(Terms(OPENS, OPENS, 5), CLOSES) is TermsProblem.CLOSES_BEFORE_IT_OPENS
