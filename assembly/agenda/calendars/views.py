"""My calendar: the page with one's secret address, and what is found there."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from assembly import clock
from assembly.agenda.calendars import feeds
from assembly.database import transaction
from assembly.forms import Form
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.security import by_link, signed_in
from assembly.web import localized_blueprint, no_store

blueprint = localized_blueprint("calendars", __name__, "/me/calendar")
feed_blueprint = Blueprint("calendar_feed", __name__)  # no language: it is in that of its owner
BLUEPRINTS = (blueprint, feed_blueprint)


@blueprint.get("")
@signed_in
def mine() -> Response:
    """My calendar: at which address do I subscribe to it?"""
    token = feeds.token_of(g.actor.person_id)
    address = absolute_url("calendar_feed.personal", token=token) if token else None
    return no_store(Response(render_template("agenda/my_calendar.html", address=address, form=Form())))


@blueprint.post("")
@signed_in
def new_address() -> Answer:
    """Make an address, or another one in place of the one there is."""
    with transaction():
        feeds.new_address(g.actor.person_id, clock.now())
    flash(_("Your calendar has a new address."))
    return redirect(url_for("calendars.mine"), 303)


@feed_blueprint.get("/calendar/<token>.ics")
@by_link
def personal(token: str) -> Answer:
    """Return somebody's calendar; nothing but 304 where their program has it already."""
    content = feeds.feed_of(feeds.holder(token), clock.now())
    response = Response(content, mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response.add_etag()  # no date: a place that somebody gave back leaves none
    return response.make_conditional(request)
