"""What every request goes through: language, actor, access, scope; and what every template may use."""

import json
import re
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import structlog
from flask import Blueprint, Flask, Response, abort, current_app, g, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.routing import IntegerConverter
from werkzeug.wrappers import Response as BaseResponse

from assembly import i18n, names, resources, scope, timezones, web_errors
from assembly.accounts import sessions
from assembly.accounts.actor import Actor
from assembly.accounts.kept.keeping import lead_to_sign_in
from assembly.config import Settings
from assembly.errors import ForbiddenError
from assembly.security import (
    BY_LINK,
    DEMONSTRATION,
    PUBLIC,
    SECOND_STEP,
    SIGNED_IN,
    access_of,
    add_headers,
    check_all_declared,
)

log = structlog.get_logger()


def localized_blueprint(name: str, import_name: str, prefix: str = "") -> Blueprint:
    """Return a blueprint whose addresses begin with the language: `/fr/…`."""
    return Blueprint(name, import_name, url_prefix=f"/<lang>{prefix}")


PATH = "/:@!$&'()*+,;=~"
"""What stands in the path of an address as it is (RFC 3986, 3.3)."""

NUMBER = r"[0-9]{1,18}"
"""A number as it may stand in an address or a form; a longer one no database can hold."""


class NumberConverter(IntegerConverter):
    """The number in an address; one that is too large is no page, rather than a fault."""

    regex = NUMBER


def number(text: str) -> int:
    """Read a number from a query or a form, as `type` of `request.args.get`; raise `ValueError`."""
    if not re.fullmatch(NUMBER, text):
        raise ValueError(f"not a number: {text!r}")
    return int(text)


def init(app: Flask, settings: Settings) -> None:
    """Bind all of this to the application; called after the blueprints are registered."""
    app.before_request(_refuse_unknown_host(settings))
    app.before_request(_refuse_nul)
    app.before_request(_refuse_other_sites)
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)
    app.before_request(_check_access(app, settings))
    app.after_request(lambda one: add_headers(one, secure=settings.secure, private=g.get("actor") is not None))
    app.after_request(_keep_links_to_ourselves)
    app.teardown_request(_forget)
    web_errors.init(app)
    app.context_processor(_template_globals(settings))
    app.jinja_env.filters.update(
        country_name=names.country_name, language_name=names.language_name, zone_city=timezones.city
    )
    # Macros see the globals only, not what a context processor gives to the page.
    app.jinja_env.globals.update(asset=asset, two_times=page_times)
    check_all_declared(app)


def _refuse_unknown_host(settings: Settings) -> Any:
    hosts = frozenset(settings.hosts)

    def check() -> None:
        forwarded = request.headers.get("X-Forwarded-Host", "")
        asked = [request.host, *(forwarded.split(",") if forwarded else [])]
        for host in asked:
            if host.strip().rsplit(":", 1)[0].strip("[]").lower() not in hosts:
                abort(HTTPStatus.BAD_REQUEST)

    return check


def _refuse_nul() -> None:
    """Refuse the one character that PostgreSQL cannot store nor compare; no keyboard has it."""
    texts = [request.path, *(text for pair in request.values.items(multi=True) for text in pair)]
    if any("\0" in text for text in texts):
        abort(HTTPStatus.BAD_REQUEST)


def _refuse_other_sites() -> None:
    """Refuse what another site's page makes a browser send, besides asking each form for its token."""
    if request.method not in {"GET", "HEAD", "OPTIONS"} and request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise CSRFError


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    language = values.pop("lang", None) if values else None
    if request.url_rule is None:  # there is no such page; it is said in the language of its address all the same
        language = next((code for code in i18n.LANGUAGES if request.path.startswith(f"/{code}/")), None)
    if language is None:
        offered = list(i18n.LANGUAGES)
        i18n.set_language(i18n.best_language(list(request.accept_languages.values()), offered))
    elif language in i18n.LANGUAGES:
        i18n.set_language(language)
    else:
        i18n.set_language(i18n.DEFAULT_LANGUAGE)
        abort(HTTPStatus.NOT_FOUND)


