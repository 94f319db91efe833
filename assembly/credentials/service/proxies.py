"""A member's vote entrusted to another member's delegate: asked for, accepted, declined, revoked."""

from datetime import datetime

from sqlalchemy import func, not_, select

from assembly.audit.service import record
from assembly.credentials import queries
from assembly.credentials.models import CredentialState, Proxy, ProxyInstruction
from assembly.credentials.queries import Voter
from assembly.credentials.rules import ProxyFacts, ProxyRefusal, check_proxy
from assembly.errors import DomainError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.mail.outbox import post, recipient_of
from assembly.members.models import Member
from assembly.registration import queries as registrations
from assembly.registration.models import Delegation, Registration
from assembly.scope import everything

REASONS = {
    ProxyRefusal.TO_ITSELF: _l("A member cannot give a proxy to itself."),
    ProxyRefusal.GIVEN_ALREADY: _l("The vote was entrusted to somebody already. Take that back first."),
    ProxyRefusal.PRINCIPAL_HOLDS: _l("Whoever holds another member's proxy keeps its own vote."),
    ProxyRefusal.HOLDER_GAVE: _l("That member has given its own vote away, so that it can hold nobody's."),
    ProxyRefusal.HOLDER_HAS_NO_VOTER: _l("Nobody votes for that member yet. Choose another one."),
    ProxyRefusal.CAP_REACHED: _l("That delegate holds as many proxies as the statutes allow. Choose another member."),
    ProxyRefusal.SUSPENDED: _l("A suspended member has no vote to give, and holds none."),
}


class ProxyRefusedError(DomainError):
    """The proxy cannot be given or accepted; `code` says why."""

    def __init__(self, refusal: ProxyRefusal) -> None:
        super().__init__(REASONS[refusal], code=refusal.value)


class ProxyEndedError(DomainError):
    """The proxy was taken back, declined, or ended with its holder's registration."""

    code = "proxy_ended"
    message = _l("This proxy does not stand any more.")


def give_proxy(
    actor_id: int | None, delegation: Delegation, holder: Delegation, *, now: datetime, instruction: str = ""
) -> Proxy:
    """Ask the voting delegate of another member to vote for this one; raise `ProxyRefusedError`.

    An instruction is read by them and by the member's own people, and stands neither in the mail nor in the audit.
    """
    with everything():
        _lock(delegation.id, holder.id)
        _end_dead_ones(delegation, now)
        voter = voter_of(holder)
        _check(delegation, holder, voter)
        if voter is None:
            raise ProxyRefusedError(ProxyRefusal.HOLDER_HAS_NO_VOTER)
        proxy = Proxy(
            event_id=delegation.event_id,
            member_id=delegation.member_id,
            holder_member_id=holder.member_id,
            holder_registration_id=voter.registration_id,
            given_at=now,
        )
        db.session.add(proxy)
        db.session.flush()
        if instruction:
            db.session.add(ProxyInstruction(proxy_id=proxy.id, text=instruction))
        _tell_both(proxy, delegation, holder="proxy-asked", principal="proxy-given")
    record(
        actor_id, "proxy.given", "proxy", proxy.id,
        member_id=proxy.member_id, to=proxy.holder_member_id, instructed=bool(instruction),
    )  # fmt: skip
    return proxy


def accept_proxy(actor_id: int | None, proxy: Proxy, *, now: datetime) -> None:
    """Accept to vote for another member, as the one who was asked.

    Raise `ProxyEndedError` or `ProxyRefusedError`; accepting twice is accepting once.
    """
    with everything():
        delegation, holder = _delegations(proxy)
        _lock(delegation.id, holder.id)
        _refresh(proxy)
        if proxy.accepted_at is not None:
            return
        _check(delegation, holder, voter_of(holder), besides=proxy.id)
        proxy.accepted_at = now
        record(actor_id, "proxy.accepted", "proxy", proxy.id)
        _tell_both(proxy, delegation, holder="proxy-holding", principal="proxy-answered")


def decline_proxy(actor_id: int | None, proxy: Proxy, *, now: datetime) -> None:
    """Say no, or give an accepted proxy back, as the one who was asked; raise `ProxyEndedError`."""
    with everything():
        delegation, holder = _delegations(proxy)
        _lock(delegation.id, holder.id)
        _refresh(proxy)
        proxy.ended_at = now
        record(actor_id, "proxy.declined", "proxy", proxy.id)
        told = "proxy-given-back" if proxy.accepted_at else "proxy-answered"
        _tell_both(proxy, delegation, holder="proxy-declined", principal=told)


