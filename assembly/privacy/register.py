"""The register of processing (GDPR, art. 30): printed from what the models declare."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column

from assembly.i18n import gettext as _
from assembly.privacy import wording
from assembly.privacy.declared import declaration, tables
from assembly.registration.mine.vocabulary import COLUMNS, in_words


@dataclass(frozen=True, slots=True)
class Item:
    """What is held for one purpose, equally long."""

    what: str
    purpose: str
    kept: str


@dataclass(frozen=True, slots=True)
class Group:
    """One table: what is held in it, and who sees it."""

    table: str
    name: str
    seen_by: list[str]
    items: list[Item]


def groups() -> list[Group]:
    """Return the register in the language being spoken, by name."""
    found = [
        Group(table.name, wording.group_name(table.name), wording.seen_by(table.name), list(_items(columns)))
        for table, columns in tables()
    ]
    return sorted(found, key=lambda group: group.name.casefold())


def _items(columns: list[Column[Any]]) -> Iterator[Item]:
    """Put columns together that serve one purpose."""
    together: dict[Any, list[str]] = {}
    for column in columns:
        together.setdefault(declaration(column), []).append(in_words(COLUMNS, column.name))
    for declared, names in together.items():
        yield Item(", ".join(dict.fromkeys(names)), _(declared.purpose), str(wording.KEPT_FOR[declared.retention]))


def as_text() -> Iterator[str]:
    """Yield the register line by line, for the command."""
    for group in groups():
        yield ""
        yield group.name
        yield "  " + _("Seen by: %(who)s", who=", ".join(group.seen_by))
        for item in group.items:
            yield f"  - {item.what}"
            yield "    " + _("For: %(purpose)s. %(kept)s", purpose=item.purpose, kept=item.kept)
