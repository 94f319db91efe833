"""The contacts of members, written in bulk: people found or added, their places, and their role as focal points."""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, select, update

from assembly import clock
from assembly.accounts.models import Person, Role, RoleGrant, search_key
from assembly.accounts.rules import same_name
from assembly.extensions import db
from assembly.members import bulk
from assembly.members.geography import likely_language, likely_zone
from assembly.members.models import Contact
from assembly.members.rules import CONTACT_COLUMNS, CONTACT_PREFIXES, Value, Verdict, same_contact

Spot = tuple[int, int]
"""A member's id, and the position of one of its contacts."""


class Place(NamedTuple):
    """One contact of one member, as it shall be: the person, told by address and name, and their order."""

    member_id: int
    position: int
    email: str
    name: str
    language: str
    zone: str
    phone: str | None


class Held(NamedTuple):
    """Who stands at a place, and the row that says so."""

    contact_id: int
    person_id: int


def write(verdicts: Sequence[tuple[int, Verdict]]) -> None:
    """Write the contacts that rows change. Each row comes with the id of its member."""
    _correct_people(verdicts)
    replaced = [place for member_id, verdict in verdicts for place in _replaced(member_id, verdict)]
    if not replaced:
        return
    people = _find_or_add(replaced)
    wanted: dict[int, dict[int, int]] = defaultdict(dict)
    for place in replaced:
        wanted[place.member_id][place.position] = people[_person_key(place.email, place.name)]
    _put_in_place(wanted)


def remove(member_id: int, positions: Sequence[int]) -> None:
    """Take contacts of a member away. Who is left without a place may not act for it any more."""
    before = holders([member_id])
    gone = {(member_id, position) for position in positions} & before.keys()
    _delete(Contact, [before[spot].contact_id for spot in gone])
    stay = {held.person_id for spot, held in before.items() if spot not in gone}
    _revoke({(member_id, before[spot].person_id) for spot in gone if before[spot].person_id not in stay})


def forget_phones(member_id: int, positions: Collection[int]) -> None:
    """Take the telephone numbers of contacts away."""
    people = [held.person_id for spot, held in holders([member_id]).items() if spot[1] in positions]
    if people:
        db.session.execute(update(Person).where(Person.id.in_(people)).values(phone=None))


def holders(member_ids: Iterable[int]) -> dict[Spot, Held]:
    """Return who stands where."""
    statement = select(Contact.member_id, Contact.position, Contact.id, Contact.person_id)
    found = db.session.execute(statement.where(bulk.among(Contact.member_id, set(member_ids))))
    return {(row[0], row[1]): Held(row[2], row[3]) for row in found}


def _replaced(member_id: int, verdict: Verdict) -> Iterator[Place]:
    """Yield the contacts of a row who are other people than those of the register."""
    values = verdict.reading.values
    for position, prefix in enumerate(CONTACT_PREFIXES, start=1):
        name, email, language, zone, phone = CONTACT_COLUMNS[prefix]
        if email in values and not same_contact(values, verdict.member, prefix):
            country = str(values["country"])
            yield Place(
                member_id,
                position,
                email=str(values[email]),
                name=str(values[name]),
                language=str(values.get(language) or values.get("language") or likely_language(country)),
                zone=str(values.get(zone) or likely_zone(country)),
                phone=str(values[phone]) if phone in values else None,
            )


def _correct_people(verdicts: Iterable[tuple[int, Verdict]]) -> None:
    """Correct name, language or zone of contacts who stay the same people."""
    corrections: dict[Spot, dict[str, Value]] = {}
    for member_id, verdict in verdicts:
        for position, prefix in enumerate(CONTACT_PREFIXES, start=1):
            if verdict.changes.keys().isdisjoint(CONTACT_COLUMNS[prefix]):
                continue
            changes = {
                column.rpartition("_")[2]: verdict.changes[column][1]
                for column in CONTACT_COLUMNS[prefix]
                if column in verdict.changes
            }
            if same_contact(verdict.reading.values, verdict.member, prefix):
                corrections[member_id, position] = changes
    if corrections:
        held = holders(member_id for member_id, _position in corrections)
        rows: list[dict[str, Any]] = [{"id": held[spot].person_id, **changes} for spot, changes in corrections.items()]
        _fold_anew([row for row in rows if "name" in row])
        db.session.execute(update(Person), rows)
        db.session.expire_all()


