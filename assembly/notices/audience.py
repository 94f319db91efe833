"""Whom a notice goes to: chosen by facts, combined with and, or and not, from facts alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assembly.events.roles import ParticipantRole
from assembly.notices.kinds import PASSING, YES, Fact, Group
from assembly.registration.rules import Answer

Facts = Mapping[Fact, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Has:
    """True of those of whom the fact has one of these values."""

    fact: Fact
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Not:
    """True of those of whom the part is not."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class AllOf:
    """True of those of whom every part is; without parts, of everybody."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True of those of whom at least one part is; without parts, of nobody."""

    parts: tuple["Condition", ...]


Condition = Has | Not | AllOf | AnyOf
EVERYBODY = AllOf(())


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a notice is for: those of these groups of whom the condition is true."""

    groups: frozenset[Group] = frozenset({Group.PARTICIPANTS})
    who: Condition = EVERYBODY


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom a notice may go to. `role` is None for those who are not registered.

    Guests have no member; `member_name` is then their partner organisation's, or empty. `facts` has what the
    audience asks about.
    """

    person_id: int
    address: str
    name: str
    language: str
    zone: str
    member_id: int | None
    member_name: str
    role: ParticipantRole | None = None
    facts: Facts = field(default_factory=dict)


# As it is stored


def to_json(audience: Audience) -> dict[str, Any]:
    """Return the audience as it is stored: `{"groups": […], "who": {"all": [{"fact": …, "values": […]}, …]}}`."""
    return {"groups": sorted(group.value for group in audience.groups), "who": _to_json(audience.who)}


def _to_json(condition: Condition) -> dict[str, Any]:
    match condition:
        case Has(fact, values):
            return {"fact": fact.value, "values": sorted(values)}
        case Not(part):
            return {"not": _to_json(part)}
        case AllOf(parts):
            return {"all": [_to_json(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [_to_json(part) for part in parts]}


def from_json(stored: Mapping[str, Any]) -> Audience:
    """Return the audience that `to_json` stored, now or before conditions could be combined."""
    if "group" in stored:
        return _from_first_form(stored)
    return Audience(frozenset(Group(group) for group in stored["groups"]), _from_json(stored["who"]))


def _from_json(stored: Mapping[str, Any]) -> Condition:
    if "not" in stored:
        return Not(_from_json(stored["not"]))
    if "all" in stored:
        return AllOf(tuple(_from_json(part) for part in stored["all"]))
    if "any" in stored:
        return AnyOf(tuple(_from_json(part) for part in stored["any"]))
    return Has(Fact(stored["fact"]), frozenset(stored["values"]))


HAVE_ANSWERED = Has(Fact.ANSWER, frozenset({Answer.STARTED, Answer.COMPLETE, Answer.DECLINED}))
WAITING = Audience(frozenset({Group.FOCAL_POINTS}), AllOf((Not(HAVE_ANSWERED),)))
"""The focal points of the members that have not answered yet."""


def _from_first_form(stored: Mapping[str, Any]) -> Audience:
    """Read `{"group", "roles", "regions", "voters_only"}`; roles and voters concerned participants only."""
    participants = stored["group"] == Group.PARTICIPANTS
    parts: list[Condition] = []
    if participants and stored["roles"]:
        parts.append(Has(Fact.ROLE, frozenset(stored["roles"])))
    if stored["regions"]:
        parts.append(Has(Fact.REGION, frozenset(stored["regions"])))
    if participants and stored["voters_only"]:
        parts.append(Has(Fact.VOTER, frozenset({YES})))
    if stored["group"] == "waiting":
        parts.append(Not(HAVE_ANSWERED))
    group = Group.PARTICIPANTS if participants else Group.FOCAL_POINTS
    return Audience(frozenset({group}), AllOf(tuple(parts)))


# Who belongs to it


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether a condition is true of somebody."""
    match condition:
        case Has(fact, values):
            return not values.isdisjoint(facts.get(fact, frozenset()))
        case Not(part):
            return not holds(part, facts)
        case AllOf(parts):
            return all(holds(part, facts) for part in parts)
        case AnyOf(parts):
            return any(holds(part, facts) for part in parts)


def asked(condition: Condition) -> dict[Fact, frozenset[str]]:
    """Return the facts that a condition asks about, with the values that it names."""
    found: defaultdict[Fact, frozenset[str]] = defaultdict(frozenset)
    match condition:
        case Has(fact, values):
            found[fact] = values
        case Not(part):
            return asked(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                for fact, values in asked(part).items():
                    found[fact] |= values
    return dict(found)


def passes(audience: Audience) -> bool:
    """Whether people may leave the audience in other ways than by withdrawing, before their mail goes."""
    return Group.UNSETTLED in audience.groups or bool(PASSING & asked(audience.who).keys())


def registered_alone(audience: Audience) -> bool:
    """Whether all that is asked again before a mail goes is that its recipient is still registered."""
    return audience.groups == {Group.PARTICIPANTS} and not passes(audience)


def chosen(audience: Audience, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return who gets the notice: each person once, though they may speak for several members."""
    people: dict[int, Candidate] = {}
    for candidate in candidates:
        if candidate.person_id not in people and holds(audience.who, candidate.facts):
            people[candidate.person_id] = candidate
    return list(people.values())


def by_language(recipients: Iterable[Candidate]) -> dict[str, int]:
    """Return how many read each language, the most read first."""
    return dict(Counter(recipient.language for recipient in recipients).most_common())
