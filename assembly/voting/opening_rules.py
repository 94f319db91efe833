"""Whether a draft may open: decided from facts alone, so that all that stands in the way is mended in one go."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from assembly.tally.rules import ProfileProblem, RuleProfile, Unit, profile_problems
from assembly.voting.rules import VoteKind, VoteState, has_passed

SMALL_GROUP: Final = 5
"""Below this many ballots, a count says too much about who cast which."""

FEWEST_OPTIONS: Final[Mapping[VoteKind, int]] = {VoteKind.MOTION: 0, VoteKind.ELECTION: 1, VoteKind.CHOICE: 2}


class OpeningCode(StrEnum):
    """What stands in the way of opening a vote."""

    NOT_DRAFT = "not_draft"
    NO_TEXT = "no_text"
    TEXT_MISSING = "text_missing"
    NO_ROLL = "no_roll"
    TOO_FEW_OPTIONS = "too_few_options"
    SAME_OPTIONS = "same_options"
    DEADLINE_IN_PAST = "deadline_in_past"
    LONG_VOTE_REPRESENTED_BASIS = "long_vote_represented_basis"
    LONG_VOTE_QUORUM_NOT_ON_CAST = "long_vote_quorum_not_on_cast"
    SMALL_ROLL = "small_roll"
    SMALL_WEIGHT_GROUP = "small_weight_group"


SMALL: Final = frozenset({OpeningCode.SMALL_ROLL, OpeningCode.SMALL_WEIGHT_GROUP})
"""Too few vote for nobody to be recognised."""

ACCEPTABLE: Final = SMALL | {OpeningCode.TEXT_MISSING}
"""What the secretariat may accept, each by name. The rest has to be mended."""

_PROFILE_CODES: Final = {
    ProfileProblem.REPRESENTED_BASIS_IN_LONG_VOTE: OpeningCode.LONG_VOTE_REPRESENTED_BASIS,
    ProfileProblem.QUORUM_NOT_ON_CAST_IN_LONG_VOTE: OpeningCode.LONG_VOTE_QUORUM_NOT_ON_CAST,
}


@dataclass(frozen=True, slots=True)
class OpeningProblem:
    """One thing in the way, and what it is about: a language, or a group of so many rights of one weight."""

    code: OpeningCode
    language: str | None = None
    size: int | None = None
    weight: int | None = None

    @property
    def acceptable(self) -> bool:
        """Whether the secretariat may open all the same by accepting it."""
        return self.code in ACCEPTABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningFacts:
    """A draft as it would be frozen now."""

    state: VoteState
    deadline: datetime | None
    sitting_ends: datetime | None
    """When the sitting in which the vote is held ends; None for a vote outside any sitting."""
    profile: RuleProfile
    secret: bool
    languages: tuple[str, ...]
    """Those of the event, in its order."""
    complete_languages: frozenset[str]
    """Those in which every text of the vote is there and current."""
    accepted_languages: frozenset[str] = frozenset()
    """Those whose gaps the secretariat accepted by name."""
    kind: VoteKind = VoteKind.MOTION
    options: tuple[str, ...] = ()
    """What can be chosen, or who can be elected, in the first language."""
    roll: tuple[int, ...]
    """The weight of each right."""
    small_groups_accepted: bool = False


def outlasts_sitting(deadline: datetime | None, sitting_ends: datetime | None) -> bool:
    """Whether a vote goes on when nobody sits any more.

    One without a deadline is closed by hand, in its sitting.
    """
    return sitting_ends is None or (deadline is not None and deadline > sitting_ends)


def check_can_open(facts: OpeningFacts, now: datetime) -> list[OpeningProblem]:
    """Everything that stands in the way of opening, so that it can be mended in one go; empty means open."""
    problems = []
    if facts.state is not VoteState.DRAFT:
        problems.append(OpeningProblem(OpeningCode.NOT_DRAFT))
    problems += _text_problems(facts) + _option_problems(facts)
    if has_passed(facts.deadline, now):
        problems.append(OpeningProblem(OpeningCode.DEADLINE_IN_PAST))
    long = outlasts_sitting(facts.deadline, facts.sitting_ends)
    problems += [
        OpeningProblem(_PROFILE_CODES[problem]) for problem in profile_problems(facts.profile, outlasts_sitting=long)
    ]
    return problems + _roll_problems(facts)


def _text_problems(facts: OpeningFacts) -> list[OpeningProblem]:
    """A gap may be accepted as long as there is a language to fall back on."""
    if not facts.complete_languages.intersection(facts.languages):
        return [OpeningProblem(OpeningCode.NO_TEXT)]
    done = facts.complete_languages | facts.accepted_languages
    return [
        OpeningProblem(OpeningCode.TEXT_MISSING, language=language)
        for language in facts.languages
        if language not in done
    ]


def _option_problems(facts: OpeningFacts) -> list[OpeningProblem]:
    if len(facts.options) < FEWEST_OPTIONS[facts.kind]:
        return [OpeningProblem(OpeningCode.TOO_FEW_OPTIONS)]
    alike = len({" ".join(name.casefold().split()) for name in facts.options}) < len(facts.options)
    return [OpeningProblem(OpeningCode.SAME_OPTIONS)] if alike else []


def _roll_problems(facts: OpeningFacts) -> list[OpeningProblem]:
    if not facts.roll:
        return [OpeningProblem(OpeningCode.NO_ROLL)]
    if not facts.secret or facts.small_groups_accepted:
        return []
    if len(facts.roll) < SMALL_GROUP:
        return [OpeningProblem(OpeningCode.SMALL_ROLL, size=len(facts.roll))]
    if facts.profile.unit is Unit.HEADS:
        return []  # plain ballots then carry no weight by which to tell them apart
    return [
        OpeningProblem(OpeningCode.SMALL_WEIGHT_GROUP, size=size, weight=weight)
        for weight, size in sorted(Counter(facts.roll).items())
        if size < SMALL_GROUP
    ]
