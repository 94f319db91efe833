"""Whom a notice goes to: chosen by facts, each person once."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assembly.events.roles import ParticipantRole
from assembly.members.kinds import Region
from assembly.notices.audience import Audience, Candidate, belongs, by_language, chosen, from_json, to_json
from assembly.notices.kinds import Group

DELEGATE = Candidate(
    person_id=1,
    address="a@people.example",
    name="Ana",
    language="es",
    zone="America/Lima",
    member_id=1,
    member_name="One",
    region=Region.AMERICAS,
    role=ParticipantRole.DELEGATE,
    votes=True,
    answered=True,
)
FOCAL_POINT = replace(DELEGATE, person_id=2, role=None, votes=False, answered=False)

audiences = st.builds(
    Audience,
    group=st.sampled_from(Group),
    roles=st.frozensets(st.sampled_from(ParticipantRole)),
    regions=st.frozensets(st.sampled_from(Region)),
    voters_only=st.booleans(),
)
candidates = st.builds(
    replace,
    st.just(DELEGATE),
    person_id=st.integers(1, 6),
    language=st.sampled_from(["en", "es", "fr", "ru"]),
    region=st.sampled_from(Region),
    role=st.none() | st.sampled_from(ParticipantRole),
    votes=st.booleans(),
    answered=st.booleans(),
)


def test_no_role_and_no_region_means_all() -> None:
    assert belongs(Audience(), DELEGATE)
    assert belongs(Audience(Group.FOCAL_POINTS), FOCAL_POINT)


def test_roles_regions_and_voters_narrow_it() -> None:
    assert not belongs(Audience(roles=frozenset({ParticipantRole.OBSERVER})), DELEGATE)
    assert belongs(Audience(roles=frozenset({ParticipantRole.OBSERVER, ParticipantRole.DELEGATE})), DELEGATE)
    assert not belongs(Audience(regions=frozenset({Region.EUROPE})), DELEGATE)
    assert belongs(Audience(voters_only=True), DELEGATE)
    assert not belongs(Audience(voters_only=True), replace(DELEGATE, votes=False))


def test_who_waits_has_not_answered() -> None:
    waiting = Audience(Group.WAITING)
    assert belongs(waiting, FOCAL_POINT)
    assert not belongs(waiting, replace(FOCAL_POINT, answered=True))


def test_roles_do_not_concern_focal_points() -> None:
    narrowed = Audience(Group.WAITING, roles=frozenset({ParticipantRole.OBSERVER}), voters_only=True)
    assert belongs(narrowed, FOCAL_POINT)


@given(audiences)
def test_an_audience_is_read_back_as_it_was_stored(audience: Audience) -> None:
    assert from_json(to_json(audience)) == audience


@given(audiences, st.lists(candidates))
def test_everybody_chosen_belongs_and_is_there_once(audience: Audience, people: list[Candidate]) -> None:
    found = chosen(audience, people)
    ids = [candidate.person_id for candidate in found]
    assert len(ids) == len(set(ids))
    assert set(ids) == {candidate.person_id for candidate in people if belongs(audience, candidate)}
    assert sum(by_language(found).values()) == len(found)


@given(audiences, st.lists(candidates))
def test_asking_for_more_never_brings_more_people(audience: Audience, people: list[Candidate]) -> None:
    narrower = replace(audience, voters_only=True, regions=audience.regions or frozenset({Region.EUROPE}))
    everybody = {candidate.person_id for candidate in chosen(audience, people)}
    assert {candidate.person_id for candidate in chosen(narrower, people)} <= everybody
