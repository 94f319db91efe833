"""Whom a name or an address means, for whoever looks somebody up; and of whom nothing is left."""

import pytest
from flask import Flask
from sqlalchemy import select

from assembly import clock
from assembly.accounts.models import Person
from assembly.accounts.queries import person_like, person_of
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.extensions import db
from tests.factories.accounts import person


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("thi nguyen", ["Nguyễn Thị Ánh"]),
        (" ANH ", ["Nguyễn Thị Ánh"]),
        ("nguyen van", []),
        ("Anh@X.example", ["Nguyễn Thị Ánh"]),
        ("x.example", []),
        ("%", []),
        ("  ", []),
        ("", []),
    ],
)
def test_each_word_of_the_name_or_the_whole_address(context: Flask, typed: str, found: list[str]) -> None:
    with transaction():
        person(name="Nguyễn Thị Ánh", email="anh@x.example")
        person(name="Van Thi", email="van@x.example")
    assert list(db.session.scalars(select(Person.name).where(person_like(typed)))) == found


def test_nobody_is_found_of_whom_nothing_is_left(context: Flask) -> None:
    with transaction():
        erased, closed = person(name="", email="", disabled_at=clock.now()).id, person(disabled_at=clock.now()).id
    assert person_of(closed).id == closed
    for nobody in (erased, closed + 1):
        with pytest.raises(NotFoundError):
            person_of(nobody)
