"""What is read when a ballot for a member without a line is not entered or confirmed."""

from collections.abc import Mapping
from typing import Any, Final

from assembly.errors import DomainError
from assembly.i18n import lazy_gettext as _l
from assembly.voting.assisted.rules import AssistRefusal

_SENTENCES: Final[Mapping[AssistRefusal, Any]] = {
    AssistRefusal.SECRET: _l(
        "This vote is secret, and its rules do not allow ballots by telephone or on paper in secret votes."
    ),
    AssistRefusal.WAITS_ALREADY: _l("A ballot of this member was entered already and waits for a second person."),
    AssistRefusal.HAS_ENDED: _l("This entry has ended: it was confirmed, taken back or contradicted meanwhile."),
    AssistRefusal.SAME_PERSON: _l("You have entered this ballot yourself. A second person confirms it."),
}


class AssistRefusedError(DomainError):
    """A ballot was not entered or confirmed; nothing was recorded."""

    def __init__(self, refusal: AssistRefusal) -> None:
        super().__init__(_SENTENCES[refusal], code=refusal.value)
        self.refusal = refusal
