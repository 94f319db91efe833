"""Pages of the federation that everybody sees, and its look."""

from http import HTTPStatus

from flask import Blueprint, Response, g, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from assembly import i18n
from assembly.events import colour, queries, staff_views
from assembly.security import public

blueprint = Blueprint("events", __name__)
BLUEPRINTS = (blueprint, staff_views.blueprint)

FOR_EVER = "public, max-age=31536000, immutable"


@blueprint.get("/")
@public
def root() -> BaseResponse:
    """Lead to the start page in the reader's language."""
    offered = list(queries.masthead().languages)
    accepted = [g.actor.language] if g.actor else list(request.accept_languages.values())
    response = redirect(f"/{i18n.best_language(accepted, offered)}/", HTTPStatus.SEE_OTHER)
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


@blueprint.get("/<lang>/help")
@public
def help() -> str:  # noqa: A001 - the name of the page
    """Show whom to call, and what to do in the usual difficulties."""
    return render_template("events/help.html")


@blueprint.get("/<lang>/privacy")
@public
def privacy() -> str:
    """Show the federation's privacy notice."""
    return render_template("events/privacy.html", notice=queries.privacy_notice(), names=i18n.LANGUAGES)


@blueprint.get("/<lang>/accessibility")
@public
def accessibility() -> str:
    """Say how accessible the site is, and what is missing."""
    return render_template("events/accessibility.html")


@blueprint.get("/federation.css")
@public
def federation_css() -> BaseResponse:
    """Serve the accent; its address carries the colour, so that it may be kept for ever."""
    accent = queries.accent()
    return _kept(Response(colour.stylesheet(accent), mimetype="text/css"), queries.version_of(accent))


@blueprint.get("/logo")
@public
def logo() -> BaseResponse:
    """Serve the logo; its address carries its hash, so that it may be kept for ever."""
    content, kind, digest = queries.logo()
    return _kept(Response(content, mimetype=kind), digest)


def _kept(response: Response, version: str) -> BaseResponse:
    """Let browsers keep an answer for ever, if it is the version that they asked for."""
    response.set_etag(version)
    response.headers["Cache-Control"] = FOR_EVER if request.args.get("v") == version else "no-cache"
    return response.make_conditional(request)
