"""Whom a notice goes to: chosen by facts, combined with and, or and not, each person once."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.events.roles import ParticipantRole
from assembly.members.kinds import Region
from assembly.notices.audience import (
    EVERYBODY,
    WAITING,
    AllOf,
    AnyOf,
    Audience,
    Candidate,
    Condition,
    Has,
    Not,
    asked,
    by_language,
    chosen,
    from_json,
    holds,
    passes,
    registered_alone,
    to_json,
)
from assembly.notices.kinds import YES, Fact, Group
from assembly.registration.rules import Answer

DELEGATE = Candidate(
    person_id=1,
    address="a@people.example",
    name="Ana",
    language="es",
    zone="America/Lima",
    member_id=1,
    member_name="One",
    role=ParticipantRole.DELEGATE,
    facts={Fact.ROLE: frozenset({"delegate"}), Fact.REGION: frozenset({"americas"}), Fact.VOTER: frozenset({YES})},
)

VALUES = st.frozensets(st.sampled_from(["a", "b", "c"]), min_size=1)
FACTS = st.dictionaries(st.sampled_from(Fact), VALUES)
leaves = st.builds(Has, st.sampled_from(Fact), VALUES)
conditions = st.recursive(
    leaves,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(AllOf, st.lists(inner, max_size=3).map(tuple))
        | st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple))
    ),
    max_leaves=8,
)
audiences = st.builds(Audience, st.frozensets(st.sampled_from(Group), min_size=1), conditions)
candidates = st.builds(
    replace,
    st.just(DELEGATE),
    person_id=st.integers(1, 6),
    language=st.sampled_from(["en", "es", "fr", "ru"]),
    facts=FACTS,
)


def has(fact: Fact, *values: str) -> Has:
    return Has(fact, frozenset(values))


def test_without_conditions_everybody_belongs() -> None:
    assert holds(EVERYBODY, {})


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (has(Fact.ROLE, "delegate", "observer"), True),
        (has(Fact.ROLE, "observer"), False),
        (Not(has(Fact.ROLE, "observer")), True),
        (Not(has(Fact.PARTNER, "3")), True),  # of whom nothing is known, it is not so
        (AllOf((has(Fact.ROLE, "delegate"), has(Fact.REGION, "europe"))), False),
        (AnyOf((has(Fact.ROLE, "observer"), has(Fact.REGION, "americas"))), True),
        (AllOf((has(Fact.VOTER, YES), Not(AnyOf((has(Fact.REGION, "europe"), has(Fact.ROLE, "guest")))))), True),
    ],
)
def test_facts_are_combined_with_and_or_and_not(condition: Condition, expected: object) -> None:
    assert holds(condition, DELEGATE.facts) is expected


@given(conditions, FACTS)
def test_not_turns_every_condition_around(condition: Condition, facts: dict[Fact, frozenset[str]]) -> None:
    assert holds(Not(condition), facts) is not holds(condition, facts)


@given(conditions, conditions, FACTS)
def test_de_morgan(one: Condition, other: Condition, facts: dict[Fact, frozenset[str]]) -> None:
    assert holds(Not(AllOf((one, other))), facts) is holds(AnyOf((Not(one), Not(other))), facts)


@given(conditions)
def test_only_what_is_asked_about_matters(condition: Condition) -> None:
    everything = {fact: frozenset({"a", "b", "c"}) for fact in Fact}
    needed = {fact: values for fact, values in everything.items() if fact in asked(condition)}
    assert holds(condition, needed) is holds(condition, everything)


@given(audiences)
def test_an_audience_is_read_back_as_it_was_stored(audience: Audience) -> None:
    assert from_json(to_json(audience)) == audience


@pytest.mark.parametrize(
    ("stored", "audience"),
    [
        ({"group": "participants", "roles": [], "regions": [], "voters_only": False}, Audience()),
        (
            {"group": "participants", "roles": ["observer"], "regions": ["europe"], "voters_only": True},
            Audience(who=AllOf((has(Fact.ROLE, "observer"), has(Fact.REGION, Region.EUROPE), has(Fact.VOTER, YES)))),
        ),
        # roles and votes did not concern focal points
        (
            {"group": "focal-points", "roles": ["observer"], "regions": ["europe"], "voters_only": True},
            Audience(frozenset({Group.FOCAL_POINTS}), AllOf((has(Fact.REGION, "europe"),))),
        ),
        ({"group": "waiting", "roles": [], "regions": [], "voters_only": False}, WAITING),
    ],
)
def test_what_was_stored_before_conditions_could_be_combined_is_still_read(
    stored: dict[str, object], audience: Audience
) -> None:
    assert from_json(stored) == audience


@pytest.mark.parametrize("answer", Answer)
def test_who_waits_has_not_answered(answer: Answer) -> None:
    expected = answer in {Answer.NOT_INVITED, Answer.INVITED, Answer.OPENED}
    assert holds(WAITING.who, {Fact.ANSWER: frozenset({answer})}) is expected


@given(audiences, st.lists(candidates))
def test_everybody_chosen_belongs_and_is_there_once(audience: Audience, people: list[Candidate]) -> None:
    found = chosen(audience, people)
    ids = [candidate.person_id for candidate in found]
    assert len(ids) == len(set(ids))
    assert set(ids) == {candidate.person_id for candidate in people if holds(audience.who, candidate.facts)}
    assert sum(by_language(found).values()) == len(found)


def test_what_people_change_by_acting_is_asked_again_before_a_mail_goes() -> None:
    assert registered_alone(Audience())
    assert registered_alone(Audience(who=has(Fact.REGION, "europe")))
    assert passes(Audience(who=AllOf((Not(has(Fact.TO_VOTE, "1")),))))
    assert passes(Audience(frozenset({Group.UNSETTLED})))
    assert not registered_alone(Audience(frozenset({Group.PARTICIPANTS, Group.FOCAL_POINTS})))
    assert not passes(Audience(frozenset({Group.FOCAL_POINTS})))
