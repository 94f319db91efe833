"""A member's vote passes to somebody else of its own, in the order that the secretariat has accepted."""

from datetime import datetime

from sqlalchemy import select

from assembly.audit.service import record
from assembly.credentials import queries
from assembly.credentials.models import Credential, CredentialHolder, CredentialState
from assembly.credentials.queries import Statement
from assembly.errors import DomainError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.mail.outbox import post, recipient_of
from assembly.registration import queries as registrations
from assembly.registration.models import Delegation
from assembly.scope import everything

HANDED_OVER = "vote-handed-over"


class HandOverRefusedError(DomainError):
    """Whoever was named does not stand in any more, or votes already."""

    code = "hand_over_refused"
    message = _l("This person does not stand in, or votes already. Please look at the order again.")


def accepted_of(delegation: Delegation) -> Statement | None:
    """Return who votes and stands in for a member by what was accepted, None if nobody."""
    found = queries.statements(delegation.event_id, delegation.id).get(delegation.member_id, [])
    return next((one for one in found if one.state is CredentialState.ACCEPTED and one.voters), None)


def hand_over(
    actor_id: int | None,
    delegation: Delegation,
    registration_id: int,
    *,
    now: datetime,
    from_person: int | None = None,
) -> Credential:
    """Let somebody who stands in vote from now on; whoever voted stands in behind them, and can no longer cast.

    `from_person`: only if that person votes at this moment, as the one who hands over. Nothing has to be accepted:
    the order was. Raise `HandOverRefusedError`. A ballot that was cast stays cast.
    """
    with everything():
        db.session.execute(select(Delegation.id).where(Delegation.id == delegation.id).with_for_update())
        standing = accepted_of(delegation)
        if standing is None or (from_person and standing.voters[0].person_id != from_person):
            raise HandOverRefusedError
        order = [one.registration_id for one in standing.voters]
        if registration_id not in order[1:]:
            raise HandOverRefusedError
        order.remove(registration_id)
        credential = _replace(standing, delegation, [registration_id, *order], now)
        _tell(delegation, credential, standing, registration_id)
    record(
        actor_id, "credential.handed_over", "credential", credential.id,
        delegation_id=delegation.id, registration_ids=[registration_id, *order],
    )  # fmt: skip
    return credential


def _replace(standing: Statement, delegation: Delegation, order: list[int], now: datetime) -> Credential:
    before = db.session.get_one(Credential, standing.credential_id)
    before.ended_at = now
    db.session.flush()
    holders = [CredentialHolder(registration_id=one, position=place) for place, one in enumerate(order, start=1)]
    credential = Credential(
        delegation_id=delegation.id,
        state=CredentialState.ACCEPTED,
        proposed_at=before.proposed_at,
        decided_at=now,
        holders=holders,
    )
    db.session.add(credential)
    db.session.flush()
    return credential


def _tell(delegation: Delegation, credential: Credential, before: Statement, registration_id: int) -> None:
    """Mail whoever votes now, whoever did, and the focal points, each once."""
    concerned = {before.voters[0].registration_id, registration_id}
    people = [one.person for one in registrations.people_of(delegation.id) if one.id in concerned]
    people += [one for one in registrations.focal_points(delegation.id) if one not in people]
    recipients = [recipient_of(person, delegation.member_id) for person in people]
    post(HANDED_OVER, credential.id, recipients, event_id=delegation.event_id)