def revoke_proxy(actor_id: int | None, proxy: Proxy, *, now: datetime) -> None:
    """Take the vote back, as the member that gave it. A ballot that was cast under it stays cast."""
    with everything():
        delegation, holder = _delegations(proxy)
        _lock(delegation.id, holder.id)
        _refresh(proxy)
        proxy.ended_at = now
        record(actor_id, "proxy.revoked", "proxy", proxy.id)
        _tell_both(proxy, delegation, holder="proxy-revoked", principal="proxy-taken-back")


def voter_of(delegation: Delegation) -> Voter | None:
    """Return who votes for a member by what the secretariat has accepted, None if nobody."""
    found = queries.statements(delegation.event_id, delegation.id).get(delegation.member_id, [])
    accepted = (one.voters for one in found if one.state is CredentialState.ACCEPTED)
    return next((voters[0] for voters in accepted if voters), None)


def instruction_of(proxy_id: int) -> str:
    """Return how a proxy is to be used, empty if nothing was said: for whoever gave it, and whoever holds it."""
    found = db.session.get(ProxyInstruction, proxy_id)
    return found.text if found else ""


def _check(delegation: Delegation, holder: Delegation, voter: Voter | None, besides: int | None = None) -> None:
    """Raise `ProxyRefusedError` unless the statutes allow it; `besides` is the proxy that is being answered."""
    ours, theirs = delegation.member_id, holder.member_id
    standing = [one for one in queries.proxies(delegation.event_id, (ours, theirs)) if one.proxy_id != besides]
    suspended = select(func.count()).where(Member.id.in_((ours, theirs)), not_(Member.in_good_standing))
    refusal = check_proxy(
        ProxyFacts(
            member_id=ours,
            holder_member_id=theirs,
            given_by_member=sum(one.member_id == ours for one in standing),
            held_by_member=sum(one.holder_member_id == ours and one.accepted for one in standing),
            given_by_holder=sum(one.member_id == theirs for one in standing),
            held_by_holder=sum(one.holder_member_id == theirs for one in standing),
            holder_has_voter=voter is not None,
            suspended=bool(db.session.scalar(suspended)),
        ),
        delegation.event.proxy_cap,
    )
    if refusal is not None:
        raise ProxyRefusedError(refusal)


def _end_dead_ones(delegation: Delegation, now: datetime) -> None:
    """End proxies whose holder is not registered any more, so that the vote can be entrusted anew."""
    dead = (
        select(Proxy)
        .join(Proxy.holder)
        .where(
            Proxy.event_id == delegation.event_id,
            Proxy.member_id == delegation.member_id,
            queries.PROXY_STANDS,
            ~registrations.LIVE,
        )
    )
    for proxy in db.session.scalars(dead):
        proxy.ended_at = now
    db.session.flush()


def _delegations(proxy: Proxy) -> tuple[Delegation, Delegation]:
    """Return the delegation that gave its vote, and the one whose delegate was asked."""
    query = select(Delegation).where(
        Delegation.event_id == proxy.event_id,
        Delegation.member_id.in_((proxy.member_id, proxy.holder_member_id)),
    )
    by_member = {one.member_id: one for one in db.session.scalars(query)}
    return by_member[proxy.member_id], by_member[proxy.holder_member_id]


def _lock(*delegation_ids: int) -> None:
    """Let nobody else change the proxies of these members until the commit; in one order, against deadlocks."""
    query = select(Delegation.id).where(Delegation.id.in_(delegation_ids)).order_by(Delegation.id)
    db.session.execute(query.with_for_update()).all()


def _refresh(proxy: Proxy) -> None:
    """Read the proxy again, now that it is locked; raise `ProxyEndedError`."""
    db.session.refresh(proxy, with_for_update={"of": Proxy})  # not the members that were read with it
    live = select(Registration.id).where(Registration.id == proxy.holder_registration_id, registrations.LIVE)
    if proxy.ended_at is not None or db.session.scalar(live) is None:
        raise ProxyEndedError


def _tell_both(proxy: Proxy, delegation: Delegation, *, holder: str, principal: str) -> None:
    """Mail whoever holds the proxy, and the focal points of the member that gave it; each its own kind of mail."""
    post(holder, proxy.id, [recipient_of(proxy.holder.person, proxy.holder_member_id)], event_id=proxy.event_id)
    people = registrations.focal_points(delegation.id)
    recipients = [recipient_of(person, delegation.member_id) for person in people]
    post(principal, proxy.id, recipients, event_id=proxy.event_id)
