"""The mails of one person, for the secretariat and for the person; and all that is still to go out."""

from typing import Any

from flask import Response, g, render_template, request, url_for
from flask import redirect as go_to
from werkzeug.wrappers import Response as BaseResponse

from assembly import scope
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.events.queries import event_by_slug
from assembly.mail.models import Delivery
from assembly.notices import archive, wording
from assembly.notices.previews import Preview
from assembly.notices.views.write import blueprint
from assembly.registration.mine.vocabulary import MAILS
from assembly.security import MAIL_PREVIEW_POLICY, requires, signed_in
from assembly.web import localized_blueprint

own = localized_blueprint("my_mail", __name__, "/events/<event_slug>/my-mail")


@blueprint.get("/plan")
@requires(Permission.SEND_NOTICES)
def plan(event_slug: str) -> str:
    """Mail plan: what is still to go out, and when?"""
    event = event_by_slug(event_slug)
    return render_template(
        "notices/plan.html", event=event, planned=archive.plan(event.id), names=MAILS, wording=wording
    )


@blueprint.get("/people/<int:person_id>")
@requires(Permission.SEND_NOTICES)
def person(event_slug: str, person_id: int) -> str:
    """Mails of one person: what were they sent, and what will they be?"""
    event = event_by_slug(event_slug)
    found = archive.person_of(event.id, person_id)
    lines = archive.mails_of(person_id, event.id)
    closed = archive.FOR_THE_READER_ALONE
    return render_template(
        "notices/person.html", event=event, person=found, lines=lines, names=MAILS, wording=wording, closed=closed
    )


@blueprint.get("/mails/<int:delivery_id>")
@requires(Permission.SEND_NOTICES)
def mail(event_slug: str, delivery_id: int) -> str:
    """Read one mail as its recipient does."""
    event = event_by_slug(event_slug)
    delivery = archive.mail(event.id, delivery_id)
    return render_template("notices/mail.html", event=event, **_shown(delivery), own=False)


@blueprint.get("/mails/<int:delivery_id>/content")
@requires(Permission.SEND_NOTICES)
def mail_content(event_slug: str, delivery_id: int) -> Response:
    """Return the mail's HTML for the sandboxed frame."""
    return _frame(archive.mail(event_by_slug(event_slug).id, delivery_id))


@own.get("")
@signed_in
def mine(event_slug: str) -> str | BaseResponse:
    """My mail: what was I sent, and what will I be? A link that was forwarded is not enough for that."""
    event = event_by_slug(event_slug)
    if not g.actor.proved_address:
        return go_to(url_for("accounts.sign_in", next=request.path))
    lines = archive.mails_of(g.actor.person_id, event.id)
    return render_template("notices/mine.html", event=event, lines=lines, names=MAILS, wording=wording)


@own.get("/<int:delivery_id>")
@signed_in
def my_mail(event_slug: str, delivery_id: int) -> str | BaseResponse:
    """Read one of one's own mails."""
    event = event_by_slug(event_slug)
    if not g.actor.proved_address:
        return go_to(url_for("accounts.sign_in", next=request.path))
    delivery = archive.mail(event.id, delivery_id, own=g.actor.person_id)
    return render_template("notices/my_mail.html", event=event, **_shown(delivery), own=True)


@own.get("/<int:delivery_id>/content")
@signed_in
def my_mail_content(event_slug: str, delivery_id: int) -> Response | BaseResponse:
    """Return the HTML of one of one's own mails for the sandboxed frame."""
    event = event_by_slug(event_slug)
    if not g.actor.proved_address:
        return go_to(url_for("accounts.sign_in"))
    return _frame(archive.mail(event.id, delivery_id, own=g.actor.person_id))


def _read(delivery: Delivery) -> Preview | None:
    """Write the mail again. It is the reader's, whatever else they may see."""
    with scope.everything(), transaction():
        return archive.read(delivery)


def _shown(delivery: Delivery) -> dict[str, Any]:
    return {"delivery": delivery, "mail": _read(delivery), "wording": wording}


def _frame(delivery: Delivery) -> Response:
    shown = _read(delivery)
    answer = Response(shown.html if shown else "", mimetype="text/html")
    answer.headers["Content-Security-Policy"] = MAIL_PREVIEW_POLICY
    answer.headers["Cache-Control"] = "no-store"
    return answer
