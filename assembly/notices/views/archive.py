"""The mails of one person, for the secretariat and for the person; and all that is still to go out."""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Response, flash, g, render_template, request, url_for
from flask import redirect as go_to
from werkzeug.wrappers import Response as BaseResponse

from assembly import clock, scope
from assembly.accounts.models import Person
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.mail.models import Delivery
from assembly.mail.news import service as news
from assembly.notices import archive, prospects, service, wording
from assembly.notices import audience as audiences
from assembly.notices.archive import Line
from assembly.notices.choices import choices
from assembly.notices.previews import Preview
from assembly.notices.sentences import sentence
from assembly.notices.service import NothingToMendError
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
    return render_template(
        "notices/person.html",
        person=found,
        closed=archive.FOR_THE_READER_ALONE,
        no_news_since=news.since(person_id),
        **_list(event, found, drafts=True),
    )


def _list(event: Event, person: Person, *, drafts: bool) -> dict[str, Any]:
    """Return what somebody was written, was spared, will be and may be."""
    with scope.everything():  # what may come hangs on members and delegations, of which nothing is shown
        expected = prospects.of_person(event, person, clock.now(), drafts=drafts)
    lines = archive.mails_of(person.id, event.id)
    return {
        "event": event,
        "lines": _said(lines, event) if drafts else lines,
        "prospects": expected,
        "spared": archive.spared(person.id, event.id),
        "names": MAILS,
        "wording": wording,
    }


def _said(lines: Sequence[Line], event: Event) -> list[Line]:
    """Return the lines, each that hangs on facts with the audience that has to be true of them."""
    known = choices(event) if any(line.conditional for line in lines) else {}
    return [
        replace(line, audience_said=sentence(audiences.from_json(line.audience), known))
        if line.conditional and line.audience
        else line
        for line in lines
    ]


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


@blueprint.post("/mails/<int:delivery_id>/again")
@requires(Permission.SEND_NOTICES)
def mail_again(event_slug: str, delivery_id: int) -> BaseResponse:
    """Send a mail that failed or came back once more."""
    event = event_by_slug(event_slug)
    try:
        with transaction():
            service.send_mail_again(g.actor.person_id, event.id, delivery_id)
        flash(_("The mail is sent once more."))
    except NothingToMendError as error:
        flash(str(error), "warning")
    return go_to(url_for(".list", event_slug=event_slug), HTTPStatus.SEE_OTHER)


@own.get("")
@signed_in
def mine(event_slug: str) -> str | BaseResponse:
    """My mail: what was I sent, and what will I be? A link that was forwarded is not enough for that."""
    event = event_by_slug(event_slug)
    if not g.actor.proved_address:
        return go_to(url_for("accounts.sign_in", next=request.path))
    person = db.session.get_one(Person, g.actor.person_id)
    return render_template("notices/mine.html", **_list(event, person, drafts=False))


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
