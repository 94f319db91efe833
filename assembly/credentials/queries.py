"""Reading who votes, live: a credential holds while its registrations live, a proxy while its holder is registered.

Nothing is told when somebody withdraws; what follows from it is asked for anew each time.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from assembly.accounts.models import Person
from assembly.credentials.models import Credential, CredentialHolder, CredentialState, Proxy
from assembly.errors import NotFoundError
from assembly.extensions import db
from assembly.members.models import Member
from assembly.registration.models import Delegation, Registration
from assembly.registration.queries import LIVE
from assembly.scope import everything

STANDS = Credential.ended_at.is_(None)
PROXY_STANDS = Proxy.ended_at.is_(None)


@dataclass(frozen=True, slots=True)
class Voter:
    """One person in a member's order: 1 votes, 2 and on stand in. Only those who are registered."""

    position: int
    registration_id: int
    person_id: int
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A credential that stands, with those of its people who are still registered, in their order."""

    credential_id: int
    state: CredentialState
    reason: str | None
    voters: tuple[Voter, ...]


@dataclass(frozen=True, slots=True)
class Entrusted:
    """A proxy that stands: whose vote, who holds it for whom, and whether they have said yes."""

    proxy_id: int
    member_id: int
    holder_member_id: int
    holder_member_name: str
    registration_id: int
    person_id: int
    person_name: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class RollFacts:
    """Who may cast one member's vote at this moment: its own people in order, or a proxy's holder."""

    member_id: int
    voters: tuple[Voter, ...]
    accepted: bool
    proxy: Entrusted | None


def statements(
    event_id: int, delegation_id: int | None = None, member_ids: Collection[int] | None = None
) -> dict[int, list[Statement]]:
    """Return the credentials that stand at an event, by member id; two where a change waits beside what is accepted."""
    query = (
        select(Credential, Delegation.member_id)
        .join(Credential.delegation)
        .where(Delegation.event_id == event_id, STANDS)
        .order_by(Credential.id)
    )
    if delegation_id is not None:
        query = query.where(Delegation.id == delegation_id)
    if member_ids is not None:
        query = query.where(Delegation.member_id.in_(member_ids))
    with everything():
        rows = db.session.execute(query).all()
        voters = _voters(event_id, delegation_id, member_ids)
    found: dict[int, list[Statement]] = defaultdict(list)
    for one, member_id in rows:
        found[member_id].append(Statement(one.id, one.state, one.reason, tuple(voters[one.id])))
    return found


def _voters(event_id: int, delegation_id: int | None, member_ids: Collection[int] | None) -> dict[int, list[Voter]]:
    query = (
        select(
            CredentialHolder.credential_id,
            CredentialHolder.position,
            Registration.id,
            Person.id,
            Person.name,
            Person.email,
        )
        .join(CredentialHolder.credential)
        .join(CredentialHolder.registration)
        .join(Registration.person)
        .where(Registration.event_id == event_id, LIVE, STANDS)
        .order_by(CredentialHolder.position)
    )
    if delegation_id is not None:
        query = query.where(Credential.delegation_id == delegation_id)
    if member_ids is not None:
        query = query.where(Registration.member_id.in_(member_ids))
    found: dict[int, list[Voter]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row[0]].append(Voter(*row[1:]))
    return found


def proxies(event_id: int, member_ids: Iterable[int] | None = None) -> list[Entrusted]:
    """Return the proxies that stand at an event, asked for or accepted; those that these members gave or hold."""
    query = (
        select(Proxy, Member.name, Person.id, Person.name)
        .join(Proxy.holder)
        .join(Registration.person)
        .join(Member, Member.id == Proxy.holder_member_id)
        .where(Proxy.event_id == event_id, PROXY_STANDS, LIVE)
        .order_by(Proxy.id)
    )
    if member_ids is not None:
        ids = list(member_ids)
        query = query.where(Proxy.member_id.in_(ids) | Proxy.holder_member_id.in_(ids))
    with everything():
        rows = db.session.execute(query).all()
    return [
        Entrusted(
            proxy_id=proxy.id,
            member_id=proxy.member_id,
            holder_member_id=proxy.holder_member_id,
            holder_member_name=member_name,
            registration_id=proxy.holder_registration_id,
            person_id=person_id,
            person_name=person_name,
            accepted=proxy.accepted_at is not None,
        )
        for proxy, member_name, person_id, person_name in rows
    ]


def entrusted_to(person_id: int, event_id: int) -> list[Entrusted]:
    """Return the proxies that a person holds or was asked to hold."""
    standing = proxies(event_id, _members_concerned(person_id, event_id))
    return [one for one in standing if one.person_id == person_id]


def roll_facts(event_id: int, member_ids: Collection[int] | None = None) -> dict[int, RollFacts]:
    """Return who may cast each member's vote, or that of these, by member id; who said nothing is left out."""
    entrusted = {one.member_id: one for one in proxies(event_id, member_ids) if one.accepted}
    voters = {
        member_id: one.voters
        for member_id, found in statements(event_id, member_ids=member_ids).items()
        for one in found
        if one.state is CredentialState.ACCEPTED and one.voters
    }
    return {
        member_id: RollFacts(
            member_id=member_id,
            voters=voters.get(member_id, ()),
            accepted=member_id in voters,
            proxy=entrusted.get(member_id),
        )
        for member_id in voters.keys() | entrusted.keys()
    }


