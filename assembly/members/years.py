"""What a member did over the years. Rooms that stand above this one know it; `features.py` says which of them tell."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Flask, current_app

from assembly.members.models import Member

EXTENSION: Final = "member_years"


@dataclass(frozen=True, slots=True)
class Year:
    """One event as a member's page shows it: who came, as name and role; else `silence`; and how it voted."""

    day: date
    title: str
    url: str
    people: Sequence[tuple[str, str]]
    silence: str
    votes: str


Contributor = Callable[[Member], Sequence[Year]]


def contribute(app: Flask, contributors: Iterable[Contributor]) -> None:
    """Say which rooms tell what members did."""
    app.extensions[EXTENSION] = tuple(contributors)


def years_of(member: Member) -> list[Year]:
    """Return what a member did, the latest first."""
    contributors: tuple[Contributor, ...] = current_app.extensions.get(EXTENSION, ())
    found = [year for contributor in contributors for year in contributor(member)]
    return sorted(found, key=lambda year: year.day, reverse=True)
