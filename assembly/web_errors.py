"""Every error becomes a page once: what happened, in the reader's language, and what to do next."""

from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, render_template, request
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from assembly.errors import DomainError
from assembly.i18n import gettext as _

log = structlog.get_logger()


def init(app: Flask) -> None:
    """Show errors of this application as pages."""
    app.register_error_handler(DomainError, _show_domain_error)
    app.register_error_handler(CSRFError, _show_csrf_error)
    app.register_error_handler(RateLimitExceeded, _show_rate_limit)
    app.register_error_handler(HTTPException, _show_http_error)
    app.register_error_handler(Exception, _show_fault)


def _page(status: int, title: str, message: str) -> tuple[str, int]:
    return render_template("layout/error.html", status=status, title=title, message=message), status


def _show_domain_error(error: DomainError) -> Any:
    log.info("refused", code=error.code, endpoint=request.endpoint)
    return _page(error.status, _title_of(error.status), str(error))


def _title_of(status: int) -> str:
    titles = {
        HTTPStatus.NOT_FOUND: _("This page cannot be found"),
        HTTPStatus.FORBIDDEN: _("This page is not open to you"),
        HTTPStatus.GONE: _("This link does not work any more"),
    }
    return titles.get(HTTPStatus(status)) or _("This could not be done")


def _show_csrf_error(_error: CSRFError) -> Any:
    message = _("The page was open for too long, or came from elsewhere. Go back, load it again and send it once more.")
    return _page(HTTPStatus.BAD_REQUEST, _("Please send this again"), message)


def _show_rate_limit(_error: RateLimitExceeded) -> Any:
    message = _("There were too many tries in a short time. Wait a minute, then try again.")
    return _page(HTTPStatus.TOO_MANY_REQUESTS, _("Please wait a minute"), message)


def _show_http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    messages = {
        HTTPStatus.NOT_FOUND: _("There is no such page, or it is not yours to see."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("The file is too large."),
        HTTPStatus.METHOD_NOT_ALLOWED: _("Open this page with the button or link that leads to it."),
    }
    message = messages.get(HTTPStatus(error.code)) or _("The request could not be understood.")
    return _page(error.code, _title_of(error.code), message)


def _show_fault(error: Exception) -> Any:
    log.error("fault", endpoint=request.endpoint, kind=type(error).__name__, exc_info=error)
    message = _("Something went wrong on our side, and nothing was changed. Try again in a minute, or call us.")
    return _page(HTTPStatus.INTERNAL_SERVER_ERROR, _("Something went wrong"), message)
