"""What only a demonstration has: "Look at it as …", the inbox that mail lands in, the gallery of components."""

from io import BytesIO
from pathlib import Path

from flask import Blueprint, current_app, flash, render_template, send_file
from flask import redirect as flask_redirect
from werkzeug.wrappers import Response

from assembly import clock, paging
from assembly.accounts import sessions
from assembly.accounts.models import Purpose
from assembly.audit import service as audit
from assembly.config import Settings
from assembly.database import transaction
from assembly.demo import gallery, guide
from assembly.errors import NotFoundError
from assembly.i18n import gettext as _
from assembly.mail import inbox as mailbox
from assembly.security import MAIL_PREVIEW_POLICY, demonstration
from assembly.web import localized_blueprint

blueprint = localized_blueprint("demo", __name__)
inbox_blueprint = Blueprint("inbox", __name__, url_prefix="/dev/mail")
BLUEPRINTS = (blueprint, inbox_blueprint)
# In a mail program links can be followed; in the sandbox they lead out of it.
LINKS_WORK = "sandbox allow-top-navigation-by-user-activation"


@blueprint.get("/demo")
@demonstration
def start() -> str:
    """Look at it as the secretariat, a focal point in Bamako, a delegate, a scrutineer."""
    return render_template("demo/start.html", personas=guide.personas())


@blueprint.post("/demo/<role>")
@demonstration
def sign_in_as(role: str) -> Response:
    """Sign in as one of the demonstration's people, without the mail and the second step that everybody else needs."""
    persona = next((persona for persona in guide.personas() if persona.role == role), None)
    if persona is None:
        raise NotFoundError
    now = clock.now()
    with transaction():
        sessions.start(persona.person, Purpose.SIGN_IN, now, factor_at=now)
        audit.record(persona.person.id, "session.started", "person", persona.person.id, demonstration=True)
    flash(_("You are now looking at it as %(name)s.", name=persona.name))
    return flask_redirect(persona.url(), 303)


@blueprint.get("/dev/components")
@demonstration
def components() -> str:
    """Every component in every state."""
    return render_template("dev/components.html", now=clock.now(), **gallery.forms())


@inbox_blueprint.get("/")
@demonstration
def messages() -> str:
    """Every mail that was sent, newest first."""
    ids = mailbox.ids(_folder())
    here = paging.place(len(ids), paging.asked())
    found = [mailbox.summary(_folder(), id_) for id_ in here.cut(ids)]
    return render_template("demo/inbox.html", messages=found, place=here)


@inbox_blueprint.get("/<message_id>")
@demonstration
def message(message_id: str) -> str:
    """One mail as its recipient reads it."""
    return render_template("demo/message.html", message=mailbox.read(_folder(), message_id))


@inbox_blueprint.get("/<message_id>/html")
@demonstration
def body(message_id: str) -> Response:
    """The HTML of a mail, alone in its sandbox."""
    html = mailbox.read(_folder(), message_id).html.replace("<head>", '<head><base target="_top">', 1)
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = MAIL_PREVIEW_POLICY.replace("sandbox", LINKS_WORK)
    return response


@inbox_blueprint.get("/<message_id>/<int:number>")
@demonstration
def enclosure(message_id: str, number: int) -> Response:
    """A file that came with a mail."""
    enclosures = mailbox.read(_folder(), message_id).enclosures
    if number >= len(enclosures):
        raise NotFoundError
    found = enclosures[number]
    return send_file(
        BytesIO(found.content), mimetype=found.content_type, as_attachment=True, download_name=found.filename
    )


def _folder() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.inbox