def _fold_anew(rows: list[dict[str, Any]]) -> None:
    """Add by what people are found to rows that give them another name."""
    found = select(Person.id, Person.latin_name).where(bulk.among(Person.id, [row["id"] for row in rows]))
    latin_names = {row[0]: row[1] for row in db.session.execute(found)} if rows else {}
    for row in rows:
        row["search_key"] = search_key(row["name"], latin_names[row["id"]])


def _find_or_add(places: Sequence[Place]) -> dict[tuple[str, str], int]:
    """Return the id of each person by address and name; whoever is unknown is added."""
    found = _found(places)
    missing = {key: place for place in places if (key := _person_key(place.email, place.name)) not in found}
    if not missing:
        return found
    now, ids = clock.now(), bulk.new_ids(Person, len(missing))
    rows = [
        {
            "id": person_id,
            "email": place.email,
            "name": place.name,
            "search_key": search_key(place.name, None),
            "language": place.language,
            "zone": place.zone,
            "phone": place.phone,
            "zone_confirmed": False,
            "created_at": now,
        }
        for person_id, place in zip(ids, missing.values(), strict=True)
    ]
    bulk.add(Person, rows)
    return found | dict(zip(missing, ids, strict=True))


def _found(places: Sequence[Place]) -> dict[tuple[str, str], int]:
    """Return the ids of those places' people who are known, by address and name."""
    known = _people_by_address({place.email for place in places})
    return {
        _person_key(place.email, place.name): person_id
        for place in places
        for person_id, name in reversed(known.get(place.email, []))
        if same_name(name, place.name)
    }


def _put_in_place(wanted: Mapping[int, Mapping[int, int]]) -> None:
    """Give each member its contacts in their order. Who is one may act for the member; who is none any more may not."""
    held = holders(wanted)
    before = {spot: one.person_id for spot, one in held.items()}
    after = {
        (member_id, position): person
        for (member_id, position), person in before.items()
        if person not in wanted[member_id].values()  # who moves leaves the old place
    }
    after |= {(member_id, place): person for member_id, people in wanted.items() for place, person in people.items()}
    left = {spot: person for spot, person in before.items() if after.get(spot) != person}
    come = {spot: person for spot, person in after.items() if before.get(spot) != person}
    _delete(Contact, [held[spot].contact_id for spot in left])
    rows = [{"member_id": member, "position": place, "person_id": person} for (member, place), person in come.items()]
    bulk.add(Contact, rows)
    contacts = {(member, person) for (member, _place), person in after.items()}
    _revoke({(member, person) for (member, _place), person in left.items()} - contacts)
    _grant(contacts)
    db.session.expire_all()


def _revoke(pairs: set[tuple[int, int]]) -> None:
    """Take the role of focal point from people, given as (member, person)."""
    if pairs:
        granted = _granted({member for member, _person in pairs})
        _delete(RoleGrant, [granted[pair] for pair in pairs if pair in granted])


def _grant(pairs: set[tuple[int, int]]) -> None:
    """Make people focal points, given as (member, person), unless they are."""
    missing = pairs - _granted({member for member, _person in pairs}).keys()
    rows = [
        {"member_id": member, "person_id": person, "role": Role.FOCAL_POINT, "event_id": None}
        for member, person in sorted(missing)
    ]
    bulk.add(RoleGrant, rows)


def _granted(member_ids: set[int]) -> dict[tuple[int, int], int]:
    """Return the grants of focal points by (member, person)."""
    statement = select(RoleGrant.member_id, RoleGrant.person_id, RoleGrant.id)
    condition = RoleGrant.role == Role.FOCAL_POINT, bulk.among(RoleGrant.member_id, member_ids)
    return {(row[0], row[1]): row[2] for row in db.session.execute(statement.where(*condition)) if row[0]}


def _delete(model: type[Contact | RoleGrant], ids: Sequence[int]) -> None:
    if ids:
        statement = delete(model).where(bulk.among(model.id, ids))
        db.session.execute(statement, execution_options={"synchronize_session": False})


def _people_by_address(emails: set[str]) -> dict[str, list[tuple[int, str]]]:
    """Return (id, name) of those who may sign in with each address."""
    statement = select(Person.email, Person.id, Person.name).where(
        bulk.among(Person.email, emails), Person.disabled_at.is_(None)
    )
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for email, person_id, name in db.session.execute(statement.order_by(Person.id)):
        found[email].append((person_id, name))
    return found


def _person_key(email: str, name: str) -> tuple[str, str]:
    """Return the same for all spellings that `same_name` holds to be one."""
    return email, " ".join(unicodedata.normalize("NFKC", name).casefold().split())
