"""Links that work until registration closes keep doing so when that is moved."""

from datetime import datetime

from sqlalchemy import select, update

from assembly.accounts.models import Purpose, Token
from assembly.events.models import Event
from assembly.extensions import db
from assembly.registration.helping.models import Helper
from assembly.registration.models import Delegation, Invitation, Registration
from assembly.scope import everything


def links_follow(event: Event, was: datetime) -> None:
    """Move the end of every link that was to work until then: nobody has to ask for another."""
    subjects = {
        Purpose.INVITATION: select(Invitation.id).join(Invitation.delegation).where(Delegation.event_id == event.id),
        Purpose.HELPER: select(Helper.id)
        .join(Delegation, Delegation.id == Helper.delegation_id)
        .where(Delegation.event_id == event.id),
        Purpose.GUEST: select(Registration.id).where(Registration.event_id == event.id),
    }
    with everything():
        for purpose, ids in subjects.items():
            db.session.execute(
                update(Token)
                .where(Token.purpose == purpose, Token.expires_at == was, Token.subject_id.in_(ids))
                .values(expires_at=event.registration_closes_at)
            )
