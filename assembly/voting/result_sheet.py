"""The result of a vote as page, screen and mail show it: the numbers of one `MotionResult`, worded."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from babel.numbers import format_percent

from assembly.database_types import LocalizedText, Reading
from assembly.i18n import current_language, current_locale, ngettext
from assembly.i18n import gettext as _
from assembly.tally.ballot import MotionChoice
from assembly.tally.result import MotionResult, QuorumFigures, Reason, Verdict, tenths_of_percent
from assembly.tally.rules import Basis, Formula, QuorumMoment, ThresholdKind, Unit
from assembly.voting.wording import choice_word, share

BARS = {
    MotionChoice.YES: "yes",
    MotionChoice.NO: "no",
    MotionChoice.ABSTAIN: "none",
    MotionChoice.BLANK: "none",
}


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


def sheet(result: MotionResult, source_language: str) -> Sheet:
    """Word a result; where the article is missing in the language being spoken, it is in the source's."""
    decided = result.verdict is not Verdict.NO_QUORUM
    return Sheet(
        verdict=result.verdict.value if decided else "undecided",
        word=verdict_word(result.verdict),
        rows=_rows(result),
        formula=arithmetic(result) if decided else None,
        reason=reason_sentence(result),
        facts=tuple(_facts(result)),
        article=LocalizedText(result.article).read(current_language(), source_language),
        hash=result.question_hash,
    )


def verdict_word(verdict: Verdict) -> str:
    """Return what was decided."""
    return {
        Verdict.ADOPTED: _("Adopted"),
        Verdict.REJECTED: _("Rejected"),
        Verdict.NO_QUORUM: _("No quorum: nothing is decided"),
    }[verdict]


def arithmetic(result: MotionResult) -> str:
    """Return in a sentence how the votes for compare with those needed."""
    count = result.basis_count
    numbers = {"yes": result.yes, "required": result.required, "share": share(result.formula.threshold)}
    sentences = {
        Basis.FOR_AND_AGAINST: ngettext(
            "%(yes)d of %(num)d vote for and against was in favour; %(required)d needed (%(share)s).",
            "%(yes)d of %(num)d votes for and against were in favour; %(required)d needed (%(share)s).",
            count, **numbers,
        ),
        Basis.VALID: ngettext(
            "%(yes)d of %(num)d vote cast was in favour; %(required)d needed (%(share)s).",
            "%(yes)d of %(num)d votes cast were in favour; %(required)d needed (%(share)s).",
            count, **numbers,
        ),
        Basis.REPRESENTED: ngettext(
            "%(yes)d of %(num)d vote represented was in favour; %(required)d needed (%(share)s).",
            "%(yes)d of %(num)d votes represented were in favour; %(required)d needed (%(share)s).",
            count, **numbers,
        ),
        Basis.ENTITLED: ngettext(
            "%(yes)d of %(num)d vote on the roll was in favour; %(required)d needed (%(share)s).",
            "%(yes)d of all %(num)d votes on the roll were in favour; %(required)d needed (%(share)s).",
            count, **numbers,
        ),
    }  # fmt: skip
    return sentences[result.basis]


def reason_sentence(result: MotionResult) -> str | None:
    """Return why, where the numbers alone do not say it."""
    if result.reason is Reason.QUORUM_MISSED and result.quorum:
        return _(
            "%(measured)d took part; %(needed)d were needed. The count is shown, and nothing is decided.",
            measured=result.quorum.measured, needed=result.quorum.needed,
        )  # fmt: skip
    return {
        Reason.BASIS_ZERO: _("There was no vote that counts, so the motion is rejected."),
        Reason.TIE: _("As many voted for as against, so the motion is rejected."),
        Reason.CASTING_VOTE: _("As many voted for as against; the chair decided."),
    }.get(result.reason)


def _rows(result: MotionResult) -> tuple[tuple[str, int, str], ...]:
    votes = {
        MotionChoice.YES: result.yes,
        MotionChoice.NO: result.no,
        MotionChoice.ABSTAIN: result.abstain,
        MotionChoice.BLANK: result.blank,
    }
    return tuple(
        (_("Abstentions") if choice is MotionChoice.ABSTAIN else choice_word(choice), number, BARS[choice])
        for choice, number in votes.items()
        if number or choice is not MotionChoice.BLANK
    )


def _facts(result: MotionResult) -> list[tuple[str, str]]:
    facts = [
        (_("Members entitled to vote"), str(result.rights)),
        (_("Ballots cast"), str(result.ballots)),
        (_("Turnout"), percent(result.turnout)),
    ]
    if result.unit is Unit.WEIGHT:
        facts.append((_("Votes that members hold"), str(result.entitled)))
    if result.quorum:
        facts.append((_("Quorum"), _quorum(result.quorum)))
    if result.verdict is not Verdict.NO_QUORUM:
        facts.append((_("Votes needed"), working(result.formula)))
    return facts


def _quorum(quorum: QuorumFigures) -> str:
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
