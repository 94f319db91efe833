"""The sitting, for whoever presides: quorum, current item, open vote; and the screen for projection."""

from http import HTTPStatus

from flask import abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly.accounts.models import Role
from assembly.accounts.permissions import Permission
from assembly.accounts.roles import people_with
from assembly.agenda.programme import ProgrammeSitting
from assembly.credentials.presence import queries as presence
from assembly.credentials.presence import service as presence_service
from assembly.database import database_now, transaction
from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.extensions import db
from assembly.live import officers, presentation, queries
from assembly.live.presentation import CourseShown, read
from assembly.security import requires
from assembly.web import localized_blueprint, number

blueprint = localized_blueprint("live", __name__, "/secretariat/events/<event_slug>/sittings")
BLUEPRINTS = (blueprint, officers.blueprint)


@blueprint.get("")
@requires(Permission.CHAIR_SITTINGS)
def sittings(event_slug: str) -> str:
    """Sittings: which is under way, which comes next?"""
    event = event_by_slug(event_slug)
    now = database_now(db.session())
    held = presence.held(event.id)
    going = {one.id for one in presence.sittings_under_way(event.id, now)}
    return render_template(
        "live/sittings.html",
        event=event,
        rows=[(one, read(event, one.title), one.id in going) for one in held],
        now=now,
        chairs=people_with(Role.CHAIR, event.id),
        may_name=g.actor.may(Permission.MANAGE_EVENTS, event.id),
    )


@blueprint.get("/<int:sitting_id>")
@requires(Permission.CHAIR_SITTINGS)
def sitting(event_slug: str, sitting_id: int) -> str:
    """Sitting: is there a quorum, what is being taken, what is open? With X-Fragment, only what changes."""
    event = event_by_slug(event_slug)
    held = presence.sitting_held(event.id, sitting_id)
    page = "_course.html" if request.headers.get("X-Fragment") else "sitting.html"
    return render_template(
        f"live/{page}",
        event=event,
        sitting=held,
        title=read(event, held.title),
        items=[(item, read(event, item.title)) for item in held.items],
        course=_course(event, held),
        may_tick=g.actor.may(Permission.MANAGE_CREDENTIALS, event.id),
        may_open=g.actor.may(Permission.MANAGE_VOTES, event.id),
    )


@blueprint.get("/<int:sitting_id>/screen")
@requires(Permission.CHAIR_SITTINGS)
def screen(event_slug: str, sitting_id: int) -> str:
    """Screen, for projection: what is being taken, is there a quorum? It names nobody."""
    event = event_by_slug(event_slug)
    held = presence.sitting_held(event.id, sitting_id)
    page = "_screen.html" if request.headers.get("X-Fragment") else "screen.html"
    return render_template(
        f"live/{page}", event=event, sitting=held, title=read(event, held.title), course=_course(event, held)
    )


def _course(event: Event, held: ProgrammeSitting) -> CourseShown:
    return presentation.shown(event, queries.course(event, held, database_now(db.session())))


def _item_of(sitting: ProgrammeSitting) -> int | None:
    """Return the item that is to be taken; None: whichever the programme has; raise `NotFoundError`."""
    chosen = request.form.get("item", type=number)
    if chosen and all(item.id != chosen for item in sitting.items):
        raise NotFoundError
    return chosen or None


@blueprint.post("/<int:sitting_id>")
@requires(Permission.CHAIR_SITTINGS)
def steer(event_slug: str, sitting_id: int) -> Response:
    """Take an item, close the sitting, or open it again."""
    event = event_by_slug(event_slug)
    with transaction():
        held, actor_id = presence.sitting_held(event.id, sitting_id), g.actor.person_id
        act = request.form.get("act", "")
        if act == "take":
            presence_service.take_item(actor_id, held, _item_of(held))
        elif act == "close":
            presence_service.close_sitting(actor_id, held, now=database_now(db.session()))
        elif act == "reopen":
            presence_service.reopen_sitting(actor_id, held)
        else:
            abort(HTTPStatus.BAD_REQUEST)
    return redirect(url_for("live.sitting", event_slug=event_slug, sitting_id=sitting_id), HTTPStatus.SEE_OTHER)
