"""A member's data is read only on somebody's behalf."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from assembly import clock, scope
from assembly.accounts.models import Person
from assembly.database import transaction
from assembly.extensions import db
from assembly.members.models import Contact, Member, Region

TWO = 2


@pytest.fixture
def members(context: Flask) -> list[int]:
    """Two members, each with one contact."""
    with transaction() as session:
        for code in ("A", "B"):
            contact = Contact(
                position=1,
                person=Person(email=f"{code}@x.example", name=code, language="en", zone="UTC", created_at=clock.now()),
            )
            session.add(
                Member(
                    code=code, name=code, name_key=code, country="ML", region=Region.SUB_SAHARAN_AFRICA,
                    language="fr", created_at=clock.now(), contacts=[contact],
                )
            )  # fmt: skip
    return list(db.session.scalars(select(Member.id).order_by(Member.code)))


def contacts() -> list[int]:
    return list(db.session.scalars(select(Contact.member_id).order_by(Contact.member_id)))


@pytest.mark.parametrize(
    "query",
    [
        select(Contact),
        select(Contact.id),
        select(func.count(Contact.id)),
        select(Member).join(Contact),
        select(Member.id).where(Member.id.in_(select(Contact.member_id))),
    ],
)
def test_without_a_scope_the_query_raises(app: Flask, members: list[int], query: object) -> None:
    scope.enter(None)
    with pytest.raises(scope.ScopeMissingError):
        db.session.execute(query)


def test_another_members_rows_are_not_there(members: list[int]) -> None:
    mine, other = members
    with scope.within(scope.Scope(member_ids=frozenset({mine}))):
        assert contacts() == [mine]
        assert db.session.scalar(select(Contact).where(Contact.member_id == other)) is None
        assert db.session.scalar(select(func.count()).select_from(Contact)) == 1
        assert db.session.scalars(select(Member).where(Member.id == other)).one().contacts == []


def test_an_empty_scope_reads_nothing(members: list[int]) -> None:
    with scope.within(scope.Scope()):
        assert contacts() == []


def test_the_secretariat_reads_everything(members: list[int]) -> None:
    with scope.everything():
        assert len(contacts()) == TWO
