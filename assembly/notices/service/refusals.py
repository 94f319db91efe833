"""Why something cannot be done with a notice."""

from collections.abc import Collection

from assembly.errors import DomainError, InvalidInputError
from assembly.i18n import lazy_gettext as _l


class UnknownPlaceholderError(InvalidInputError):
    """A text has a place that nobody fills."""

    code = "unknown_placeholder"

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            _l(
                "These cannot be filled in: %(names)s. Choose from the list.",
                names=", ".join(f"(({name}))" for name in names),
            )
        )
        self.names = names


class AlreadyReleasedError(DomainError):
    """The notice has gone out: it can neither be changed nor sent again."""

    code = "already_released"
    message = _l("This message was released already. It went out once.")


class GateError(DomainError):
    """Somebody would read an outdated text or another language, and nobody accepted that."""

    code = "languages_not_ready"
    message = _l("Some recipients need a language that is not ready. Complete it, or accept it by name.")

    def __init__(self, languages: Collection[str]) -> None:
        super().__init__()
        self.languages = tuple(languages)


class NobodyError(DomainError):
    """The audience is empty."""

    code = "nobody"
    message = _l("Nobody belongs to this audience at the moment, so nothing was sent.")


class NoProgrammeError(DomainError):
    """The notice carries the programme, and none is published."""

    code = "no_programme"
    message = _l("This message carries the programme. Publish the programme first.")


class ChangedMeanwhileError(DomainError):
    """The text, the programme or the recipients are not those that were reviewed."""

    code = "changed_meanwhile"
    message = _l("This message, or who gets it, changed after you reviewed it. Look at it once more.")


class TimeHasPassedError(DomainError):
    """The time at which it was to go is over for everybody."""

    code = "time_has_passed"
    message = _l("This time is over already. Choose a later one, or send the message at once.")


class NotOnItsWayError(DomainError):
    """Nothing of the notice is waiting to be sent."""

    code = "not_on_its_way"
    message = _l("Nothing of this message is waiting to be sent any more.")


class NothingToMendError(DomainError):
    """The mail did not fail, or was sent again already."""

    code = "nothing_to_mend"
    message = _l("This mail is not among those that failed, or was sent again already.")


class AddressError(InvalidInputError):
    """That is no address that mail can be sent to."""

    code = "address"
    message = _l("This is not a complete mail address. It looks like name@organisation.org.")
