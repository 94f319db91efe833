"""Why the agenda cannot be as it was asked for."""

from assembly.agenda.rules import TimeProblem
from assembly.errors import DomainError, InvalidInputError
from assembly.i18n import lazy_gettext as _l

TIME_MESSAGES = {
    TimeProblem.ENDS_BEFORE_IT_STARTS: _l("The end must come after the start."),
    TimeProblem.TOO_LONG: _l("A sitting lasts a day at most. Make a second one for the next day."),
    TimeProblem.OUTSIDE_ITS_SITTING: _l("The item must lie within its sitting."),
}


class TimesRefusedError(InvalidInputError):
    """A sitting or an item cannot stand at these times."""

    def __init__(self, problem: TimeProblem) -> None:
        super().__init__(TIME_MESSAGES[problem], code=problem.value)


class NothingToPublishError(DomainError):
    """The agenda is empty, or readers see it already as it stands."""

    code = "nothing_to_publish"
    message = _l("Nothing has changed since the programme was last published.")


class GoneForGoodError(DomainError):
    """The programme was published without it."""

    code = "gone_for_good"
    message = _l("The programme was published without it meanwhile. Add it anew.")


class SameTimeError(DomainError):
    """Items that are held at the same time have no order to change."""

    code = "same_time"
    message = _l("These items are held at the same time: change their times instead.")


class AlreadySpeaksError(InvalidInputError):
    """Somebody would stand twice in an item with the same part."""

    code = "already_speaks"
    message = _l("This person stands in this item already, with the same part.")


class LinkRefusedError(InvalidInputError):
    """Readers are sent to safe addresses only."""

    code = "link_refused"
    message = _l("The address must begin with https://.")
