"""The contacts of members, written in bulk: people found or added, their places, and their role as focal points."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select, tuple_, update

from assembly import clock
from assembly.accounts.models import Person, Role, RoleGrant
from assembly.accounts.rules import same_name
from assembly.extensions import db
from assembly.members.geography import likely_language, likely_zone
from assembly.members.models import Contact
from assembly.members.rules import CONTACT_PARTS, CONTACT_PREFIXES, Value, Verdict, same_contact

CHUNK = 500  # of values in one IN (…)


class Place(NamedTuple):
    """One contact of one member, as it shall be: the person, told by address and name, and their order."""

    member_id: int
    position: int
    email: str
    name: str
    language: str
    zone: str


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
    before = _person_ids([member_id])
    gone = {(member_id, position) for position in positions} & before.keys()
    for part in chunks(sorted(gone)):
        db.session.execute(delete(Contact).where(tuple_(Contact.member_id, Contact.position).in_(part)))
    stay = {person for place, person in before.items() if place not in gone}
    _revoke({(member_id, before[place]) for place in gone if before[place] not in stay})


def _replaced(member_id: int, verdict: Verdict) -> Iterator[Place]:
    """Yield the contacts of a row who are other people than those of the register."""
    values = verdict.reading.values
    for position, prefix in enumerate(CONTACT_PREFIXES, start=1):
        if f"{prefix}_email" in values and not same_contact(values, verdict.member, prefix):
            country = str(values["country"])
            language = values.get(f"{prefix}_language") or values.get("language") or likely_language(country)
            zone = values.get(f"{prefix}_zone") or likely_zone(country)
            email, name = str(values[f"{prefix}_email"]), str(values[f"{prefix}_name"])
            yield Place(member_id, position, email, name, str(language), str(zone))


def _correct_people(verdicts: Iterable[tuple[int, Verdict]]) -> None:
    """Correct name, language or zone of contacts who stay the same people."""
    corrections: dict[tuple[int, int], dict[str, Value]] = {}
    for member_id, verdict in verdicts:
        for position, prefix in enumerate(CONTACT_PREFIXES, start=1):
            changes = {
                part: verdict.changes[f"{prefix}_{part}"][1]
                for part in CONTACT_PARTS
                if f"{prefix}_{part}" in verdict.changes
            }
            if changes and same_contact(verdict.reading.values, verdict.member, prefix):
                corrections[member_id, position] = changes
    if corrections:
        ids = _person_ids(member_id for member_id, _position in corrections)
        rows: list[dict[str, Any]] = [{"id": ids[place], **changes} for place, changes in corrections.items()]
        db.session.execute(update(Person), rows)
        db.session.expire_all()


def _find_or_add(places: Sequence[Place]) -> dict[tuple[str, str], int]:
    """Return the id of each person by address and name; whoever is unknown is added."""
    found = _found(places)
    missing = {key: place for place in places if (key := _person_key(place.email, place.name)) not in found}
    if not missing:
        return found
    now = clock.now()
    rows = [
        {
            "email": place.email,
            "name": place.name,
            "language": place.language,
            "zone": place.zone,
            "zone_confirmed": False,
            "created_at": now,
        }
        for place in missing.values()
    ]
    db.session.execute(insert(Person), rows)
    return found | _found(list(missing.values()))


def _found(places: Sequence[Place]) -> dict[tuple[str, str], int]:
    """Return the ids of those places' people who are known, by address and name."""
    known = _people_by_address({place.email for place in places})
    return {
        _person_key(place.email, place.name): person_id
        for place in places
        for person_id, name in reversed(known[place.email])
        if same_name(name, place.name)
    }


def _put_in_place(wanted: dict[int, dict[int, int]]) -> None:
    """Give each member its contacts in their order. Who is one may act for the member; who is none any more may not."""
    before = _person_ids(wanted)
    after = {
        (member_id, position): person
        for (member_id, position), person in before.items()
        if person not in wanted[member_id].values()  # who moves leaves the old place
    }
    after |= {(member_id, place): person for member_id, people in wanted.items() for place, person in people.items()}
    left = {place: person for place, person in before.items() if after.get(place) != person}
    come = {place: person for place, person in after.items() if before.get(place) != person}
    for part in chunks(list(left)):
        db.session.execute(delete(Contact).where(tuple_(Contact.member_id, Contact.position).in_(part)))
    rows = [{"member_id": member, "position": place, "person_id": person} for (member, place), person in come.items()]
    db.session.execute(insert(Contact), rows)
    contacts = {(member, person) for (member, _place), person in after.items()}
    _revoke({(member, person) for (member, _place), person in left.items()} - contacts)
    _grant(contacts)
    db.session.expire_all()


def _revoke(pairs: set[tuple[int, int]]) -> None:
    """Take the role of focal point from people, given as (member, person)."""
    for part in chunks(sorted(pairs)):
        statement = delete(RoleGrant).where(RoleGrant.role == Role.FOCAL_POINT)
        db.session.execute(statement.where(tuple_(RoleGrant.member_id, RoleGrant.person_id).in_(part)))


def _grant(pairs: set[tuple[int, int]]) -> None:
    """Make people focal points, given as (member, person), unless they are."""
    held: set[tuple[int | None, int]] = set()
    for part in chunks(sorted({member for member, _person in pairs})):
        statement = select(RoleGrant.member_id, RoleGrant.person_id).where(RoleGrant.role == Role.FOCAL_POINT)
        held |= {(row[0], row[1]) for row in db.session.execute(statement.where(RoleGrant.member_id.in_(part)))}
    rows = [
        {"member_id": member, "person_id": person, "role": Role.FOCAL_POINT, "event_id": None}
        for member, person in sorted(pairs - held)
    ]
    if rows:
        db.session.execute(insert(RoleGrant), rows)


def _person_ids(member_ids: Iterable[int]) -> dict[tuple[int, int], int]:
    """Return who stands where: (member, position) → person."""
    found: dict[tuple[int, int], int] = {}
    for part in chunks(sorted(set(member_ids))):
        statement = select(Contact.member_id, Contact.position, Contact.person_id)
        for member_id, position, person_id in db.session.execute(statement.where(Contact.member_id.in_(part))):
            found[member_id, position] = person_id
    return found


def _people_by_address(emails: Iterable[str]) -> dict[str, list[tuple[int, str]]]:
    """Return (id, name) of those who may sign in with each address."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for part in chunks(sorted(emails)):
        statement = select(Person.email, Person.id, Person.name).where(
            Person.email.in_(part), Person.disabled_at.is_(None)
        )
        for email, person_id, name in db.session.execute(statement.order_by(Person.id)):
            found[email].append((person_id, name))
    return found


def _person_key(email: str, name: str) -> tuple[str, str]:
    """Return the same for all spellings that `same_name` holds to be one."""
    return email, " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Divide values into parts of which each fits into one IN (…)."""
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))
