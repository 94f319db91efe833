"""Changes of a delegation that are asked for once registration has closed: decided from facts alone."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from assembly.registration.rules import Window, window


class ChangeKind(StrEnum):
    """What a member asks for."""

    ADD = "add"
    SUBSTITUTE = "substitute"
    WITHDRAW = "withdraw"
    CORRECT = "correct"


class RequestState(StrEnum):
    """How a request stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken-back"


NAMES_SOMEBODY: Final = frozenset({ChangeKind.ADD, ChangeKind.SUBSTITUTE})
"""The requests that name a person who is to come."""


class Asking(StrEnum):
    """Whether a change is asked for, made by oneself, or too late."""

    NOT_YET = "not-yet"  # registration is open, or opens later: no asking is needed
    POSSIBLE = "possible"
    OVER = "over"


def asking(opens_at: datetime, closes_at: datetime, ends_at: datetime, now: datetime) -> Asking:
    """Return whether a change can be asked for: from the close of registration to the end of the event."""
    if window(opens_at, closes_at, now) is not Window.CLOSED:
        return Asking.NOT_YET
    return Asking.POSSIBLE if now < ends_at else Asking.OVER
