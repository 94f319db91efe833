"""Asking that one's own data be erased: what goes, what stays, and taking the wish back."""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.models import Person
from assembly.database import transaction
from assembly.events import queries as events
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.names import day_name
from assembly.privacy import asking, erasing, wording
from assembly.privacy.declared import KEPT
from assembly.security import signed_in
from assembly.web import localized_blueprint

blueprint = localized_blueprint("my_erasure", __name__, "/events/<event_slug>/me/erase")
BLUEPRINTS = (blueprint,)


@blueprint.get("")
@signed_in
def page(event_slug: str) -> str | Response:
    """Show what would go and what would stay; a link that was forwarded is not enough for that."""
    event = events.event_by_slug(event_slug)
    if not g.actor.proved_address:
        return _to_sign_in()
    person = db.session.get_one(Person, g.actor.person_id)
    return render_template(
        "privacy/my_erasure.html",
        event=event,
        plan=erasing.plan(person, clock.now()),
        asked=asking.waiting_for(person.id),
        name_of=wording.group_name,
        kept_because=KEPT,
        blocks=wording.OWN_BLOCKS,
        day_name=day_name,
    )


@blueprint.post("")
@signed_in
def ask(event_slug: str) -> Response:
    """Ask for it; the secretariat looks at it before it is done."""
    event = events.event_by_slug(event_slug)
    if not g.actor.proved_address:
        return _to_sign_in()
    with transaction():
        asking.ask(g.actor, now=clock.now())
    flash(_("We have your wish. The secretariat looks at it and then erases your data."))
    return redirect(url_for("my_erasure.page", event_slug=event.slug), HTTPStatus.SEE_OTHER)


@blueprint.post("/take-back")
@signed_in
def take_back(event_slug: str) -> Response:
    """Keep everything after all."""
    event = events.event_by_slug(event_slug)
    with transaction():
        asking.take_back(g.actor, now=clock.now())
    flash(_("Your data stay as they are."))
    return redirect(url_for("mine.page", event_slug=event.slug), HTTPStatus.SEE_OTHER)


def _to_sign_in() -> Response:
    flash(_("Before your data can go, we make sure that it is you: ask for a sign-in mail."))
    return redirect(url_for("accounts.sign_in", next=request.path), HTTPStatus.SEE_OTHER)
