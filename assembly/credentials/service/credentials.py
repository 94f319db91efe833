"""Who votes for a member: proposed, accepted, returned. What is accepted stands until a change of it is accepted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from assembly.accounts.models import Person
from assembly.audit.service import record
from assembly.credentials import queries
from assembly.credentials.models import Credential, CredentialHolder, CredentialState
from assembly.credentials.rules import VOTING_ROLES, OrderRefusal, check_order
from assembly.errors import DomainError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.mail.outbox import post, recipient_of
from assembly.registration import queries as registrations
from assembly.registration.models import Delegation, Registration, RegistrationState
from assembly.scope import everything

REASONS = {
    OrderRefusal.EMPTY: _l("Please choose who votes."),
    OrderRefusal.REPEATED: _l("Each person can stand in the order only once."),
    OrderRefusal.NOT_REGISTERED: _l("Somebody in this order is not registered any more. Please choose again."),
    OrderRefusal.FIRST_IS_NO_DELEGATE: _l("A delegate votes first; alternates stand in."),
    OrderRefusal.SHARED_ADDRESS: _l(
        "Somebody in this order shares a mail address. Whoever votes needs one of their own: a vote is asked for "
        "and confirmed there. Change the address of the person, or choose somebody else."
    ),
}


class OrderRefusedError(DomainError):
    """The order of voters cannot be taken; `code` says why."""

    def __init__(self, refusal: OrderRefusal) -> None:
        super().__init__(REASONS[refusal], code=refusal.value)


class AlreadyDecidedError(DomainError):
    """Somebody has decided already, or the member has proposed anew."""

    code = "already_decided"
    message = _l("This was decided or changed in the meantime. Please look at the list again.")


def propose_credential(
    actor_id: int | None, delegation: Delegation, registration_ids: Sequence[int], *, now: datetime
) -> Credential:
    """Propose who votes, in this order; raise `OrderRefusedError`. It takes the place of what still waits."""
    _lock(delegation.id)
    people = registrations.people_of(delegation.id)
    accepted = [one for one in people if one.state is RegistrationState.ACCEPTED]
    eligible = {one.id: one.role for one in accepted if one.role in VOTING_ROLES}
    shared = queries.shared_addresses()
    refusal = check_order(registration_ids, eligible, [one.id for one in people if one.person.email in shared])
    if refusal is not None:
        raise OrderRefusedError(refusal)
    for waiting in _standing(delegation.id):
        if waiting.state is not CredentialState.ACCEPTED:
            waiting.ended_at = now
    db.session.flush()
    holders = [
        CredentialHolder(registration_id=registration_id, position=position)
        for position, registration_id in enumerate(registration_ids, start=1)
    ]
    credential = Credential(delegation_id=delegation.id, proposed_at=now, holders=holders)
    db.session.add(credential)
    db.session.flush()
    record(
        actor_id, "credential.proposed", "credential", credential.id,
        delegation_id=delegation.id, registration_ids=list(registration_ids),
    )  # fmt: skip
    return credential


def accept_credential(actor_id: int | None, credential: Credential, *, now: datetime) -> None:
    """Accept who votes and tell them; raise `AlreadyDecidedError`, or `OrderRefusedError` for a shared address."""
    if _with_shared_address([credential]):
        raise OrderRefusedError(OrderRefusal.SHARED_ADDRESS)
    _accept(credential, now)
    record(actor_id, "credential.accepted", "credential", credential.id)


def accept_credentials(actor_id: int | None, credentials: Sequence[Credential], *, now: datetime) -> int:
    """Accept several at once and return how many; one act in the audit. Raise `AlreadyDecidedError`.

    Those with somebody whose mail address another person has too are left waiting.
    """
    left = _with_shared_address(credentials)
    accepted = [one for one in credentials if one.id not in left]
    for credential in sorted(accepted, key=lambda one: one.delegation_id):
        _accept(credential, now)
    if accepted:
        ids = [credential.id for credential in accepted]
        record(actor_id, "credential.accepted", "credential", None, credential_ids=ids)
    return len(accepted)


def hold(credential_ids: Sequence[int]) -> None:
    """Let nobody else change who votes for the members of these statements until the commit."""
    found = select(Credential.delegation_id).where(Credential.id.in_(credential_ids))
    with everything():
        locked = select(Delegation.id).where(Delegation.id.in_(found)).order_by(Delegation.id)
        db.session.execute(locked.with_for_update()).all()


def return_credential(actor_id: int | None, credential: Credential, reason: str, *, now: datetime) -> None:
    """Send it back to the member with a reason; raise `AlreadyDecidedError`."""
    _decide(credential, CredentialState.RETURNED, now)
    credential.reason = reason
    record(actor_id, "credential.returned", "credential", credential.id)
    delegation = credential.delegation
    recipients = [recipient_of(person, delegation.member_id) for person in registrations.focal_points(delegation.id)]
    post("credential-returned", credential.id, recipients, event_id=delegation.event_id)


def _with_shared_address(credentials: Sequence[Credential]) -> set[int]:
    """Return the ids of those in whose order somebody's mail address is another person's too."""
    query = (
        select(CredentialHolder.credential_id, Person.email)
        .join(CredentialHolder.registration)
        .join(Registration.person)
        .where(CredentialHolder.credential_id.in_([one.id for one in credentials]), registrations.LIVE)
    )
    shared = queries.shared_addresses()
    return {credential_id for credential_id, address in db.session.execute(query) if address in shared}


def _accept(credential: Credential, now: datetime) -> None:
    delegation = credential.delegation
    _lock(delegation.id)
    for before in _standing(delegation.id):
        if before.state is CredentialState.ACCEPTED and before.id != credential.id:
            before.ended_at = now
    db.session.flush()
    _decide(credential, CredentialState.ACCEPTED, now)
    found = queries.statements(delegation.event_id, delegation.id).get(delegation.member_id, [])
    voters = {voter.registration_id for one in found if one.credential_id == credential.id for voter in one.voters}
    people = [one.person for one in registrations.people_of(delegation.id) if one.id in voters]
    recipients = [recipient_of(person, delegation.member_id) for person in people]
    post("credential-accepted", credential.id, recipients, event_id=delegation.event_id)


def _decide(credential: Credential, state: CredentialState, now: datetime) -> None:
    db.session.refresh(credential, with_for_update={"of": Credential})  # not what was read with it
    if credential.state is not CredentialState.PROPOSED or credential.ended_at is not None:
        raise AlreadyDecidedError
    credential.state = state
    credential.decided_at = now
    db.session.flush()


def _standing(delegation_id: int) -> Sequence[Credential]:
    query = select(Credential).where(Credential.delegation_id == delegation_id, queries.STANDS)
    return db.session.scalars(query).all()


def _lock(delegation_id: int) -> None:
    """Let nobody else change who votes for this member until the commit."""
    with everything():
        db.session.execute(select(Delegation.id).where(Delegation.id == delegation_id).with_for_update())
