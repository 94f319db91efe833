"""Who may sign up, when, and which place is free: decided from facts alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assembly.events.roles import ParticipantRole


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms people sign up; no `roles` means everybody admitted."""

    opens_at: datetime
    closes_at: datetime
    places: int
    roles: frozenset[ParticipantRole] = frozenset()


class Window(StrEnum):
    """Whether one can sign up now."""

    BEFORE = "before"
    OPEN = "open"
    CLOSED = "closed"


def window(terms: Terms, now: datetime) -> Window:
    """Return where the sign-up stands. At the very deadline it has closed."""
    if now < terms.opens_at:
        return Window.BEFORE
    return Window.OPEN if now < terms.closes_at else Window.CLOSED


def is_for(terms: Terms, role: ParticipantRole) -> bool:
    """Whether somebody in this role may sign up."""
    return not terms.roles or role in terms.roles


def free_place(taken: Collection[int], places: int) -> int | None:
    """Return the lowest place that nobody has; None if all are taken. Places count from 1."""
    return next((place for place in range(1, places + 1) if place not in taken), None)


class TermsProblem(StrEnum):
    """Why people cannot sign up on these terms."""

    CLOSES_BEFORE_IT_OPENS = "closes_before_it_opens"
    CLOSES_AFTER_THE_START = "closes_after_the_start"


def terms_problem(terms: Terms, starts_at: datetime) -> TermsProblem | None:
    """Return what is wrong with the terms for an item that starts then, or None."""
    if terms.closes_at <= terms.opens_at:
        return TermsProblem.CLOSES_BEFORE_IT_OPENS
    return TermsProblem.CLOSES_AFTER_THE_START if terms.closes_at > starts_at else None
