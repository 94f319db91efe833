"""When to try again, what an answer means, and which addresses can be written to. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

CLOSING = 421
PERMANENT = 500
ANSWER_LENGTH = 500
FORBIDDEN = frozenset(' ,;<>"()')

FIRST_PAUSES = (
    timedelta(seconds=10),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
)
PAUSES: Sequence[timedelta] = FIRST_PAUSES + 24 * (timedelta(hours=1),)


class Outcome(StrEnum):
    """What became of handing one mail to the mail server."""

    SENT = "sent"
    LATER = "later"  # 4xx, or the connection broke before the mail was handed over
    NEVER = "never"  # 5xx
    UNCERTAIN = "uncertain"  # the connection broke after the mail was handed over and before the answer


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome with the server's own words; `broken` says that the connection is of no more use."""

    outcome: Outcome
    text: str
    broken: bool = False


def pause_after(attempts: int) -> timedelta | None:
    """Return how long to wait after this many attempts; None once a day of hourly ones has passed."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def answer_of(code: int, text: str) -> Answer:
    """Return what a refusal by the server means (RFC 5321, 4.2.1): 4yz may pass, 5yz does not.

    421 announces that the server closes the connection.
    """
    outcome = Outcome.NEVER if code >= PERMANENT else Outcome.LATER
    return Answer(outcome, f"{code} {text}"[:ANSWER_LENGTH], broken=code == CLOSING)


def mailable(address: str) -> str | None:
    """Return an address in ASCII, its domain in Punycode; None where it is none that we can write to."""
    local, at, domain = address.strip().rpartition("@")
    try:
        ascii_address = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return None
    usable = at and local and domain and ascii_address.isascii() and ascii_address.isprintable()
    return ascii_address if usable and "@" not in local and not set(ascii_address) & FORBIDDEN else None
