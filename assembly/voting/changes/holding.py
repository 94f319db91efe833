"""Who held a member's right in a vote from when on: found from rows that are never rewritten, only ended."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from assembly.credentials.models import Credential, CredentialHolder, CredentialState, Proxy
from assembly.extensions import db
from assembly.registration.models import Delegation, Registration, RegistrationState
from assembly.scope import everything

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody who may vote for a member between two moments. The first of those who may does.

    `rank` is 0 for the holder of a proxy, then the place in the member's own order.
    """

    rank: int
    person: str
    proxy_of: str | None
    """The member whose delegate holds the vote by proxy."""
    since: datetime
    until: datetime | None

    def at(self, moment: datetime) -> bool:
        """Whether it holds at a moment."""
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True)
class Holding:
    """Who held a right from a moment on; nobody, where `person` is None."""

    since: datetime
    person: str | None
    proxy_of: str | None


def holdings(claims: Sequence[Claim], start: datetime, end: datetime) -> tuple[Holding, ...]:
    """Return who held a right at the start, and each change until the end. Pure."""
    moments = {moment for one in claims for moment in (one.since, one.until) if moment and start < moment <= end}
    found: list[Holding] = []
    for moment in (start, *sorted(moments)):
        first = min((one for one in claims if one.at(moment)), key=lambda one: one.rank, default=None)
        holder = (first.person, first.proxy_of) if first else (None, None)
        if not found or (found[-1].person, found[-1].proxy_of) != holder:
            found.append(Holding(moment, *holder))
    return tuple(found)


def claims_at(event_id: int) -> Mapping[int, list[Claim]]:
    """Return everybody who could ever vote for a member at an event, by member id."""
    found: dict[int, list[Claim]] = defaultdict(list)
    with everything():
        for member_id, claim in (*_of_credentials(event_id), *_of_proxies(event_id)):
            found[member_id].append(claim)
    return found


def _of_credentials(event_id: int) -> Iterator[tuple[int, Claim]]:
    statement = (
        select(Credential, Delegation.member_id)
        .join(Credential.delegation)
        .where(
            Delegation.event_id == event_id,
            Credential.state == CredentialState.ACCEPTED,
            Credential.decided_at.is_not(None),
        )
        .options(
            selectinload(Credential.holders).joinedload(CredentialHolder.registration).joinedload(Registration.person)
        )
    )
    for credential, member_id in db.session.execute(statement):
        for holder in credential.holders:
            until = _earlier(credential.ended_at, _leaves(holder.registration))
            since = credential.decided_at or NEVER
            yield member_id, Claim(holder.position, holder.registration.person.name, None, since, until)


def _of_proxies(event_id: int) -> Iterator[tuple[int, Claim]]:
    statement = (
        select(Proxy)
        .where(Proxy.event_id == event_id, Proxy.accepted_at.is_not(None))
        .options(joinedload(Proxy.holder).joinedload(Registration.person), joinedload(Proxy.holder_member))
    )
    for proxy in db.session.scalars(statement):
        until = _earlier(proxy.ended_at, _leaves(proxy.holder))
        person, since = proxy.holder.person.name, proxy.accepted_at or NEVER
        yield proxy.member_id, Claim(0, person, proxy.holder_member.name, since, until)


def _leaves(registration: Registration) -> datetime | None:
    """Return from when on a registration does not hold; None while it does."""
    return None if registration.state is RegistrationState.ACCEPTED else registration.withdrawn_at or NEVER


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((moment for moment in (one, other) if moment), default=None)
