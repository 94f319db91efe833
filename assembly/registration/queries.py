"""Reading delegations and their people. Few queries, however many members."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, case, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from assembly.accounts.models import Person, Role
from assembly.accounts.roles import people_working
from assembly.errors import NotFoundError
from assembly.events.models import Quota
from assembly.events.roles import DELEGATION_ROLES, ParticipantRole
from assembly.extensions import db
from assembly.members.models import Contact, Member, MemberStatus, Region
from assembly.registration.helping.models import Helper
from assembly.registration.models import Delegation, Invitation, Partner, Registration, RegistrationState, SeatException
from assembly.registration.rules import SeatsFor, seats_of_member

LIVE = Registration.state == RegistrationState.ACCEPTED
HOLDS_SEAT = Registration.state.in_((RegistrationState.SUBMITTED, RegistrationState.ACCEPTED))


def seats_per_role(event_id: int, member: Member | None = None) -> dict[ParticipantRole, int]:
    """Return the seats that each member has in each role, or this one has, in the order of the roles."""
    statement = select(Quota.role, Quota.seats).where(Quota.event_id == event_id)
    everybody = dict(db.session.execute(statement).all())
    found = seats_of_member(everybody, _exceptions(event_id, member)) if member else everybody
    return {role: found[role] for role in DELEGATION_ROLES if found.get(role)}


def _exceptions(event_id: int, member: Member) -> list[tuple[SeatsFor, ParticipantRole, int]]:
    """Return what holds for this member, for its status and for its region."""
    statement = select(SeatException).where(
        SeatException.event_id == event_id,
        or_(
            SeatException.member_id == member.id,
            SeatException.status == member.status,
            SeatException.region == member.region,
        ),
    )
    return [(_for_whom(one), one.role, one.seats) for one in db.session.scalars(statement)]


def seats_in_all(event_id: int, members: Iterable[Member]) -> dict[int, int]:
    """Return how many seats each of these members has, whatever the role, by member id."""
    everybody, exceptions = seats_per_role(event_id), seat_exceptions(event_id)
    found = {}
    for member in members:
        facts = {SeatsFor.MEMBER: member.id, SeatsFor.STATUS: member.status, SeatsFor.REGION: member.region}
        kept = [(_for_whom(one), one) for one in exceptions]
        own = [
            (whom, one.role, one.seats) for whom, one in kept if facts[whom] in {one.member_id, one.status, one.region}
        ]
        found[member.id] = sum(seats_of_member(everybody, own).values())
    return found


def _for_whom(exception: SeatException) -> SeatsFor:
    if exception.member_id is not None:
        return SeatsFor.MEMBER
    return SeatsFor.STATUS if exception.status is not None else SeatsFor.REGION


def all_members() -> Sequence[Member]:
    """Return the register, by name."""
    return db.session.scalars(select(Member).order_by(Member.name_key, Member.id)).all()


def seat_exceptions(event_id: int) -> Sequence[SeatException]:
    """Return all exceptions of an event, with their members."""
    statement = select(SeatException).where(SeatException.event_id == event_id).order_by(SeatException.id)
    return db.session.scalars(statement.options(joinedload(SeatException.member))).all()


def seat_exception(event_id: int, exception_id: int) -> SeatException:
    """Return an exception of this event; raise `NotFoundError`."""
    found = db.session.get(SeatException, exception_id)
    if found is None or found.event_id != event_id:
        raise NotFoundError
    return found


def taken_seats(delegation_id: int, role: ParticipantRole) -> list[int]:
    """Return the seats of a role that are taken."""
    statement = select(Registration.seat).where(
        Registration.delegation_id == delegation_id, Registration.role == role, HOLDS_SEAT
    )
    return [seat for seat in db.session.scalars(statement) if seat is not None]


def roles_with_room(delegation: Delegation) -> list[ParticipantRole]:
    """Return the roles in which a delegation has a free seat."""
    counted = select(Registration.role, func.count()).where(Registration.delegation_id == delegation.id, HOLDS_SEAT)
    taken = dict(db.session.execute(counted.group_by(Registration.role)).all())
    seats = seats_per_role(delegation.event_id, delegation.member)
    return [role for role, number in seats.items() if taken.get(role, 0) < number]


def delegation_of(event_id: int, code: str) -> Delegation:
    """Return a member's delegation within the scope; raise `NotFoundError`, also where it is another's."""
    statement = (
        select(Delegation)
        .join(Delegation.member)
        .where(Delegation.event_id == event_id, Member.code == code)
        .options(contains_eager(Delegation.member), joinedload(Delegation.event))
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFoundError
    return found


def people_of(delegation_id: int) -> Sequence[Registration]:
    """Return the people of a delegation, accepted or waiting for the secretariat, by role and seat."""
    order = case({role.value: place for place, role in enumerate(ParticipantRole)}, value=Registration.role)
    statement = (
        select(Registration)
        .where(Registration.delegation_id == delegation_id, HOLDS_SEAT)
        .options(joinedload(Registration.person))
        .order_by(order, Registration.seat)
    )
    return db.session.scalars(statement).all()


def registration_in(delegation: Delegation, registration_id: int) -> Registration:
    """Return a registration of this delegation that holds a seat; raise `NotFoundError`."""
    statement = select(Registration).where(
        Registration.id == registration_id, Registration.delegation_id == delegation.id, HOLDS_SEAT
    )
    found = db.session.scalar(statement.options(joinedload(Registration.person)))
    if found is None:
        raise NotFoundError
    return found


def registration(registration_id: int) -> Registration | None:
    """Return a registration, withdrawn or not, with all that its link shows."""
    return db.session.scalar(_REGISTRATION, {"wanted_id": registration_id})


_REGISTRATION: Final = (
    select(Registration)
    .where(Registration.id == bindparam("wanted_id"))
    .options(joinedload(Registration.person), joinedload(Registration.event), joinedload(Registration.member))
)


def submitted(event_id: int, registration_ids: Collection[int] = ()) -> Sequence[Registration]:
    """Return the registrations of members that wait for the secretariat: these, or all, by member and name."""
    statement = (
        select(Registration)
        .join(Registration.person)
        .join(Registration.member)
        .where(Registration.event_id == event_id, Registration.state == RegistrationState.SUBMITTED)
        .options(contains_eager(Registration.person), contains_eager(Registration.member))
        .order_by(Member.name_key, Person.name, Registration.id)
    )
    if registration_ids:
        statement = statement.where(Registration.id.in_(registration_ids))
    return db.session.scalars(statement).all()


@dataclass(frozen=True, slots=True)
class OwnRegistration:
    """How a person takes part in an event; `organisation` is the member or partner that they come from."""

    registration_id: int
    role: ParticipantRole
    name: str
    organisation: str | None


def registration_of(event_id: int, person_id: int) -> OwnRegistration | None:
    """Return how a person takes part in an event, None if they do not."""
    statement = (
        select(Registration.id, Registration.role, Person.name, func.coalesce(Member.name, Partner.name))
        .join(Registration.person)
        .outerjoin(Registration.member)
        .outerjoin(Registration.partner)
        .where(Registration.event_id == event_id, Registration.person_id == person_id, LIVE)
    )
    row = db.session.execute(statement).first()
    return OwnRegistration(*row) if row else None


def delegations_of(event_id: int, member_ids: Collection[int]) -> Sequence[Member]:
    """Return those of these members that have a delegation to an event."""
    if not member_ids:
        return []
    statement = (
        select(Member)
        .join(Delegation, Delegation.member_id == Member.id)
        .where(Delegation.event_id == event_id, Member.id.in_(member_ids))
        .order_by(Member.name_key)
    )
    return db.session.scalars(statement).all()


def invitation(invitation_id: int) -> Invitation | None:
    """Return an invitation with all that its page shows."""
    statement = select(Invitation).where(Invitation.id == invitation_id)
    delegation = joinedload(Invitation.delegation)
    return db.session.scalar(
        statement.options(
            joinedload(Invitation.person),
            delegation.joinedload(Delegation.event),
            delegation.joinedload(Delegation.member),
        )
    )


def focal_points(delegation_id: int) -> Sequence[Person]:
    """Return who was invited to a delegation, or helps with it, and may still open it: whom its news goes to."""
    invited = select(Invitation.person_id).where(
        Invitation.delegation_id == delegation_id, Invitation.withdrawn_at.is_(None)
    )
    helping = select(Helper.person_id).where(Helper.delegation_id == delegation_id, Helper.ended_at.is_(None))
    statement = select(Person).where(or_(Person.id.in_(invited), Person.id.in_(helping)))
    return db.session.scalars(statement.order_by(Person.id)).all()


def secretariat(event_id: int) -> Sequence[Person]:
    """Return the staff who look after an event."""
    return people_working((Role.ADMINISTRATOR, Role.STAFF), event_id)


def was_withdrawn(delegation_id: int, person_id: int) -> bool:
    """Whether every invitation that a person had to a delegation was withdrawn."""
    statement = select(func.count(), func.count(Invitation.withdrawn_at)).where(
        Invitation.delegation_id == delegation_id, Invitation.person_id == person_id
    )
    sent, withdrawn = db.session.execute(statement).one()
    return bool(sent and sent == withdrawn)


@dataclass(frozen=True, slots=True)
class MemberToInvite:
    """A member that has had no invitation, its first contact, and its delegation if it has one."""

    member: Member
    person: Person
    delegation: Delegation | None


def members_to_invite(
    event_id: int, region: Region | None = None, status: MemberStatus | None = None
) -> list[MemberToInvite]:
    """Return the members that have had no invitation yet and have a contact; the suspended are left out.

    With a region or a status, only its members: a consultation is not for everybody.
    """
    invited = select(Delegation.member_id).join(Delegation.invitations).where(Delegation.event_id == event_id)
    first = (
        select(Contact.member_id, func.min(Contact.position).label("position")).group_by(Contact.member_id).subquery()
    )
    statement = (
        select(Member, Person, Delegation)
        .join(first, first.c.member_id == Member.id)
        .join(Contact, (Contact.member_id == Member.id) & (Contact.position == first.c.position))
        .join(Person, Person.id == Contact.person_id)
        .outerjoin(Delegation, (Delegation.member_id == Member.id) & (Delegation.event_id == event_id))
        .where(Member.id.not_in(invited), Member.in_good_standing)
        .where(Member.region == region if region else true(), Member.status == status if status else true())
        .order_by(Member.name_key)
    )
    return [MemberToInvite(*row) for row in db.session.execute(statement)]


def contacts_of(member_id: int) -> Sequence[Contact]:
    """Return a member's contacts in order of escalation."""
    statement = select(Contact).where(Contact.member_id == member_id)
    return db.session.scalars(statement.options(joinedload(Contact.person)).order_by(Contact.position)).all()


def member_at(event_id: int, code: str) -> tuple[Member, Delegation | None]:
    """Return a member and its delegation to an event, if it has one; raise `NotFoundError`."""
    statement = (
        select(Member, Delegation)
        .outerjoin(Delegation, (Delegation.member_id == Member.id) & (Delegation.event_id == event_id))
        .where(Member.code == code)
    )
    row = db.session.execute(statement).first()
    if row is None:
        raise NotFoundError
    return row
