"""The link of one recipient: to their page, their invitation, or the registration that waits for their answer."""

from datetime import datetime

from assembly.accounts import tokens
from assembly.accounts.models import Purpose
from assembly.events.models import Event
from assembly.links import absolute_url
from assembly.mail.models import Delivery
from assembly.notices import queries
from assembly.registration.models import Registration
from assembly.registration.rules import PERSONAL_LINK_LASTS

EVENT_PAGE = "overview.event"


def mint(event: Event, to: Delivery, registration: Registration | None, now: datetime) -> tuple[str, str]:
    """Return the endpoint of the recipient's own link and its token; that of the event's page has none."""
    if registration is not None:
        expires_at = event.ends_at + PERSONAL_LINK_LASTS
        token = tokens.mint(Purpose.PERSONAL_PAGE, to.person_id, registration.id, now=now, expires_at=expires_at)
        return "registration.personal_link", token
    if now >= event.registration_closes_at:
        return EVENT_PAGE, ""
    until = event.registration_closes_at
    invitation_id = queries.invitation_of(event.id, to.person_id, to.member_id)
    if invitation_id is not None:
        return "registration.invitation", tokens.mint(
            Purpose.INVITATION, to.person_id, invitation_id, now=now, expires_at=until
        )
    guest_id = queries.unanswered_guest(event.id, to.person_id)
    if guest_id is not None:
        return "registration.guest", tokens.mint(Purpose.GUEST, to.person_id, guest_id, now=now, expires_at=until)
    return EVENT_PAGE, ""


def address(event: Event, endpoint: str, token: str) -> str:
    """Return the whole address of a link."""
    if endpoint == EVENT_PAGE:
        return absolute_url(endpoint, event_slug=event.slug)
    return absolute_url(endpoint, token=token)
