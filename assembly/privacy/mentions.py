"""Where else somebody is named: in notes, in others' searches, in lists of names. Found by looking, not by a key.

Only columns that are declared personal are searched, and the published programme. A column that is a name or an
address goes where it is the person's; in a text that somebody wrote, the name alone is taken out. Rows that are about
others keep their own names: two people may be called the same, and may share an address.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Table, Text, cast, func, or_, select, update

from assembly.accounts.models import Person
from assembly.database_types import Base
from assembly.extensions import db
from assembly.privacy import rows
from assembly.privacy.declared import blank, erasable, is_text, tables

NAMING: Final = frozenset({"email", "name", "latin_name", "search_key", "address"})
"""Columns that hold a name or an address and nothing else."""
PUBLISHED: Final = ("agenda_version", "content")
"""The programme as readers see it, where guests who are not registered stand by name."""
SHORTEST_NAME: Final = 5  # characters: a shorter one would be taken out of the middle of sentences
GAP: Final = "…"


@dataclass(frozen=True, slots=True)
class Names:
    """By what a person is known: as typed, in Latin letters, and their address unless others share it."""

    words: tuple[str, ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        """Find any of them, as a whole word, however it is written."""
        joined = "|".join(re.escape(word) for word in self.words)
        return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


def names_of(person: Person) -> Names:
    """Return what to look for."""
    shared = select(Person.id).where(Person.email == person.email, Person.id != person.id, Person.disabled_at.is_(None))
    email = None if db.session.scalar(shared.limit(1)) else person.email
    known = (email, person.name, person.latin_name)
    return Names(tuple(sorted({word for word in known if word and len(word) >= SHORTEST_NAME}, key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class Mention:
    """One column of one row that names the person, and what shall stand there instead."""

    column: Column[Any]
    key: tuple[Any, ...]
    instead: Any

    def take_out(self) -> None:
        """Write what shall stand there."""
        table = self.column.table
        same = [one == value for one, value in zip(rows.primary(table), self.key, strict=True)]
        db.session.execute(update(table).where(*same).values({self.column.name: self.instead}))


def of_person(person: Person) -> list[Mention]:
    """Return every place outside of the person's own rows where they are named."""
    names = names_of(person)
    return [mention for column in _columns() for mention in _in_column(column, person, names)] if names.words else []


def _columns() -> Iterator[Column[Any]]:
    for table, _columns_of_it in tables():
        yield from (column for column in erasable(table) if column.name not in {"language", "zone"})
    yield Base.metadata.tables[PUBLISHED[0]].c[PUBLISHED[1]]


def _in_column(column: Column[Any], person: Person, names: Names) -> Iterator[Mention]:
    table: Table = column.table
    candidates = rows.of_nobody(table) if column.name in NAMING else rows.of_others(table, person)
    keys: Sequence[Any] = rows.primary(table)
    for *key, value in db.session.execute(select(*keys, column).where(candidates, _may_name(column, names))):
        instead = _without(value, names.pattern, column)
        if instead != value:
            yield Mention(column, tuple(key), instead)


def _may_name(column: Column[Any], names: Names) -> ColumnElement[bool]:
    """Let the database find the few rows at which to look; in JSON a letter beyond ASCII may stand as its number."""
    as_text: ColumnElement[Any] = column if is_text(column) else cast(column, Text)
    if as_text is not column and not all(word.isascii() for word in names.words):
        return column.is_not(None)
    plain, found = [word.lower() for word in names.words if word.isascii()], func.lower(as_text)
    other = [word for word in names.words if not word.isascii()]
    return or_(
        *(found.contains(word, autoescape=True) for word in plain),
        *(as_text.contains(word, autoescape=True) for word in other),
    )


def _without(value: Any, pattern: re.Pattern[str], column: Column[Any]) -> Any:
    match value:
        case str() if pattern.fullmatch(value.strip()):
            return blank(column)
        case str() if column.name in NAMING:
            return value
        case _:
            return scrubbed(value, pattern)


def scrubbed(value: Any, pattern: re.Pattern[str]) -> Any:
    """Return a text without the name, or what is made of texts."""
    match value:
        case str():
            return pattern.sub(GAP, value)
        case dict():
            return {key: scrubbed(one, pattern) for key, one in value.items()}
        case list():
            return [scrubbed(one, pattern) for one in value]
        case _:
            return value
