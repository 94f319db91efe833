"""What is read when a vote's rules refuse: one sentence for each code of `rules.py`."""

from collections.abc import Mapping
from typing import Any, Final

from assembly.errors import DomainError
from assembly.i18n import LANGUAGES, ngettext
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.voting.opening_rules import OpeningCode, OpeningProblem
from assembly.voting.rules import CastRefusal, DeadlineRefusal, TransitionRefusal

_CAST: Final[Mapping[CastRefusal, Any]] = {
    CastRefusal.NOT_OPEN: _l("This vote is not open, so nothing was recorded."),
    CastRefusal.SUSPENDED: _l("The vote is interrupted, so nothing was recorded. You can vote when it goes on."),
    CastRefusal.PAST_DEADLINE: _l("The deadline had passed when this arrived, so nothing was recorded."),
    CastRefusal.RIGHT_NOT_IN_ROLL: _l("This member is not on the roll of this vote, so nothing was recorded."),
    CastRefusal.MEMBER_SUSPENDED: _l("This member is suspended and does not vote, so nothing was recorded."),
    CastRefusal.PROXY_STANDS: _l(
        "This member has given its vote to another member's delegate, so nothing was recorded."
    ),
    CastRefusal.NOT_HOLDER: _l(
        "You do not vote for this member, or no longer do, so nothing was recorded. "
        "The focal point or the secretariat can tell you who does."
    ),
    CastRefusal.ALREADY_CAST: _l(
        "A ballot was already cast for this member. That ballot stands, and nothing more was recorded."
    ),
}

_DEADLINE: Final[Mapping[DeadlineRefusal, Any]] = {
    DeadlineRefusal.NOT_OPEN: _l("Only the deadline of an open vote can be moved."),
    DeadlineRefusal.PAST_DEADLINE: _l("The deadline has passed: the vote is over."),
    DeadlineRefusal.NOT_LATER: _l("A deadline can only be moved later."),
    DeadlineRefusal.IN_PAST: _l("This moment has passed already."),
}

_TRANSITION: Final[Mapping[TransitionRefusal, Any]] = {
    TransitionRefusal.NOT_ALLOWED: _l("The vote is not in a state in which this can be done. Look at it again."),
    TransitionRefusal.REASON_MISSING: _l("Please give the reason: it is shown to everybody."),
}


class CastRefusedError(DomainError):
    """A ballot was not taken; nothing was recorded."""

    def __init__(self, refusal: CastRefusal) -> None:
        super().__init__(_CAST[refusal], code=refusal.value)
        self.refusal = refusal


class DeadlineRefusedError(DomainError):
    """A deadline was not moved."""

    def __init__(self, refusal: DeadlineRefusal) -> None:
        super().__init__(_DEADLINE[refusal], code=refusal.value)


class TransitionRefusedError(DomainError):
    """A vote did not change its state."""

    def __init__(self, refusal: TransitionRefusal) -> None:
        super().__init__(_TRANSITION[refusal], code=refusal.value)


class NotConfirmedError(DomainError):
    """The result waits for a scrutineer."""

    code = "not_confirmed"
    message = _l("A scrutineer has to confirm the count before the result is published.")


class OpeningRefusedError(DomainError):
    """A vote was not opened; `problems` says everything that stands in the way."""

    code = "not_ready_to_open"
    message = _l("The vote cannot be opened yet.")

    def __init__(self, problems: list[OpeningProblem]) -> None:
        super().__init__()
        self.problems = problems


class KeyNotReadyError(DomainError):
    """The key for sealing is made by a worker, and has not come yet."""

    code = "key_not_ready"
    message = _l(
        "The key that seals the ballots is not there yet. A worker makes it within seconds; "
        "if it does not come, check that the worker is running."
    )


class RulesUsedError(DomainError):
    """Rules under which a vote was opened stay as they are."""

    code = "rules_used"
    message = _l("A vote was opened under these rules, so they stay as they are. Copy them, and change the copy.")


class DraftInUseError(DomainError):
    """A message to members is about this draft."""

    code = "draft_in_use"
    message = _l("A message is about this draft, so it stays. First delete the message, or make it about another vote.")


class RulesMissingError(DomainError):
    """No rules of the federation ask for the majority that a usual vote needs."""

    code = "rules_missing"
    message = _l("No rules with this majority are kept yet. Add them from the statutes first.")


class ProveAddressError(DomainError):
    """Voting needs a session that began with a sign-in mail."""

    code = "sign_in_needed"
    message = _l("To vote, sign in with your mail address first.")


def opening_sentence(problem: OpeningProblem) -> str:
    """Return what stands in the way of opening, or is to be accepted."""
    language = LANGUAGES.get(problem.language or "", "")
    small = problem.size or 0
    return {
        OpeningCode.NOT_DRAFT: lambda: _("The vote was opened already."),
        OpeningCode.NO_TEXT: lambda: _("The question is not complete in any language."),
        OpeningCode.TEXT_MISSING: lambda: _(
            "%(language)s is missing or out of date: its readers see the first language or the old text.",
            language=language,
        ),
        OpeningCode.NO_ROLL: lambda: _("The register has no member that may vote."),
        OpeningCode.TOO_FEW_OPTIONS: lambda: _("There is nothing to choose between. Write at least two."),
        OpeningCode.SAME_OPTIONS: lambda: _("Two have the same name. Tell them apart, for instance by organisation."),
        OpeningCode.DEADLINE_IN_PAST: lambda: _("The deadline has passed already. Choose a later one."),
        OpeningCode.LONG_VOTE_REPRESENTED_BASIS: lambda: _(
            "The rules count the members represented at a sitting, but this vote is open beyond one. "
            "Choose rules that count votes cast, or all members."
        ),
        OpeningCode.LONG_VOTE_QUORUM_NOT_ON_CAST: lambda: _(
            "The rules measure the quorum on those present at a sitting, but this vote is open beyond one. "
            "Choose rules that measure it on the ballots cast."
        ),
        OpeningCode.SMALL_ROLL: lambda: ngettext(
            "Only %(num)d member may vote: the result could tell how each voted.",
            "Only %(num)d members may vote: the result could tell how each voted.",
            small,
        ),
        OpeningCode.SMALL_WEIGHT_GROUP: lambda: ngettext(
            "Only %(num)d member has the weight %(weight)d. Its weight counts as that many equal ballots, "
            "and if no other member votes the same way, their number tells how it voted.",
            "Only %(num)d members have the weight %(weight)d. Each weight counts as that many equal ballots, "
            "and if few others vote the same way, their number tells how these members voted.",
            small,
            weight=problem.weight,
        ),
    }[problem.code]()
