"""How a code by telephone stands: decided from its times alone. `now` is an argument."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

LIFETIME = timedelta(minutes=15)  # from being shown
PATIENCE = timedelta(minutes=30)  # from being asked for, to be confirmed and shown: a call does not last longer
GUESSES = 100  # of a hundred million; so many that a stranger who types nonsense does not take the code from its person
DIGITS = 8


class CodeState(StrEnum):
    """Where a code stands."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    SHOWN = "shown"
    USED = "used"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"


class Times(Protocol):
    """What is known of a code."""

    asked_at: datetime
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    shown_at: datetime | None
    used_at: datetime | None
    objected_at: datetime | None
    guesses: int


def state_of(code: Times, now: datetime) -> CodeState:
    """Return how a code stands; what came last counts."""
    if code.objected_at is not None:
        return CodeState.OBJECTED
    if code.withdrawn_at is not None:
        return CodeState.WITHDRAWN
    if code.used_at is not None:
        return CodeState.USED
    if code.shown_at is not None:
        return CodeState.SHOWN if now < code.shown_at + LIFETIME and code.guesses < GUESSES else CodeState.LAPSED
    if now >= code.asked_at + PATIENCE:
        return CodeState.LAPSED
    return CodeState.CONFIRMED if code.confirmed_at is not None else CodeState.WAITING
