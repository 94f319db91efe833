"""The register of members in the words of a sheet, read in two queries whatever its size."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from assembly.accounts.models import Person
from assembly.extensions import db
from assembly.members import bulk
from assembly.members.fields import MEMBER
from assembly.members.models import Contact, Member
from assembly.members.rules import CONTACT_COLUMNS, CONTACT_PREFIXES, Known, Value

_OF_PERSON = (Person.name, Person.email, Person.language, Person.zone, Person.phone, Person.zone_confirmed)
PERSONAL = ("name", "language", "zone")
"""Columns of a contact that are their own to change once they have confirmed them."""


def known_members(member_ids: Iterable[int] | None = None) -> list[Known]:
    """Return the members, all or some, each with its contacts."""
    columns = [getattr(Member, column) for column in MEMBER]
    statement = select(Member.id, *columns)
    contacts = select(Contact.member_id, Contact.position, *_OF_PERSON).join(Person, Contact.person_id == Person.id)
    if member_ids is not None:
        wanted = list(member_ids)
        statement = statement.where(bulk.among(Member.id, wanted))
        contacts = contacts.where(bulk.among(Contact.member_id, wanted))
    people: dict[int, dict[int, Sequence[Any]]] = defaultdict(dict)
    for member_id, position, *person in db.session.execute(contacts):
        people[member_id][position] = person
    return [
        _known(member_id, dict(zip(MEMBER, values, strict=True)), people.get(member_id, {}))
        for member_id, *values in db.session.execute(statement.order_by(Member.id))
    ]


def _known(member_id: int, values: dict[str, Value | None], contacts: dict[int, Sequence[Any]]) -> Known:
    """Put a member and its contacts into the words of the sheet; what is empty is left out."""
    settled: set[str] = set()
    for position, prefix in enumerate(CONTACT_PREFIXES, start=1):
        person = contacts.get(position)
        if person is None:
            continue
        *parts, confirmed = person
        values |= zip(CONTACT_COLUMNS[prefix], parts, strict=True)
        if confirmed:
            settled |= {f"{prefix}_{part}" for part in PERSONAL}
    return Known(member_id, {column: value for column, value in values.items() if value is not None}, settled)
