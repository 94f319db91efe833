"""Presence: saying "I am here" oneself, and ticking who is there, as the secretariat."""

from http import HTTPStatus
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import paging
from assembly.accounts.permissions import Permission
from assembly.agenda.channels.joining import check_admitted
from assembly.agenda.channels.rules import OPENS_BEFORE
from assembly.credentials.presence import overview, queries, service
from assembly.credentials.presence.wording import means_word
from assembly.database import database_now, transaction
from assembly.database_types import LocalizedText
from assembly.events import queries as events
from assembly.extensions import db
from assembly.i18n import current_language, ngettext
from assembly.i18n import gettext as _
from assembly.security import requires, signed_in
from assembly.web import localized_blueprint, number

blueprint = localized_blueprint("presence", __name__)
staff = localized_blueprint("presence_staff", __name__, "/secretariat/events/<event_slug>/sittings")
BLUEPRINTS = (blueprint, staff)


@blueprint.route("/events/<event_slug>/sittings/<int:sitting_id>/here", methods=["GET", "POST"])
@signed_in
def here(event_slug: str, sitting_id: int) -> str | Response:
    """I am here: am I counted as present?"""
    event = events.event_by_slug(event_slug)
    check_admitted(event, g.actor)
    sitting = queries.sitting_held(event.id, sitting_id)
    if request.method == "POST":
        act = {"arrive": service.arrive, "leave": service.leave}.get(request.form.get("act", ""))
        if act is None:
            abort(HTTPStatus.BAD_REQUEST)
        with transaction():
            act(g.actor.person_id, sitting, now=database_now(db.session()))
        return redirect(url_for("presence.here", event_slug=event_slug, sitting_id=sitting_id), HTTPStatus.SEE_OTHER)
    now = database_now(db.session())
    found = queries.times([sitting.id], [g.actor.person_id]).get(g.actor.person_id, [])
    return render_template(
        "credentials/presence/here.html",
        event=event,
        sitting=sitting,
        title=LocalizedText(sitting.title).read(current_language(), event.source_language),
        open=queries.is_under_way(sitting, now),
        opens_at=sitting.starts_at - OPENS_BEFORE,
        before=now < sitting.starts_at,
        present=next((one for one in found if one.holds(now)), None),
    )


@staff.route("/<int:sitting_id>/presence", methods=["GET", "POST"])
@requires(Permission.MANAGE_CREDENTIALS)
def tick(event_slug: str, sitting_id: int) -> str | Response:
    """Who is there: tick those who are, for each member."""
    event = events.event_by_slug(event_slug)
    sitting = queries.sitting_held(event.id, sitting_id)
    if request.method == "POST":
        return _tick(event_slug, event.id, sitting_id)
    now = database_now(db.session())
    found = overview.members_at(event.id, sitting.id, now)
    asked = {"q": request.args.get("q", ""), "absent": request.args.get("absent", "")}
    shown = overview.matching(found, words=asked["q"], absent=bool(asked["absent"]))
    place = paging.place(len(shown), paging.asked())
    return render_template(
        "credentials/presence/tick.html",
        event=event,
        sitting=sitting,
        title=LocalizedText(sitting.title).read(current_language(), event.source_language),
        open=queries.is_under_way(sitting, now),
        rows=place.cut(shown),
        place=place,
        asked=asked,
        represented=sum(one.represented for one in found),
        everybody=len(found),
        means=means_word,
    )


def _tick(event_slug: str, event_id: int, sitting_id: int) -> Response:
    """Note who has come, or gone; only people who vote or stand in for a member."""
    act = {"come": service.tick, "gone": service.untick}.get(request.form.get("act", ""))
    if act is None:
        abort(HTTPStatus.BAD_REQUEST)
    with transaction():
        sitting, now = queries.sitting_held(event_id, sitting_id), database_now(db.session())
        known = {one.person_id for row in overview.members_at(event_id, sitting_id, now) for one in row.people}
        ticked = known.intersection(request.form.getlist("person", type=number))
        done = act(g.actor.person_id, sitting, ticked, now=now)
    if not ticked:
        flash(_("Nobody was ticked, so nothing is noted."), "warning")
    elif request.form["act"] == "come":
        flash(ngettext("%(num)d person is present now.", "%(num)d people are present now.", done))
    else:
        flash(ngettext("%(num)d person is not present any more.", "%(num)d people are not present any more.", done))
    asked: dict[str, Any] = {name: request.form[name] for name in ("q", "absent", "page") if request.form.get(name)}
    target = url_for("presence_staff.tick", event_slug=event_slug, sitting_id=sitting_id, **asked)
    return redirect(target, HTTPStatus.SEE_OTHER)
