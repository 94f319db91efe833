"""What every result sheet has: its shape, the roll and the quorum in words, numbers as readers write them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from assembly.database_types import Reading
from assembly.i18n import current_locale
from assembly.i18n import gettext as _
from assembly.tally.result import tenths_of_percent
from assembly.tally.roll import CountedVote, QuorumFigures
from assembly.tally.rules import Formula, QuorumMoment, ThresholdKind, Unit


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the component verdict_sheet takes: `rows` of label, votes, kind; `facts` of label and value."""

    verdict: str
    word: str
    rows: tuple[tuple[str, int, str], ...]
    formula: str | None
    """The arithmetic in a sentence; None where nothing was decided."""
    reason: str | None
    facts: tuple[tuple[str, str], ...]
    article: Reading
    hash: str
    answers: "tuple[tuple[str, int, int, int, int], ...]" = ()
    """Yes/no to each: name, for, against, abstentions, needed."""
    stages: "StageTable | None" = None


@dataclass(frozen=True, slots=True)
class StageTable:
    """The stages of a count by ranking: a column a stage, a row a candidate, and in words what happened."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    told: tuple[str, ...]


def roll_facts(result: CountedVote) -> list[tuple[str, str]]:
    """Return the figures of the roll, which any result begins with."""
    facts = [
        (_("Members entitled to vote"), str(result.rights)),
        (_("Ballots cast"), str(result.ballots)),
        (_("Turnout"), percent(result.turnout)),
    ]
    if result.unit is Unit.WEIGHT:
        facts.append((_("Votes that members hold"), str(result.entitled)))
    if result.quorum:
        facts.append((_("Quorum"), quorum_figures(result.quorum)))
    return facts


def quorum_missed(quorum: QuorumFigures) -> str:
    """Return why nothing is decided."""
    return _(
        "%(measured)d took part; %(needed)d were needed. The count is shown, and nothing is decided.",
        measured=quorum.measured, needed=quorum.needed,
    )  # fmt: skip


def quorum_figures(quorum: QuorumFigures) -> str:
    """Return how a quorum was measured."""
    numbers = {"measured": quorum.measured, "needed": quorum.needed}
    return {
        QuorumMoment.OPENING: _("%(measured)d represented at the opening, %(needed)d needed", **numbers),
        QuorumMoment.DEADLINE: _("%(measured)d represented at the deadline, %(needed)d needed", **numbers),
        QuorumMoment.CAST: _("%(measured)d cast, %(needed)d needed", **numbers),
    }[quorum.rule.measured_on]


def working(formula: Formula) -> str:
    """Return each step to the number needed: "103 × 1/2 = 51 1/2; rounded down 51; plus 1 is 52"."""
    threshold = formula.threshold
    steps = f"{formula.count} × {threshold.p}/{threshold.q} = {_mixed(formula.exact)}"
    if threshold.kind is ThresholdKind.UNANIMITY:
        return str(formula.required)
    if threshold.kind is ThresholdKind.MORE_THAN:
        return _(
            "%(steps)s; rounded down %(rounded)d; plus 1 is %(required)d",
            steps=steps, rounded=formula.rounded, required=formula.required,
        )  # fmt: skip
    return _("%(steps)s; rounded up %(required)d", steps=steps, required=formula.required)


def _mixed(number: Fraction) -> str:
    whole, rest = divmod(number, 1)
    if not rest:
        return str(whole)
    return f"{whole} {rest}" if whole else str(rest)


def percent(part: Fraction) -> str:
    """Return a share in percent with at most one decimal, cut and not rounded."""
    value = Decimal(tenths_of_percent(part)) / 1000
    return format_percent(value, locale=current_locale(), decimal_quantization=False)


def decimal(value: Decimal | int) -> str:
    """Return a number of votes as readers write it, with all its places but no zeros behind."""
    return format_decimal(value, format="#,##0.#########", locale=current_locale())


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them."""
    return format_list(names, locale=current_locale())
