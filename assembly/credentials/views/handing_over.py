"""Handing the vote over to somebody who stands in: by whoever votes, the focal point, or the secretariat."""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.credentials import queries, service
from assembly.credentials.given import given_away
from assembly.credentials.views.delegation import blueprint
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.events import queries as events
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.registration.models import Delegation
from assembly.registration.views.delegation import own_delegation
from assembly.scope import everything
from assembly.security import requires, signed_in
from assembly.web import number


@blueprint.post("/events/<event_slug>/delegations/<code>/who-votes/hand-over")
@requires(Permission.EDIT_DELEGATION)
def hand_over(event_slug: str, code: str) -> Response:
    """Let somebody who stands in vote, as the focal point or on a member's behalf."""
    found = own_delegation(event_slug, code)
    with transaction():
        service.hand_over(g.actor.person_id, found, _named(), now=clock.now())
    flash(_("From now on this person votes. Everybody concerned is told by mail."))
    return redirect(url_for("credentials.who_votes", event_slug=event_slug, code=code), HTTPStatus.SEE_OTHER)


@blueprint.route("/events/<event_slug>/my-vote", methods=["GET", "POST"])
@signed_in
def my_vote(event_slug: str) -> str | Response:
    """My vote: for whom do I vote, and who could stand in for me? As for voting itself, by one's own address."""
    event = events.event_by_slug(event_slug)
    if not g.actor.proved_address:
        return redirect(url_for("accounts.sign_in", next=request.path), HTTPStatus.SEE_OTHER)
    held = queries.rights_held_by(g.actor.person_id, event.id)
    own = next((one.member_id for one in held if not one.by_proxy), None)
    if request.method == "POST":
        if own is None:
            raise NotFoundError
        with transaction(), everything():
            service.hand_over(
                g.actor.person_id, _delegation(event.id, own), _named(), now=clock.now(), from_person=g.actor.person_id
            )
        flash(_("You do not vote any more; whoever you named does, and is told by mail."))
        return redirect(url_for("credentials.my_vote", event_slug=event_slug), HTTPStatus.SEE_OTHER)
    standing = queries.roll_facts(event.id, [own]).get(own) if own else None
    given = given_away(g.actor.person_id, event.id)
    return render_template(
        "credentials/my_vote.html",
        event=event,
        names=queries.member_names([*(one.member_id for one in held), *(one.member_id for one in given)]),
        held=held,
        given=given,
        proxies={one.member_id: one.proxy_id for one in queries.entrusted_to(g.actor.person_id, event.id)},
        others=standing.voters[1:] if standing else (),
    )


def _delegation(event_id: int, member_id: int) -> Delegation:
    statement = select(Delegation).where(Delegation.event_id == event_id, Delegation.member_id == member_id)
    return db.session.scalars(statement).one()


def _named() -> int:
    return request.form.get("registration", 0, type=number)
