"""Transactions: one visible boundary, and nothing leaves before the commit."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from assembly import clock
from assembly.accounts.models import Person
from assembly.database import after_commit, database_now, transaction
from assembly.extensions import db


def person(name: str = "Ada Example") -> Person:
    return Person(email="ada@ada.example", name=name, language="en", zone="Europe/Vienna", created_at=clock.now())


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


def test_what_was_done_is_there_after_the_block(context: Flask) -> None:
    with transaction() as session:
        session.add(person())
    db.session.rollback()
    assert people() == 1


def test_an_error_undoes_everything_and_nothing_leaves(context: Flask) -> None:
    left: list[str] = []
    with pytest.raises(ZeroDivisionError), transaction() as session:
        session.add(person())
        after_commit(lambda: left.append("mail"))
        raise ZeroDivisionError
    assert people() == 0
    assert left == []


def test_what_waits_for_the_commit_sees_it(context: Flask) -> None:
    seen: list[int] = []
    with transaction() as session:
        session.add(person())
        after_commit(lambda: seen.append(people()))
        assert seen == []
    assert seen == [1]


def test_a_fault_after_the_commit_does_not_undo_it(context: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    with transaction() as session:
        session.add(person())
        after_commit(lambda: 1 / 0)
    assert people() == 1


def test_transactions_do_not_nest(context: Flask) -> None:
    with transaction(), pytest.raises(RuntimeError, match="already open"), transaction():
        pass


def test_a_change_outside_of_a_transaction_is_a_fault_of_the_program(context: Flask) -> None:
    db.session.add(person())
    with pytest.raises(RuntimeError, match="outside of a transaction"), transaction():
        pass
    db.session.rollback()


def test_a_moment_without_zone_is_refused(context: Flask) -> None:
    with pytest.raises(Exception, match="needs its time zone"), transaction() as session:
        naive = person()
        naive.created_at = datetime(2026, 1, 1)  # noqa: DTZ001
        session.add(naive)


def test_a_moment_comes_back_in_utc(context: Flask) -> None:
    local = datetime.fromisoformat("2026-03-01T18:00:00+07:00")
    with transaction() as session:
        row = person()
        row.created_at = local
        session.add(row)
    db.session.expire_all()
    stored = db.session.scalars(select(Person)).one().created_at
    assert stored == local
    assert stored.tzinfo is UTC


def test_the_database_tells_the_present_moment(context: Flask) -> None:
    with transaction() as session:
        assert abs(database_now(session) - clock.now()) < timedelta(seconds=5)