def _give_language(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = i18n.current_language()


def _check_access(app: Flask, settings: Settings) -> Any:
    def check() -> BaseResponse | None:
        actor = g.actor = sessions.current(settings)
        scope.enter(_scope_of(actor))
        if request.endpoint is None:
            return None
        access = access_of(app, request.endpoint)
        if access in {PUBLIC, BY_LINK, SECOND_STEP}:
            return None
        if access == DEMONSTRATION:
            return None if settings.demo and settings.on_loopback else abort(HTTPStatus.NOT_FOUND)
        if actor is None:
            return lead_to_sign_in(app.view_functions[request.endpoint])
        if access != SIGNED_IN and not actor.may(str(access), _event_asked_for()):
            raise ForbiddenError
        return None

    return check


def _event_asked_for() -> int | None:
    """Return the id of the event that the address names, so that a role of one event reaches no other."""
    slug = (request.view_args or {}).get("event_slug")
    if slug is None:
        return None
    from assembly.events import queries

    return queries.event_by_slug(slug).id


def _scope_of(actor: Actor | None) -> scope.Scope:
    if actor is None:
        return scope.Scope()
    if actor.works_everywhere:
        return scope.EVERYTHING
    # who helps at one event, or works for it, reads nothing of the members anywhere else
    event_id = _event_asked_for() if actor.depends_on_event else None
    return scope.Scope(
        member_ids=actor.members_at(event_id), person_id=actor.person_id, event_ids=actor.office_at(event_id)
    )


def _forget(_error: BaseException | None) -> None:
    scope.enter(None)


def no_store(response: Response) -> Response:
    """Mark a page that was reached by a mailed link: kept by nobody, its address told to nobody."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _keep_links_to_ourselves(response: Response) -> Response:
    """Mark whatever a mailed link leads to, refusals and faults too: its token stands in the address."""
    by_link = request.endpoint is not None and access_of(current_app, request.endpoint) == BY_LINK
    return no_store(response) if by_link else response


def _template_globals(settings: Settings) -> Any:
    def provide() -> dict[str, Any]:
        return {
            "actor": g.get("actor"),
            "lang": i18n.current_language(),
            "languages": list(i18n.LANGUAGES.items()),
            "demo": settings.demo,
            "other_language_url": other_language_url,
            "federation": _federation(),
        }

    return provide


def _federation() -> Any:
    """Return what the frame of a page shows of the federation, read once a request; None while the database is away."""
    if "federation" not in g:
        from assembly.events import queries

        try:
            actor: Actor | None = g.get("actor")
            g.federation = queries.masthead(actor.zone if actor else None)
        except Exception as error:  # noqa: BLE001 - an error page must show even without a database
            log.warning("no_masthead", error=type(error).__name__)
            g.federation = None
    return g.federation


@cache
def _manifest() -> dict[str, str]:
    path = resources.PACKAGE / "static" / "build" / "manifest.json"
    built: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return built


@cache
def asset(name: str) -> str:
    """Return the address of a built asset, with the hash of its content so that it may be cached for ever."""
    return url_for("static", filename=f"build/{name}", v=_manifest().get(name, ""))


def other_language_url(language: str) -> str:
    """Return the address of this page in another language."""
    if "lang" not in (request.url_rule.arguments if request.url_rule else ()):
        return f"/{language}/"
    # Not by url_for, which would take `_scheme` or `endpoint` in an address for arguments of its own.
    path = f"/{language}/{quote(request.path.split('/', 2)[2], safe=PATH)}"
    query = request.query_string.decode("ascii", "replace")
    return f"{path}?{query}" if query else path


def page_times(moment: Any, event_zone: str) -> timezones.TwoTimes:
    """Show a moment in the time of whoever reads the page, and the event's."""
    actor: Actor | None = g.get("actor")
    return timezones.two_times(moment, event_zone, actor.zone if actor else None)
