"""Reading the register of members."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select
from sqlalchemy.orm import joinedload

from assembly import clock
from assembly.accounts.models import Person
from assembly.errors import NotFoundError
from assembly.extensions import db
from assembly.members.folding import name_key, word_key
from assembly.members.geography import region_by_country
from assembly.members.kinds import MemberStatus, Region
from assembly.members.models import Contact, Member
from assembly.names import country_name
from assembly.paging import Page, place


class Order(StrEnum):
    """By what a list is sorted; those that are equal, by their names."""

    NAME = "name"
    COUNTRY = "country"
    REGION = "region"
    STATUS = "status"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """Which members a list shows, in which order. A `status` leaves out those that have left."""

    search: str = ""
    region: Region | None = None
    status: MemberStatus | None = None
    left: bool = False
    language: str | None = None
    without_contact: bool = False
    order: Order = Order.NAME


@dataclass(frozen=True, slots=True)
class ListedMember:
    """One row of the secretariat's list, with the first contact if there is one."""

    code: str
    name: str
    country: str
    region: Region
    status: MemberStatus
    left: bool
    contact: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How large the register is. Members that are suspended or have left are not counted."""

    members: int
    countries: int


def member_by_code(code: str) -> Member:
    """Return a member by its code; raise `NotFoundError`."""
    member = db.session.scalar(select(Member).where(Member.code == code))
    if member is None:
        raise NotFoundError
    return member


def contacts_of(member_id: int) -> Sequence[Contact]:
    """Return whom to write to about a member, with the people, in order of escalation."""
    statement = select(Contact).where(Contact.member_id == member_id).order_by(Contact.position)
    return db.session.scalars(statement.options(joinedload(Contact.person))).all()


def counts() -> Counts:
    """Count the members in good standing, and their countries."""
    counted = select(func.count(), func.count(Member.country.distinct())).select_from(Member)
    members, countries = db.session.execute(counted.where(Member.in_good_standing)).one()
    return Counts(members, countries)


def directory() -> Sequence[Member]:
    """Return the members in good standing that agreed to be listed, in order of their names."""
    statement = select(Member).where(Member.in_good_standing, Member.listed)
    return db.session.scalars(statement.order_by(Member.name_key, Member.id)).all()


def members_page(wanted: MemberFilter, page: int = 1) -> Page[ListedMember]:
    """Return a page of the members that are asked for."""
    conditions = _conditions(wanted)
    here = place(db.session.scalar(select(func.count()).select_from(Member).where(*conditions)) or 0, page)
    found = db.session.execute(here.of(_listed().where(*conditions).order_by(*_order(wanted))))
    return Page([ListedMember(*row) for row in found], here)


def member_ids(wanted: MemberFilter) -> Sequence[int]:
    """Return the members that are asked for, all of them, in their order."""
    return db.session.scalars(select(Member.id).where(*_conditions(wanted)).order_by(*_order(wanted))).all()


def _listed() -> Select[*tuple[Any, ...]]:
    first = and_(Contact.member_id == Member.id, Contact.position == 1)
    columns = (Member.code, Member.name, Member.country, Member.region, Member.status, _left(), Person.name)
    return (
        select(*columns).select_from(Member).outerjoin(Contact, first).outerjoin(Person, Contact.person_id == Person.id)
    )


def _left() -> ColumnElement[bool]:
    return and_(Member.left_on.is_not(None), Member.left_on <= clock.now().date())


def _conditions(wanted: MemberFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.region:
        found.append(Member.region == wanted.region)
    if wanted.status:
        found += [Member.status == wanted.status, not_(_left())]
    if wanted.left:
        found.append(_left())
    if wanted.language:
        found.append(Member.language == wanted.language)
    if wanted.without_contact:
        found.append(Member.id.not_in(select(Contact.member_id)))
    if name_key(wanted.search):
        found.append(_like(wanted.search))
    return found


def _like(text: str) -> ColumnElement[bool]:
    """Return the condition that a text is in a member's name, code or country, or in a contact's name or address."""
    key = name_key(text)
    person = or_(
        Person.search_key.contains(key, autoescape=True), Person.email.contains(text.strip().lower(), autoescape=True)
    )
    return or_(
        Member.name_key.contains(key, autoescape=True),
        Member.code.contains(text.strip().upper(), autoescape=True),
        Member.country.in_(_countries_like(text)),
        Member.id.in_(select(Contact.member_id).join(Person, Contact.person_id == Person.id).where(person)),
    )


def _countries_like(text: str) -> list[str]:
    """Return the countries whose names in the reader's language contain a text."""
    word = word_key(text)
    return [code for code in region_by_country() if word and word in word_key(country_name(code))]


def _order(wanted: MemberFilter) -> list[ColumnElement[Any]]:
    by_name: list[ColumnElement[Any]] = [Member.name_key, Member.id]  # type: ignore[list-item]
    if wanted.order is Order.COUNTRY:
        in_order = sorted(region_by_country(), key=lambda code: word_key(country_name(code)))
        return [_rank(Member.country, in_order), *by_name]
    if wanted.order is Order.REGION:
        return [_rank(Member.region, list(Region)), *by_name]
    if wanted.order is Order.STATUS:
        return [_left(), _rank(Member.status, list(MemberStatus)), *by_name]
    if wanted.order is Order.NEWEST:
        return [Member.joined_on.desc().nulls_last(), *by_name]
    return by_name


def _rank(column: Any, values: Sequence[Any]) -> ColumnElement[Any]:
    return case({value: number for number, value in enumerate(values)}, value=column)
