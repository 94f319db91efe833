"""What is read when an objection, or the answer to one, is not taken."""

from collections.abc import Mapping
from typing import Any, Final

from assembly.errors import DomainError
from assembly.i18n import lazy_gettext as _l
from assembly.voting.objections.rules import ObjectionRefusal

_SENTENCES: Final[Mapping[ObjectionRefusal, Any]] = {
    ObjectionRefusal.NOT_PUBLISHED: _l("There is no result to object to, so nothing was recorded."),
    ObjectionRefusal.NONE_TAKEN: _l("No objections are taken to the result of this vote."),
    ObjectionRefusal.TOO_LATE: _l("The time for objections had passed when this arrived, so nothing was recorded."),
    ObjectionRefusal.NOT_YOUR_MEMBER: _l(
        "Objections are raised by those who vote for a member on the roll, and by its focal points."
    ),
}


class ObjectionRefusedError(DomainError):
    """An objection was not taken; nothing was recorded."""

    def __init__(self, refusal: ObjectionRefusal) -> None:
        super().__init__(_SENTENCES[refusal], code=refusal.value)
        self.refusal = refusal


class AnsweredAlreadyError(DomainError):
    """An objection has its answer, which stands."""

    def __init__(self, by: str) -> None:
        super().__init__(
            _l("%(name)s answered meanwhile, and an answer stands as it was given. Yours was not sent.", name=by),
            code="answered_already",
        )
