"""Rules of the second step: which code is right now, when another try may be made."""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import pyotp

STEP: Final = 30  # seconds for which an app shows a code
SPREAD: Final = 1  # steps by which the clocks of a telephone and ours may differ
FRESH: Final = timedelta(minutes=15)  # for how long after the second step it may be changed
CHALLENGE_LIFETIME: Final = timedelta(minutes=5)

RECOVERY_CODES: Final = 10
ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # no letter that is taken for a digit
RECOVERY_LENGTH: Final = 12  # of 32 signs each: 60 bits, behind a slow hash

STREAK: Final = 5  # wrong codes, after which the owner is told and each further try has to wait
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=15)
COUNTED_FOR: Final = timedelta(days=1)
EVERYWHERE: Final = 50  # wrong codes from all networks together, after which an unknown network waits longest
KNOWN_FOR: Final = timedelta(days=30)


def matching_step(secret: str, typed: str, now: datetime, last_step: int) -> int | None:
    """Return the step whose code was typed; None where there is none, or it was shown already.

    The step before and the one after count too: clocks differ, and typing takes a while (RFC 6238, 5.2).
    """
    codes, here = pyotp.TOTP(secret), int(now.timestamp()) // STEP
    fitting = [
        step
        for step in range(here - SPREAD, here + SPREAD + 1)
        if hmac.compare_digest(codes.generate_otp(step).encode(), typed.encode()) and step > last_step
    ]
    return fitting[0] if fitting else None


def is_app_code(typed: str) -> bool:
    """Whether what was typed is a code of an app, however grouped; everything else is tried as a recovery code."""
    return re.fullmatch(r"[0-9]{6}", plain_app_code(typed)) is not None


def plain_app_code(typed: str) -> str:
    """Return a code of an app as the app computes it, without the spaces and hyphens that people type."""
    return re.sub(r"[\s-]", "", typed)


def plain_recovery_code(typed: str) -> str:
    """Return a recovery code without its hyphens, as it was made: what looks alike is the same."""
    return re.sub(r"[\s-]", "", typed).lower().translate(str.maketrans("ilo", "110"))


def grouped(text: str) -> str:
    """Return a code in groups of four, as people read and type it."""
    return "-".join(re.findall(".{1,4}", text))


@dataclass(frozen=True, slots=True)
class Tries:
    """The wrong codes of a person within a day: from this network since its last right one, and from everywhere."""

    here: int
    last_here: datetime | None
    everywhere: int
    last_anywhere: datetime | None
    known_here: bool  # a right code came from this network within a month


def wait_until(tries: Tries) -> datetime | None:
    """Return from when on another code may be tried; None: at once.

    Slowed is the network that guesses. Only where many networks guess together do all wait but those that the
    person has signed in from: its owner is not shut out by somebody else's tries. Passkeys and recovery codes,
    which nobody guesses, never wait.
    """
    if tries.last_here and tries.here >= STREAK:
        wait = min(FIRST_WAIT * (1 << min(tries.here - STREAK, 16)), LONGEST_WAIT)
        return tries.last_here + wait
    if tries.last_anywhere and tries.everywhere >= EVERYWHERE and not tries.known_here:
        return tries.last_anywhere + LONGEST_WAIT
    return None
