"""A member's presence at an event: opened by an invitation, declined and taken up again by the member."""

from datetime import datetime

from sqlalchemy import select

from assembly.audit.service import record
from assembly.errors import DomainError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.members.models import Member
from assembly.registration import queries
from assembly.registration.models import Delegation, Registration
from assembly.registration.rules import Window, window
from assembly.timezones import two_times


class RegistrationClosedError(DomainError):
    """The event takes no registrations now."""

    code = "registration_closed"


class PeopleRegisteredError(DomainError):
    """A delegation with people in it cannot be declined."""

    code = "people_registered"
    message = _l("People are registered for your organisation. Withdraw them first if it will not take part.")


def open_delegation(actor_id: int | None, event: Event, member: Member, *, now: datetime) -> Delegation:
    """Return the member's delegation to the event, made if there is none yet."""
    statement = select(Delegation).where(Delegation.event_id == event.id, Delegation.member_id == member.id)
    found = db.session.scalar(statement)
    if found is not None:
        return found
    delegation = Delegation(event=event, member=member, created_at=now)
    db.session.add(delegation)
    db.session.flush()
    record(actor_id, "delegation.opened", "delegation", delegation.id, member_id=member.id)
    return delegation


def check_open(event: Event, now: datetime, *, late: bool = False) -> None:
    """Raise `RegistrationClosedError` unless people can be registered and changed now.

    `late` is for the secretariat, which may still correct what has to be corrected.
    """
    if late:
        return
    state = window(event.registration_opens_at, event.registration_closes_at, now)
    if state is Window.OPEN:
        return
    moment = event.registration_opens_at if state is Window.BEFORE else event.registration_closes_at
    at = two_times(moment, event.zone, now=now).event
    values = {"date": at.date, "time": at.time, "place": at.place, "offset": at.offset}
    if state is Window.BEFORE:
        raise RegistrationClosedError(
            _("Registration opens on %(date)s at %(time)s, %(place)s (%(offset)s).", **values)
        )
    raise RegistrationClosedError(
        _(
            "Registration closed on %(date)s at %(time)s, %(place)s (%(offset)s). "
            "If something still has to change, call or write to the secretariat.",
            **values,
        )
    )


def decline(actor_id: int | None, delegation: Delegation, *, now: datetime) -> None:
    """Record that the member will not take part; it may change its mind until registration closes."""
    if window(delegation.event.registration_opens_at, delegation.event.registration_closes_at, now) is Window.CLOSED:
        check_open(delegation.event, now)
    live = select(Registration.id).where(Registration.delegation_id == delegation.id, queries.HOLDS_SEAT)
    if db.session.scalar(live.limit(1)) is not None:
        raise PeopleRegisteredError
    if delegation.declined_at is None:
        delegation.declined_at = now
        record(actor_id, "delegation.declined", "delegation", delegation.id)


def take_part_after_all(actor_id: int | None, delegation: Delegation) -> None:
    """Take the refusal back."""
    if delegation.declined_at is not None:
        delegation.declined_at = None
        record(actor_id, "delegation.taken_up", "delegation", delegation.id)
