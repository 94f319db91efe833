"""The result of an election or a choice as page, screen, minutes and mail show it: one `ElectionResult`, worded."""

from assembly.database_types import LocalizedText
from assembly.i18n import current_language, ngettext
from assembly.i18n import gettext as _
from assembly.tally.election import Contest, Method
from assembly.tally.election_result import ElectionReason, ElectionResult, ElectionVerdict, Outcome
from assembly.tally.rules import Unit
from assembly.voting.election_stages import stage_table
from assembly.voting.sheet_parts import Sheet, decimal, listed, quorum_missed, roll_facts, working
from assembly.voting.wording import share

LOOKS = {
    ElectionVerdict.ELECTED: "adopted",
    ElectionVerdict.PARTLY_ELECTED: "adopted",
    ElectionVerdict.NOT_ELECTED: "rejected",
}
"""How the verdict looks; whatever is missing here is undecided."""


def election_sheet(result: ElectionResult, source_language: str) -> Sheet:
    """Word a result; what is missing in the language being spoken is in the source's."""
    names = candidate_names(result, source_language)
    return Sheet(
        verdict=LOOKS.get(result.verdict, "undecided"),
        word=_verdict_word(result, names),
        rows=_rows(result, names),
        formula=_arithmetic(result),
        reason=_reason(result, names),
        facts=tuple(_facts(result, names)),
        article=LocalizedText(result.article).read(current_language(), source_language),
        hash=result.question_hash,
        answers=_answers(result, names),
        stages=stage_table(result, names) if result.quota is not None else None,
    )


def candidate_names(result: ElectionResult, source_language: str) -> dict[int, str]:
    """Return what readers see of each candidate or option, by number."""
    return {
        number: LocalizedText(candidate.texts).read(current_language(), source_language).text or candidate.name
        for number, candidate in enumerate(result.candidates, start=1)
    }


def _verdict_word(result: ElectionResult, names: dict[int, str]) -> str:
    elected = listed([names[number] for number in result.elected])
    if result.elected and result.verdict is not ElectionVerdict.NO_QUORUM:
        if result.rules.contest is Contest.CHOICE:
            return _("Chosen: %(name)s", name=elected)
        return _("Elected: %(names)s", names=elected)
    return {
        ElectionVerdict.NOT_ELECTED: _("Nobody is elected"),
        ElectionVerdict.RUN_OFF: _("A second round is needed"),
        ElectionVerdict.LOT_NEEDED: _("A lot is needed"),
        ElectionVerdict.NO_QUORUM: _("No quorum: nothing is decided"),
    }[result.verdict]


def _rows(result: ElectionResult, names: dict[int, str]) -> tuple[tuple[str, int, str], ...]:
    """Return the candidates with their votes: the elected first, in their order, then the others by votes."""
    place = {number: position for position, number in enumerate(result.elected)}
    figures = sorted(result.figures, key=lambda one: (place.get(one.number, len(place)), -one.votes, one.number))
    rows = [
        (
            _outcome(result, names[one.number], one.outcome),
            one.votes,
            "yes" if one.outcome is Outcome.ELECTED else "none",
        )
        for one in figures
    ]
    if result.blank:
        rows.append((_("None of these"), result.blank, "none"))
    return tuple(rows)


def _outcome(result: ElectionResult, name: str, outcome: Outcome) -> str:
    """Return a name with what became of it, where that is more than not being elected."""
    if outcome is Outcome.ELECTED and result.rules.contest is Contest.CHOICE:
        return _("%(name)s · chosen", name=name)
    return {
        Outcome.ELECTED: _("%(name)s · elected", name=name),
        Outcome.RUN_OFF: _("%(name)s · second round", name=name),
        Outcome.WITHDRAWN: _("%(name)s · withdrawn", name=name),
    }.get(outcome, name)


def _arithmetic(result: ElectionResult) -> str | None:
    if result.verdict is ElectionVerdict.NO_QUORUM:
        return None
    if result.quota is not None:
        return ngettext(
            "%(valid)d valid votes for %(num)d seat: whoever reaches the quota of %(quota)s is elected.",
            "%(valid)d valid votes for %(num)d seats: whoever reaches the quota of %(quota)s is elected.",
            result.rules.seats, valid=result.valid, quota=decimal(result.quota),
        )  # fmt: skip
    formula = result.figures[0].formula
    if result.rules.method is Method.MAJORITY and formula:
        return _(
            "%(required)d votes were needed in the first round (%(share)s of %(count)d).",
            required=formula.required, share=share(formula.threshold), count=formula.count,
        )  # fmt: skip
    if result.rules.method is Method.YES_NO:
        return ngettext(
            "For %(num)d seat: of those who reached the votes needed, the one with the most.",
            "For %(num)d seats: of those who reached the votes needed, those with the most.",
            result.rules.seats,
        )
    if result.unit is Unit.WEIGHT:
        return ngettext(
            "The one with the most votes, of %(valid)d valid votes.",
            "The %(num)d with the most votes, of %(valid)d valid votes.",
            result.rules.seats, valid=result.valid,
        )  # fmt: skip
    return ngettext(
        "The one with the most votes, of %(valid)d valid ballots.",
        "The %(num)d with the most votes, of %(valid)d valid ballots.",
        result.rules.seats, valid=result.valid,
    )  # fmt: skip


def _reason(result: ElectionResult, names: dict[int, str]) -> str | None:
    """Return why, where the numbers alone do not say it."""
    if result.reason is ElectionReason.QUORUM_MISSED and result.quorum:
        return quorum_missed(result.quorum)
    if result.verdict is ElectionVerdict.RUN_OFF:
        between = listed([names[number] for number in result.run_off])
        return _("Nobody reached the majority. The second round is between %(names)s.", names=between)
    empty = result.rules.seats - len(result.elected)
    seats = ngettext("%(num)d seat stays empty.", "%(num)d seats stay empty.", empty)
    return {
        ElectionReason.TOO_FEW_CANDIDATES: _("There were fewer candidates than seats. %(seats)s", seats=seats),
        ElectionReason.THRESHOLD_MISSED: _("Too few reached the votes needed. %(seats)s", seats=seats),
        ElectionReason.NO_VALID_BALLOTS: _("There was no vote that counts, so nobody is elected."),
    }.get(result.reason)


def _facts(result: ElectionResult, names: dict[int, str]) -> list[tuple[str, str]]:
    facts = roll_facts(result)
    by_weight = result.unit is Unit.WEIGHT
    facts.append((_("Valid votes") if by_weight else _("Valid ballots"), str(result.valid)))
    if result.invalid:
        facts.append((_("Invalid votes") if by_weight else _("Invalid ballots"), str(result.invalid)))
    if result.rules.contest is not Contest.CHOICE:
        facts.append((_("Seats"), str(result.rules.seats)))
    formula = result.figures[0].formula
    if result.rules.method is Method.MAJORITY and formula:
        facts.append((_("Votes needed"), working(formula)))
    if result.lot:
        between = listed([names[number] for number in result.lot.between])
        order = ", ".join(names[number] for number in result.lot.order)
        drawn = _("between %(names)s; numbers drawn: %(numbers)s; order: %(order)s",
                  names=between, numbers=result.lot.numbers, order=order)  # fmt: skip
        facts.append((_("Decided by lot"), drawn))
    return facts


def _answers(result: ElectionResult, names: dict[int, str]) -> tuple[tuple[str, int, int, int, int], ...]:
    if result.rules.method is not Method.YES_NO:
        return ()
    return tuple(
        (names[one.number], one.votes, one.no or 0, one.abstain or 0, one.formula.required if one.formula else 0)
        for one in result.figures
    )
