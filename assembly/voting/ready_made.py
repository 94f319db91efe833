"""The usual votes of an assembly, in four languages, to be begun with one click."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from assembly.database_types import LocalizedText
from assembly.tally.election import Method
from assembly.tally.rules import SIMPLE_MAJORITY, TWO_THIRDS, Threshold
from assembly.voting.models import Secrecy
from assembly.voting.rules import VoteKind

SOURCE: Final = Path(__file__).with_name("ready_made.json")


@dataclass(frozen=True, slots=True)
class Given:
    """One vote as it is begun."""

    kind: VoteKind
    question: LocalizedText
    background: LocalizedText
    method: Method | None
    seats: int
    regions: tuple[str, ...]
    secrecy: Secrecy
    options: tuple[LocalizedText, ...]


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """Votes that are usually put together; a practice vote decides nothing."""

    key: str
    title: LocalizedText
    threshold: Threshold
    """The majority that the statutes usually ask for."""
    practice: bool
    votes: tuple[Given, ...]

    @property
    def takes_any_rules(self) -> bool:
        """Whether other rules do as well, where the federation has none with this majority."""
        return self.threshold == SIMPLE_MAJORITY


@cache
def ready_made() -> tuple[ReadyMade, ...]:
    """Return all of them, in the order in which they are offered."""
    return tuple(
        ReadyMade(
            key=one["key"],
            title=LocalizedText(one["title"]),
            threshold=TWO_THIRDS if one.get("two_thirds") else SIMPLE_MAJORITY,
            practice=one.get("practice", False),
            votes=tuple(map(_given, one["votes"])),
        )
        for one in json.loads(SOURCE.read_text(encoding="utf-8"))
    )


def _given(data: dict[str, Any]) -> Given:
    return Given(
        kind=VoteKind(data["kind"]),
        question=LocalizedText(data["question"]),
        background=LocalizedText(data.get("background", {})),
        method=Method(data["method"]) if "method" in data else None,
        seats=data.get("seats", 1),
        regions=tuple(data.get("regions", ())),
        secrecy=Secrecy(data.get("secrecy", Secrecy.ROLL_CALL)),
        options=tuple(map(LocalizedText, data.get("options", ()))),
    )
