"""Whole numbers that stand for decimals with a fixed number of places, as the rules of STV calculate."""

from collections.abc import Sequence
from decimal import Decimal


def decimal(value: int, places: int) -> Decimal:
    """Return value / 10^places exactly, however large it is, with all its places."""
    return Decimal((int(value < 0), tuple(map(int, str(abs(value)))), -places))


def decimals(values: Sequence[int], places: int) -> tuple[Decimal, ...]:
    """Return a row of figures; the first, which belongs to no candidate, is left out."""
    return tuple(decimal(value, places) for value in values[1:])


def divided_up(dividend: int, divisor: int) -> int:
    """Divide, and round up."""
    return -(-dividend // divisor)
