"""Whether interpreters cover what is said: decided from facts alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

from assembly.agenda.rules import Span

LONGEST_TURN: Final = timedelta(minutes=30)
"""How long one interprets without a pause; simultaneous work tires after that (AIIC, professional standards)."""


@dataclass(frozen=True, slots=True)
class Turn:
    """That somebody interprets from one language into another; `interpreter` is their registration."""

    id: int
    interpreter: int
    source: str
    target: str
    span: Span


@dataclass(frozen=True, slots=True)
class Said:
    """What is said at some time: an item, by its id, in the language of its floor."""

    item: int
    floor: str
    span: Span


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of an item that nobody interprets into a language."""

    item: int
    source: str
    target: str
    span: Span


class TurnProblem(StrEnum):
    """What is wrong with a turn, or with several of one interpreter."""

    OVERLAP = "overlap"
    TOO_LONG = "too_long"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem of an interpreter, and when."""

    what: TurnProblem
    interpreter: int
    span: Span


def gaps(said: Iterable[Said], turns: Sequence[Turn], languages: Iterable[str]) -> list[Gap]:
    """Return what is said that nobody interprets into a language of the event, item by item."""
    wanted = list(languages)
    return [
        Gap(one.item, one.floor, target, span)
        for one in said
        for target in wanted
        if target != one.floor
        for span in uncovered(
            one.span, (turn.span for turn in turns if (turn.source, turn.target) == (one.floor, target))
        )
    ]


def uncovered(whole: Span, parts: Iterable[Span]) -> list[Span]:
    """Return the stretches of a span that no part covers, in order of time."""
    found, at = [], whole.starts_at
    for part in sorted(parts, key=lambda one: one.starts_at):
        if part.ends_at <= at:
            continue
        if part.starts_at >= whole.ends_at:
            break
        if part.starts_at > at:
            found.append(Span(at, part.starts_at))
        at = part.ends_at
    if at < whole.ends_at:
        found.append(Span(at, whole.ends_at))
    return found


def troubles(turns: Iterable[Turn], bounds: Mapping[int, Span]) -> list[Trouble]:
    """Return what is wrong with the turns, interpreter by interpreter; `bounds` are their sittings' by turn.

    Turns that follow one another without a pause are one long turn.
    """
    by_interpreter: dict[int, list[Turn]] = {}
    for turn in sorted(turns, key=lambda one: (one.interpreter, one.span.starts_at, one.id)):
        by_interpreter.setdefault(turn.interpreter, []).append(turn)
    found = []
    for interpreter, own in by_interpreter.items():
        found += [Trouble(TurnProblem.OVERLAP, interpreter, span) for span in _overlaps(own)]
        found += [Trouble(TurnProblem.TOO_LONG, interpreter, span) for span in _stretches(own)]
        found += [
            Trouble(TurnProblem.OUTSIDE, interpreter, turn.span)
            for turn in own
            if turn.span.starts_at < bounds[turn.id].starts_at or turn.span.ends_at > bounds[turn.id].ends_at
        ]
    return found


def _overlaps(own: Sequence[Turn]) -> list[Span]:
    return [
        Span(after.span.starts_at, min(before.span.ends_at, after.span.ends_at))
        for before, after in pairwise(own)
        if after.span.starts_at < before.span.ends_at
    ]


def _stretches(own: Sequence[Turn]) -> list[Span]:
    """Return the stretches without a pause that are too long."""
    joined: list[Span] = []
    for turn in own:
        if joined and turn.span.starts_at <= joined[-1].ends_at:
            joined[-1] = Span(joined[-1].starts_at, max(joined[-1].ends_at, turn.span.ends_at))
        else:
            joined.append(turn.span)
    return [span for span in joined if span.ends_at - span.starts_at > LONGEST_TURN]


def alternate(whole: Span, length: timedelta, interpreters: Sequence[int]) -> list[tuple[int, Span]]:
    """Return turns of this length through a span, its interpreters taking them in their order; the last is shorter."""
    found: list[tuple[int, Span]] = []
    at = whole.starts_at
    while at < whole.ends_at:
        end = min(at + length, whole.ends_at)
        found.append((interpreters[len(found) % len(interpreters)], Span(at, end)))
        at = end
    return found
