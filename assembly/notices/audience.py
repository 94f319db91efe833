"""Whom a notice goes to: chosen by facts, from facts alone."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assembly.events.roles import ParticipantRole
from assembly.members.kinds import Region
from assembly.notices.kinds import Group


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a notice is for. No role and no region means all; roles and voters concern participants only."""

    group: Group = Group.PARTICIPANTS
    roles: frozenset[ParticipantRole] = frozenset()
    regions: frozenset[Region] = frozenset()
    voters_only: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom a notice may go to. `role` is None for those who are not registered.

    Guests have no member and no region; `member_name` is their partner organisation's, or empty.

    `votes` says that they vote or stand in; `answered` that their member registered somebody or declined.
    """

    person_id: int
    address: str
    name: str
    language: str
    zone: str
    member_id: int | None
    member_name: str
    region: Region | None
    role: ParticipantRole | None = None
    votes: bool = False
    answered: bool = False


def to_json(audience: Audience) -> dict[str, Any]:
    """Return the audience as it is stored."""
    return {
        "group": audience.group.value,
        "roles": sorted(role.value for role in audience.roles),
        "regions": sorted(region.value for region in audience.regions),
        "voters_only": audience.voters_only,
    }


def from_json(stored: Mapping[str, Any]) -> Audience:
    """Return the audience that `to_json` stored."""
    return Audience(
        group=Group(stored["group"]),
        roles=frozenset(ParticipantRole(role) for role in stored["roles"]),
        regions=frozenset(Region(region) for region in stored["regions"]),
        voters_only=stored["voters_only"],
    )


def belongs(audience: Audience, candidate: Candidate) -> bool:
    """Whether the facts about somebody put them into the audience."""
    if audience.regions and candidate.region not in audience.regions:
        return False
    if audience.group is Group.FOCAL_POINTS:
        return True
    if audience.group is Group.WAITING:
        return not candidate.answered
    return (
        candidate.role is not None
        and (not audience.roles or candidate.role in audience.roles)
        and (candidate.votes or not audience.voters_only)
    )


def chosen(audience: Audience, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return who gets the notice: each person once, though they may speak for several members."""
    people: dict[int, Candidate] = {}
    for candidate in candidates:
        if belongs(audience, candidate):
            people.setdefault(candidate.person_id, candidate)
    return list(people.values())


def by_language(recipients: Iterable[Candidate]) -> dict[str, int]:
    """Return how many read each language, the most read first."""
    return dict(Counter(recipient.language for recipient in recipients).most_common())
