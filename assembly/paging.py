"""Long lists by the page: one size for all; pages count from 1, and a page beyond the last is the last."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from flask import request
from sqlalchemy import Select

ROWS_A_PAGE: Final = 100
_DIGITS: Final = 9  # of a number of a page; a longer one is no page

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Place:
    """Which page of how many, and how many rows all pages have together."""

    total: int
    page: int
    pages: int

    def of(self, statement: Select[Any]) -> Select[Any]:
        """Return the statement for the rows of this page alone."""
        return statement.limit(ROWS_A_PAGE).offset((self.page - 1) * ROWS_A_PAGE)

    def cut(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Return the rows of this page, of all."""
        return rows[(self.page - 1) * ROWS_A_PAGE : self.page * ROWS_A_PAGE]


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list."""

    rows: Sequence[Row]
    place: Place


def place(total: int, page: int) -> Place:
    """Return where in a list of so many rows a page lies."""
    pages = max(1, -(-total // ROWS_A_PAGE))
    return Place(total, min(max(1, page), pages), pages)


def asked() -> int:
    """Return the page that the address asks for; the first where it names none."""
    text = request.args.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else 1
