"""Taking somebody out of an event: what follows, whoever asks for it and for how many at once."""

from datetime import datetime

from assembly.accounts import tokens
from assembly.accounts.models import Purpose
from assembly.extensions import db
from assembly.mail.outbox import post, recipient_of
from assembly.registration.models import Registration, RegistrationState

WITHDRAWN = "registration-withdrawn"


def take_out(registration: Registration, *, now: datetime, tell: bool = True) -> None:
    """Free the seat or place, make the person's links stop working and tell them. Callers record the act.

    An invited guest who has not answered is told nothing: they never came.
    """
    tell = tell and registration.state is not RegistrationState.DRAFT
    registration.state = RegistrationState.WITHDRAWN
    registration.seat = registration.place = registration.waiting_since = registration.offered_until = None
    registration.withdrawn_at = now
    db.session.flush()
    for purpose in (Purpose.GUEST, Purpose.PERSONAL_PAGE):
        tokens.revoke(purpose, registration.id, now)
    if tell:
        recipient = recipient_of(registration.person, registration.member_id)
        post(WITHDRAWN, registration.id, [recipient], event_id=registration.event_id)
