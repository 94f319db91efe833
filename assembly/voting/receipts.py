"""The code by which a voter finds that their ballot is in the box. It shows no choice and proves no count."""

import unicodedata
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Douglas Crockford's base 32: no I, L, O (read as 1, 1, 0) and no U."""
RANDOM_BYTES: Final = 16
LENGTH: Final = 20
"""20 characters are 100 bits: two codes of one assembly are never the same."""
GROUP: Final = 4
_BITS_PER_CHARACTER: Final = 5
_IGNORED: Final = frozenset({"Pd", "Cf"})
"""Dashes of every kind, and invisible marks that come with text copied from a mail."""
_MISREAD: Final = str.maketrans("OIL", "011")


def receipt_code(stored: bytes, random: bytes) -> str:
    """The code of a ballot: "7K2M-09QX-…", of what is stored and 128 random bits.

    Without the random bits one could try the few things that a ballot can say until the code fits.
    Raises ValueError if they are not 16 bytes.
    """
    if len(random) != RANDOM_BYTES:
        raise ValueError(f"a receipt needs {RANDOM_BYTES} random bytes")
    number = int.from_bytes(sha256(stored + random).digest(), "big")
    number >>= sha256().digest_size * 8 - LENGTH * _BITS_PER_CHARACTER
    shifts = range((LENGTH - 1) * _BITS_PER_CHARACTER, -1, -_BITS_PER_CHARACTER)
    return _grouped("".join(CROCKFORD[number >> shift & 31] for shift in shifts))


def read_receipt(typed: str) -> str | None:
    """The code as `receipt_code` writes it, however it was typed; None if it can't be a code."""
    code = "".join(c for c in typed if not c.isspace() and unicodedata.category(c) not in _IGNORED)
    if not code.isascii():
        return None
    code = code.upper().translate(_MISREAD)
    if len(code) != LENGTH or not set(code) <= set(CROCKFORD):
        return None
    return _grouped(code)


def hash_of_receipts(codes: Iterable[str]) -> str:
    """The SHA-256 of all receipts of a vote, sorted, each with a line's end: that of the file that anybody can load."""
    return sha256("".join(f"{code}\n" for code in sorted(codes)).encode()).hexdigest()


def _grouped(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))
