"""The result of a motion as page, screen and mail show it: the numbers of one `MotionResult`, worded."""

from assembly.database_types import LocalizedText
from assembly.i18n import current_language, ngettext
from assembly.i18n import gettext as _
from assembly.tally.ballot import MotionChoice
from assembly.tally.result import MotionResult, Reason, Verdict
from assembly.tally.rules import Basis
from assembly.voting.sheet_parts import Sheet, quorum_missed, roll_facts, working
from assembly.voting.wording import choice_word, share

BARS = {
    MotionChoice.YES: "yes",
    MotionChoice.NO: "no",
    MotionChoice.ABSTAIN: "none",
    MotionChoice.BLANK: "none",
}


def motion_sheet(result: MotionResult, source_language: str) -> Sheet:
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
        return quorum_missed(result.quorum)
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
    facts = roll_facts(result)
    if result.verdict is not Verdict.NO_QUORUM:
        facts.append((_("Votes needed"), working(result.formula)))
    return facts
