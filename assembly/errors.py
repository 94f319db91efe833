"""What can go wrong in the federation's own terms. `web_errors.py` turns these into pages, once."""

from http import HTTPStatus
from typing import Any

from assembly.i18n import lazy_gettext as _l


class DomainError(Exception):
    """A refusal that the user can understand: a stable code, and a message in their language."""

    code = "refused"
    status = HTTPStatus.CONFLICT
    message: Any = _l("This cannot be done as things stand.")

    def __init__(self, message: Any = None, *, code: str | None = None) -> None:
        super().__init__(code or self.code)
        self.code = code or self.code
        if message is not None:
            self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotFoundError(DomainError):
    """There is no such thing, or it belongs to somebody else: the two look the same."""

    code = "not_found"
    status = HTTPStatus.NOT_FOUND
    message = _l("There is no such page, or it is not yours to see.")


class ForbiddenError(DomainError):
    """The person is signed in, and their role does not reach this far."""

    code = "forbidden"
    status = HTTPStatus.FORBIDDEN
    message = _l("Your role does not include this page. Ask the secretariat if you think that it should.")


class InvalidLinkError(DomainError):
    """A mailed link that is used, expired, withdrawn, altered or somebody else's."""

    code = "invalid_link"
    status = HTTPStatus.GONE
    message = _l("This link does not work any more.")


class InvalidInputError(DomainError):
    """What was given breaks a rule; the message says which, and how to mend it."""

    code = "invalid_input"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
