"""Reading the people whom a notice may go to, with the facts by which it chooses them.

One query for each group, and a few for each fact that the audience asks about, however many people there are.
"""

from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, and_, func, null, select
from sqlalchemy.engine import Row

from assembly.accounts.models import Person
from assembly.events.models import Event
from assembly.extensions import db
from assembly.members.models import Contact, Member
from assembly.notices import audience as audiences
from assembly.notices import lookups
from assembly.notices.audience import Audience, Candidate, Facts
from assembly.notices.kinds import YES, Fact, Group
from assembly.notices.lookups import Asked, Key, Lookup
from assembly.registration.models import Partner, Registration, RegistrationState

LOOKUPS: Mapping[Fact, Callable[[Asked], Lookup]] = {
    Fact.ANSWER: lookups.answers,
    Fact.WHO_VOTES: lookups.who_votes,
    Fact.VOTER: lookups.voters,
    Fact.VOTED: lookups.votes,
    Fact.TO_VOTE: lookups.votes,
    Fact.DECLARED: lookups.declared,
    Fact.OWES_PAPER: lookups.owing_papers,
    Fact.CONSENT: lookups.consents,
    Fact.GOT: lookups.got,
}

STATES = {
    Group.PARTICIPANTS: (RegistrationState.ACCEPTED,),
    Group.UNSETTLED: (RegistrationState.DRAFT, RegistrationState.SUBMITTED, RegistrationState.WAITING),
}
_PERSON = (Person.id.label("person_id"), Person.email, Person.name, Person.language, Person.zone)


def recipients(event: Event, audience: Audience) -> list[Candidate]:
    """Return who belongs to an audience now, each once, in order of their members."""
    return audiences.chosen(audience, _candidates(event, audience, None))


def still_belongs(event: Event, audience: Audience, person_id: int) -> bool:
    """Whether somebody belongs to it at this moment."""
    return bool(audiences.chosen(audience, _candidates(event, audience, person_id)))


def _candidates(event: Event, audience: Audience, only: int | None) -> Iterator[Candidate]:
    rows = [(group, row) for group in Group if group in audience.groups for row in _rows(event, group, only)]
    wanted = audiences.asked(audience.who)
    members = frozenset(row.member_id for _group, row in rows if row.member_id)
    limits = (only, members) if only is not None else (None, None)
    found = {
        fact: LOOKUPS[fact](Asked(event, fact, values, *limits)) for fact, values in wanted.items() if fact in LOOKUPS
    }
    of_row = {fact: OF_ROW[fact] for fact in wanted if fact in OF_ROW}
    since = event.last_assembly_at.date() if event.last_assembly_at else None
    for group, row in rows:
        known = {fact: _value(read(row)) for fact, read in of_row.items()}
        if Fact.NEW_MEMBER in wanted:
            known[Fact.NEW_MEMBER] = _value(YES if since and row.joined_on and row.joined_on > since else None)
        for fact, lookup in found.items():
            known[fact] = _look(lookup, group, row)
        yield _candidate(group, row, known)


def _candidate(group: Group, row: Row[Any], known: Facts) -> Candidate:
    person_id, address, name, language, zone, member_id, organisation, role, *_rest = tuple(row)
    registered = role if group is Group.PARTICIPANTS else None
    return Candidate(person_id, address, name, language, zone, member_id, organisation, registered, known)


def _look(lookup: Lookup, group: Group, row: Row[Any]) -> frozenset[str]:
    own = (Key.FOCAL_POINT, row.member_id) if group is Group.FOCAL_POINTS else (Key.REGISTRATION, row.registration_id)
    keys = ((Key.PERSON, row.person_id), (Key.MEMBER, row.member_id), own)
    return NOTHING.union(*(lookup[key] for key in keys if key in lookup))


OF_ROW: Mapping[Fact, Callable[[Row[Any]], object]] = {
    Fact.ROLE: attrgetter("role"),
    Fact.REGION: attrgetter("region"),
    Fact.COUNTRY: attrgetter("country"),
    Fact.STATUS: attrgetter("status"),
    Fact.PARTNER: attrgetter("partner_id"),
    Fact.LANGUAGE: attrgetter("language"),
    Fact.STATE: attrgetter("state"),
}
"""The facts that stand in the row of a person itself."""
NOTHING: frozenset[str] = frozenset()


def _value(value: object) -> frozenset[str]:
    return NOTHING if value is None else frozenset((str(value),))


def _rows(event: Event, group: Group, only: int | None) -> list[Row[Any]]:
    statement = _focal_points() if group is Group.FOCAL_POINTS else _registered(event.id, STATES[group])
    if only is not None:
        statement = statement.where(Person.id == only)
    return list(db.session.execute(statement).all())


def _registered(event_id: int, states: tuple[RegistrationState, ...]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *_PERSON,
            Member.id.label("member_id"),
            func.coalesce(Member.name, Partner.name, "").label("organisation"),
            Registration.role,
            Member.region,
            func.coalesce(Member.country, Partner.country).label("country"),
            Member.status,
            Member.joined_on,
            Registration.partner_id,
            Registration.state,
            Registration.id.label("registration_id"),
        )
        .select_from(Registration)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Member, Member.id == Registration.member_id)
        .outerjoin(Partner, Partner.id == Registration.partner_id)
        .where(Registration.event_id == event_id, Registration.state.in_(states))
        .order_by(Member.name_key.is_(None), Member.name_key, Person.id)
    )


def _focal_points() -> Select[*tuple[Any, ...]]:
    """Select the first contact of each member that is in good standing."""
    first = (
        select(Contact.member_id, func.min(Contact.position).label("position")).group_by(Contact.member_id).subquery()
    )
    return (
        select(
            *_PERSON,
            Member.id.label("member_id"),
            Member.name.label("organisation"),
            null().label("role"),
            Member.region,
            Member.country,
            Member.status,
            Member.joined_on,
            null().label("partner_id"),
            null().label("state"),
        )
        .select_from(Member)
        .join(first, first.c.member_id == Member.id)
        .join(Contact, and_(Contact.member_id == Member.id, Contact.position == first.c.position))
        .join(Person, Person.id == Contact.person_id)
        .where(Member.in_good_standing)
        .order_by(Member.name_key, Person.id)
    )
