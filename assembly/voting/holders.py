"""Who casts each member's vote at this moment: read live, never frozen."""

from collections.abc import Iterable, Mapping

from assembly.credentials import queries as credentials
from assembly.credentials.queries import RollFacts
from assembly.members.models import Member
from assembly.voting.rules import RightFacts, holder


def right_facts(event_id: int, members: Iterable[Member]) -> dict[int, RightFacts]:
    """Return for each of these members who could exercise its right, by member id."""
    members = list(members)
    found = credentials.roll_facts(event_id, [member.id for member in members])
    return {member.id: _facts(member, found.get(member.id)) for member in members}


def _facts(member: Member, roll: RollFacts | None) -> RightFacts:
    return RightFacts(
        delegate=roll.voters[0].person_id if roll and roll.voters else None,
        proxy_holder=roll.proxy.person_id if roll and roll.proxy else None,
        member_suspended=not member.in_good_standing,
    )


def holders(facts: Mapping[int, RightFacts]) -> dict[int, int]:
    """Return the person who votes for each member that has one: member id → person id."""
    found = {member_id: holder(right) for member_id, right in facts.items()}
    return {member_id: person for member_id, person in found.items() if person is not None}
