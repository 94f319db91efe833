"""Lots: what decides where a rule cannot, and nobody could choose.

The order is that of SHA-256 over the hash of the question, the sorted receipts, the numbers drawn in public, and the
candidate's name, one a line, in UTF-8. Question and receipts are public before the numbers are drawn, and nobody who
draws can tell what a hash will be: so nobody chooses, and anybody can check.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from assembly.tally.canonical import Json
from assembly.tally.rules import TallyError


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot that was drawn: all receipts of the vote as published, and the numbers drawn, as the scrutineer wrote."""

    receipts: tuple[str, ...]
    numbers: str

    def __post_init__(self) -> None:
        if not self.numbers.strip():
            raise TallyError("a lot has numbers")


def lot_text(question_hash: str, lot: Lot) -> str:
    """Return what is hashed before a candidate's name: to be published, and given to `assembly count --lot`."""
    return "\n".join([question_hash, *sorted(lot.receipts), " ".join(lot.numbers.split())])


def order_of_lot(text: str, names: Mapping[int, str]) -> tuple[int, ...]:
    """Return the order of candidates (number: name) that a text draws. The order of the list plays no part."""

    def drawn(number: int) -> bytes:
        return hashlib.sha256(f"{text}\n{names[number]}".encode(errors="surrogateescape")).digest()

    return tuple(sorted(names, key=drawn))


@dataclass(frozen=True, slots=True)
class LotFigures:
    """What a result says of a lot: between whom it decided, the numbers, and the order that they gave."""

    between: tuple[int, ...]
    order: tuple[int, ...]
    """Those of `between`, in the order drawn."""
    numbers: str

    def as_data(self) -> dict[str, Json]:
        """Plain values for canonical JSON."""
        return {"between": list(self.between), "order": list(self.order), "numbers": self.numbers}

    @classmethod
    def from_data(cls, data: Any) -> "LotFigures":
        """Read what `as_data` wrote."""
        return cls(tuple(data["between"]), tuple(data["order"]), data["numbers"])


def lot_figures(order: tuple[int, ...], between: Collection[int], numbers: str) -> LotFigures:
    """Say of a lot what concerns those whom it decided between."""
    return LotFigures(tuple(sorted(between)), tuple(number for number in order if number in between), numbers)
