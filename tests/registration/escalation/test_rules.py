"""Whom to ask next: a table of cases, and what holds for every member whatever happens."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.registration.escalation import rules
from assembly.registration.escalation.rules import (
    Act,
    ContactFacts,
    Lost,
    MemberFacts,
    NextAct,
    Outcome,
    Reason,
    Terms,
    next_act,
)

START = datetime(2026, 5, 1, 9, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TERMS = Terms(5 * DAY, START - 10 * DAY, START + 30 * DAY, START + 40 * DAY)
BY_HAND = replace(TERMS, wait=None)


def contact(
    person: int, days: float | None = None, *, opened: float | None = None, lost: Lost | None = None
) -> ContactFacts:
    """A contact who was asked (and opened it) so many days after the start."""
    asked, seen = (None if number is None else START + number * DAY for number in (days, opened))
    return ContactFacts(person, asked, seen, lost)


def member(*contacts: ContactFacts, answered: bool = False, begun: bool = True, **more: object) -> MemberFacts:
    return MemberFacts(answered=answered, begun=begun, contacts=contacts, **more)  # type: ignore[arg-type]


NOTHING, CALL = NextAct(Act.NOTHING), Act.CALL


def wait(days: float) -> NextAct:
    return NextAct(Act.WAIT, START + days * DAY)


def ask(person: int, before: int | None, reason: Reason) -> NextAct:
    return NextAct(Act.ASK, person_id=person, before=before, reason=reason)


def call(before: int | None, reason: Reason) -> NextAct:
    return NextAct(CALL, before=before, reason=reason)


@pytest.mark.parametrize(
    ("facts", "day", "expected"),
    [
        pytest.param(member(contact(1, 0), contact(2)), 4.9, wait(5), id="asked: wait"),
        pytest.param(member(contact(1, 0), contact(2)), 5, ask(2, 1, Reason.NO_ANSWER), id="time is over: the next"),
        pytest.param(member(contact(1, 0, opened=3), contact(2)), 6, wait(8), id="opened: waits from then"),
        pytest.param(member(contact(1, 0, opened=3), contact(2)), 8, ask(2, 1, Reason.NO_ANSWER), id="opened, silent"),
        pytest.param(member(contact(1, 0), touched_at=START + 4 * DAY), 6, wait(9), id="somebody works on it"),
        pytest.param(member(contact(1, 0, lost=Lost.RETURNED), contact(2)), 0, ask(2, 1, Reason.RETURNED), id="bounce"),
        pytest.param(
            member(contact(1, 0, lost=Lost.WRONG_PERSON), contact(2)), 0, ask(2, 1, Reason.WRONG_PERSON), id="not them"
        ),
        pytest.param(member(contact(1, 0), contact(2, 5), contact(3)), 9, wait(10), id="the second is waited for"),
        pytest.param(member(contact(1, 0), contact(2, 5)), 10, call(2, Reason.NO_ANSWER), id="nobody left"),
        pytest.param(
            member(contact(1, 0), contact(2, lost=Lost.RETURNED), contact(3)), 5, ask(3, 1, Reason.NO_ANSWER),
            id="no mail to a dead address",
        ),
        pytest.param(member(contact(1), contact(2, 1)), 6, ask(1, 2, Reason.NO_ANSWER), id="a mended first is asked"),
        pytest.param(
            member(contact(1, 0, lost=Lost.WITHDRAWN), contact(2)), 9, call(1, Reason.WITHDRAWN),
            id="the secretariat took it back: it decides",
        ),
        pytest.param(member(), 0, call(None, Reason.NO_CONTACT), id="nobody to write to"),
        pytest.param(member(begun=False), 0, call(None, Reason.NO_CONTACT), id="nobody to invite"),
        pytest.param(member(contact(1), begun=False), 0, NextAct(Act.NOT_BEGUN), id="not invited yet"),
        pytest.param(member(contact(1, 0), contact(2), answered=True), 9, NOTHING, id="answered"),
        pytest.param(
            member(contact(1, 0), answered=True, untold=True), 9, NextAct(CALL, reason=Reason.MESSAGE_RETURNED),
            id="answered, and our messages come back",
        ),
        pytest.param(member(contact(1, 0), quiet_until=START + 12 * DAY), 9, wait(12), id="promised"),
        pytest.param(member(contact(1, 0), quiet_until=START + 8 * DAY), 9, call(1, Reason.NO_ANSWER), id="not kept"),
        pytest.param(member(contact(1, 24), contact(2)), 27, wait(28), id="less time towards the deadline"),
        pytest.param(member(contact(1, 28.5), contact(2)), 28.7, wait(29.5), id="but a day at least"),
        pytest.param(member(contact(1, 29.5), contact(2)), 29.6, wait(30), id="and never past the deadline"),
        pytest.param(member(contact(1, 0), contact(2)), 30, call(1, Reason.NO_ANSWER), id="closed: a call"),
        pytest.param(member(contact(1, 0)), 40, NOTHING, id="the event is over"),
    ],
)  # fmt: skip
def test_what_comes_next(facts: MemberFacts, day: float, expected: NextAct) -> None:
    assert next_act(facts, TERMS, START + day * DAY) == expected


def test_where_the_secretariat_asks_itself_nobody_is_asked_and_who_cannot_answer_is_called() -> None:
    assert next_act(member(contact(1, 0), contact(2)), BY_HAND, START + 20 * DAY) == wait(30)
    returned = member(contact(1, 0, lost=Lost.RETURNED), contact(2))
    assert next_act(returned, BY_HAND, START) == call(1, Reason.RETURNED)


def test_who_was_asked_before_registration_opens_has_time_from_then() -> None:
    later = replace(TERMS, opens_at=START + 3 * DAY)
    assert next_act(member(contact(1, 0), contact(2)), later, START + 6 * DAY) == wait(8)
    assert next_act(member(contact(1, 0, lost=Lost.RETURNED), contact(2)), later, START).act is CALL


@pytest.mark.parametrize(
    ("outcome", "promised", "until"),
    [
        (Outcome.PROMISED, date(2026, 5, 3), datetime(2026, 5, 3, 17, tzinfo=UTC)),  # midnight in Bangkok
        (Outcome.REACHED, None, START + 5 * DAY),
        (Outcome.NO_ANSWER, None, None),
        (Outcome.WRONG_NUMBER, None, None),
    ],
)
def test_a_call_settles_it_for_a_while(outcome: Outcome, promised: date | None, until: datetime | None) -> None:
    assert rules.quiet_until(outcome, START, promised, "Asia/Bangkok", TERMS) == until


def test_hours_in_which_one_may_call() -> None:
    assert [rules.is_hour_to_call(time(hour)) for hour in (3, 7, 8, 12, 19, 20, 23)] == [
        False, False, True, True, True, False, False,
    ]  # fmt: skip


LOST = st.sampled_from([None, None, None, *Lost])
CONTACTS = st.lists(st.tuples(LOST, st.booleans()), max_size=5)


@given(
    contacts=CONTACTS,
    first=st.integers(0, 20),
    wait_days=st.sampled_from([None, 1, 2, 5, 60]),
    answers_at=st.integers(-1, 5),
)
def test_every_member_ends_answered_waiting_with_a_time_or_on_the_list(
    contacts: list[tuple[Lost | None, bool]], first: int, wait_days: int | None, answers_at: int
) -> None:
    """Live through it: whenever somebody is to be asked they are, and become what fate had for them."""
    terms = replace(TERMS, wait=wait_days * DAY if wait_days else None)
    known = [ContactFacts(number) for number in range(len(contacts))]
    now = START + first * DAY
    asked: list[int] = []
    if known:
        known[0] = replace(known[0], asked_at=now, lost=contacts[0][0])
    for _step in range(30):
        found = next_act(member(*known, begun=True, answered=len(asked) > answers_at >= 0), terms, now)
        if found.act is Act.ASK:
            assert found.person_id is not None
            assert terms.opens_at <= now < terms.closes_at
            asked.append(found.person_id)
            lost, opens = contacts[found.person_id]
            opened = now + HOUR if opens and not lost else None
            known[found.person_id] = ContactFacts(found.person_id, now, opened, lost)
        elif found.act is Act.WAIT:
            assert found.until is not None
            assert now < found.until <= terms.closes_at
            now = found.until
        else:
            break
    else:
        pytest.fail("it never ends")
    assert len(asked) == len(set(asked))
    assert 0 not in asked
    assert (found.act is Act.NOTHING) == (len(asked) > answers_at >= 0)
    if found.act is Act.CALL and terms.wait and now < terms.closes_at and Lost.WITHDRAWN not in dict(contacts):
        assert all(one.asked_at for one in known), "whoever could be asked was"
