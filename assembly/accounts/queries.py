"""Finding people: by their number, or by what somebody types who looks for them."""

from sqlalchemy import ColumnElement, and_, false, or_

from assembly.accounts.models import Person
from assembly.accounts.rules import normal_address
from assembly.errors import NotFoundError
from assembly.extensions import db
from assembly.folding import name_key


def is_erased(person: Person) -> bool:
    """Whether nothing is left of a person."""
    return person.disabled_at is not None and not person.email


def person_of(person_id: int) -> Person:
    """Return somebody of whom something is left; raise `NotFoundError`."""
    person = db.session.get(Person, person_id)
    if person is None or is_erased(person):
        raise NotFoundError
    return person


def person_like(text: str) -> ColumnElement[bool]:
    """Return the condition that somebody is meant: by each word in their name, or by their whole mail address.

    An empty text means nobody.
    """
    words = name_key(text).split()
    if not words:
        return false()
    named = and_(*(Person.search_key.contains(word, autoescape=True) for word in words))
    return or_(Person.email == normal_address(text), named)