@dataclass(frozen=True, slots=True)
class HeldRight:
    """A member for which a person votes: their own, or one that entrusted its vote to them."""

    member_id: int
    by_proxy: bool


def rights_held_by(person_id: int, event_id: int) -> list[HeldRight]:
    """Return the members for which a person votes at this moment, the own first."""
    facts = roll_facts(event_id, _members_concerned(person_id, event_id)).values()
    own = [
        HeldRight(one.member_id, by_proxy=False)
        for one in facts
        if one.proxy is None and one.voters and one.voters[0].person_id == person_id
    ]
    entrusted = [
        HeldRight(one.member_id, by_proxy=True)
        for one in facts
        if one.proxy is not None and one.proxy.person_id == person_id
    ]
    return own + sorted(entrusted, key=lambda right: right.member_id)


def _members_concerned(person_id: int, event_id: int) -> list[int]:
    """Return the members for which a person stands in the order, or whose vote was entrusted to them."""
    own = (
        select(Registration.member_id)
        .join(CredentialHolder, CredentialHolder.registration_id == Registration.id)
        .where(Registration.person_id == person_id, Registration.event_id == event_id)
    )
    entrusted = (
        select(Proxy.member_id)
        .join(Proxy.holder)
        .where(Registration.person_id == person_id, Proxy.event_id == event_id, PROXY_STANDS)
    )
    with everything():
        return list(db.session.scalars(own.union(entrusted)))


def credential_at(event_id: int, credential_id: int) -> Credential:
    """Return a credential of an event that stands; raise `NotFoundError`."""
    query = (
        select(Credential)
        .join(Credential.delegation)
        .join(Delegation.member)
        .where(Credential.id == credential_id, Delegation.event_id == event_id, STANDS)
        .options(contains_eager(Credential.delegation).contains_eager(Delegation.member))
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFoundError
    return found


def proxy_for_holder(event_id: int, proxy_id: int, person_id: int) -> Proxy:
    """Return a proxy that was entrusted to this person; raise `NotFoundError`."""
    query = (
        select(Proxy)
        .join(Proxy.holder)
        .where(Proxy.id == proxy_id, Proxy.event_id == event_id, Registration.person_id == person_id, LIVE)
        .options(joinedload(Proxy.member), joinedload(Proxy.holder_member), contains_eager(Proxy.holder))
    )
    with everything():
        found = db.session.scalar(query)
    if found is None:
        raise NotFoundError
    return found


def shared_addresses() -> set[str]:
    """Return the mail addresses that several people have."""
    query = select(Person.email).where(Person.disabled_at.is_(None)).group_by(Person.email)
    return set(db.session.scalars(query.having(func.count() > 1)))


def proposed(event_id: int, credential_ids: Sequence[int] = ()) -> Sequence[Credential]:
    """Return the credentials of an event that wait for a decision: these, or all."""
    query = (
        select(Credential)
        .join(Credential.delegation)
        .join(Delegation.member)
        .where(Delegation.event_id == event_id, STANDS, Credential.state == CredentialState.PROPOSED)
        .options(contains_eager(Credential.delegation).contains_eager(Delegation.member))
        .order_by(Member.name_key)
    )
    if credential_ids:
        query = query.where(Credential.id.in_(credential_ids))
    return db.session.scalars(query).all()


def member_names(member_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of members by id."""
    query = select(Member.id, Member.name).where(Member.id.in_(list(member_ids)))
    return dict(db.session.execute(query).all())
