"""Who casts each member's vote at this moment: read live, never frozen."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from assembly.credentials.models import Credential, CredentialHolder, CredentialState, Proxy
from assembly.extensions import db
from assembly.members.models import Member, MemberStatus
from assembly.registration.models import Delegation, Registration, RegistrationState
from assembly.scope import everything
from assembly.voting.rules import RightFacts, holder


def right_facts(event_id: int, members: Iterable[Member]) -> dict[int, RightFacts]:
    """Return for each of these members who could exercise its right, by member id."""
    members = list(members)
    ids = [member.id for member in members]
    voters, proxies = _voters(event_id, ids), _proxies(event_id, ids)
    return {
        member.id: RightFacts(
            delegate=voters.get(member.id),
            proxy_holder=proxies.get(member.id),
            member_suspended=member.status is MemberStatus.SUSPENDED,
        )
        for member in members
    }


def holders(facts: Mapping[int, RightFacts]) -> dict[int, int]:
    """Return the person who votes for each member that has one: member id → person id."""
    found = {member_id: holder(right) for member_id, right in facts.items()}
    return {member_id: person for member_id, person in found.items() if person is not None}


def _voters(event_id: int, member_ids: list[int]) -> dict[int, int]:
    statement = (
        select(Delegation.member_id, Registration.person_id)
        .select_from(Credential)
        .join(Delegation, Delegation.id == Credential.delegation_id)
        .join(CredentialHolder, CredentialHolder.credential_id == Credential.id)
        .join(Registration, Registration.id == CredentialHolder.registration_id)
        .where(
            Delegation.event_id == event_id,
            Delegation.member_id.in_(member_ids),
            Credential.state == CredentialState.ACCEPTED,
            Credential.ended_at.is_(None),
            Registration.state == RegistrationState.ACCEPTED,
        )
        .order_by(Delegation.member_id, CredentialHolder.position.desc())
    )
    with everything():
        return {row.member_id: row.person_id for row in db.session.execute(statement)}


def _proxies(event_id: int, member_ids: list[int]) -> dict[int, int]:
    statement = (
        select(Proxy.member_id, Registration.person_id)
        .join(Registration, Registration.id == Proxy.holder_registration_id)
        .where(
            Proxy.event_id == event_id,
            Proxy.member_id.in_(member_ids),
            Proxy.accepted_at.is_not(None),
            Proxy.ended_at.is_(None),
            Registration.state == RegistrationState.ACCEPTED,
        )
    )
    with everything():
        return {row.member_id: row.person_id for row in db.session.execute(statement)}
