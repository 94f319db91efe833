"""The scope that every query of a member's data goes through.

A model that belongs to a member is read only inside a scope; without one the query raises. With
one, rows of other members are simply not there, so that another's object is "not found".
"""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, event, false
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql.util import find_tables

from assembly.database_types import Base


class ScopeMissingError(RuntimeError):
    """A member's data was queried without saying on whose behalf: a fault of the program."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose data may be read: everything, or that of these members, of these events and of this person."""

    everything: bool = False
    member_ids: frozenset[int] = frozenset()
    person_id: int | None = None
    event_ids: frozenset[int] = frozenset()


EVERYTHING = Scope(everything=True)
_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)


def enter(scope: Scope | None) -> None:
    """Set the scope for the rest of the request."""
    _scope.set(scope)


@contextlib.contextmanager
def within(scope: Scope) -> Iterator[None]:
    """Read within this scope for a while."""
    token = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(token)


def everything() -> contextlib.AbstractContextManager[None]:
    """Read all members' data: for counts, the secretariat's services and the workers' tasks."""
    return within(EVERYTHING)


class MemberOwned:
    """Mixed into a model whose rows belong to a member: `member_id`, and where they are about one, `person_id`.

    What has no `event_id` of its own says in `of_events` whether whoever works for one event reads it.
    """

    @classmethod
    def readable(cls, scope: Scope) -> ColumnElement[bool]:
        """Return the condition under which a row may be read within a scope."""
        model: Any = cls
        condition: ColumnElement[bool] = model.member_id.in_(scope.member_ids) if scope.member_ids else false()
        if scope.person_id is not None and "person_id" in model.__table__.columns:
            condition = condition | (model.person_id == scope.person_id)
        return condition | model.of_events(scope.event_ids) if scope.event_ids else condition

    @classmethod
    def of_events(cls, event_ids: frozenset[int]) -> ColumnElement[bool]:
        """Return the condition under which a row belongs to one of these events.

        It asks tables, not models: to those the scope would be applied within itself.
        """
        model: Any = cls
        condition: ColumnElement[bool] = model.event_id.in_(event_ids)
        return condition


@event.listens_for(Session, "do_orm_execute")
def _apply(state: ORMExecuteState) -> None:
    """Add the condition to every read of a member's data; raise where there is no scope."""
    scope = _scope.get()
    if (scope and scope.everything) or state.is_column_load or not _touches_members_data(state.statement):
        return
    if scope is None:
        raise ScopeMissingError("a member's data is read only within a scope: see assembly/scope.py")
    for model in _owned():
        condition = model.readable(scope)
        state.statement = state.statement.options(with_loader_criteria(model, condition, include_aliases=True))


def _owned() -> list[Any]:
    return [model for model in MemberOwned.__subclasses__() if issubclass(model, Base)]


def _touches_members_data(statement: Any) -> bool:
    """Whether a table of a member's data stands anywhere in the statement, be it only in a count or a join."""
    if statement not in _touching:
        tables = find_tables(statement, include_joins=True, include_selects=True, include_crud=True, check_columns=True)
        _touching[statement] = any(model.__table__ in tables for model in _owned())
    return _touching[statement]


_touching: WeakKeyDictionary[Any, bool] = WeakKeyDictionary()
"""What was found of statements that live as long as the program: those that public pages make at every request."""
