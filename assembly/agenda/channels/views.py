"""Rooms: the secretariat's page of one, and the page from which participants join."""

from flask import Response, flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.agenda import queries as agenda
from assembly.agenda.channels import joining, queries, rules, service, wording
from assembly.agenda.channels.forms import room_form
from assembly.agenda.channels.queries import Place
from assembly.agenda.models import Sitting
from assembly.database import transaction
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.security import requires, signed_in
from assembly.web import localized_blueprint

PROGRAMME = "/secretariat/events/<event_slug>/programme"
blueprint = localized_blueprint("rooms", __name__)
BLUEPRINTS = (blueprint,)


@blueprint.get(f"{PROGRAMME}/rooms")
@requires(Permission.MANAGE_AGENDA)
def overview(event_slug: str) -> str:
    """Rooms: in which languages can each sitting be followed, and what is missing?"""
    event = event_by_slug(event_slug)
    sittings = agenda.sittings_of(event.id)
    rooms = queries.rooms_of(sittings)
    return render_template(
        "agenda/channels/rooms.html",
        event=event,
        rows=[_row(event, sitting, rooms) for sitting in sittings],
        present=queries.attendances([sitting.id for sitting in sittings]),
        wording=wording,
    )


def _row(event: Event, sitting: Sitting, rooms: queries.Rooms) -> dict[str, object]:
    ways, room = rooms.ways(sitting), rooms.room(sitting)
    return {
        "sitting": sitting,
        "ways": rules.in_order(ways, ""),
        "gaps": rules.gaps(ways, event.languages, room_address=bool(room and (room.address or room.telephones))),
        "items": [item for item in sitting.items if rooms.room(item)],
    }


@blueprint.route(f"{PROGRAMME}/sittings/<int:sitting_id>/room", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def sitting_room(event_slug: str, sitting_id: int) -> str | BaseResponse:
    """Room of a sitting: how does one join, and in which languages?"""
    event = event_by_slug(event_slug)
    return _edit(event, agenda.sitting_of(event.id, sitting_id))


@blueprint.route(f"{PROGRAMME}/items/<int:item_id>/room", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def item_room(event_slug: str, item_id: int) -> str | BaseResponse:
    """Room of an item that has its own, or another language on the floor."""
    event = event_by_slug(event_slug)
    return _edit(event, agenda.item_of(event.id, item_id))


def _edit(event: Event, place: Place) -> str | BaseResponse:
    room = queries.room_of(place)
    form = room_form(event, room, queries.rooms_of([_sitting(place)]).ways(place))
    if form.validate_on_submit():
        with transaction():
            service.set_room(g.actor.person_id, place, form.draft())
        flash(_("The room is saved. Those admitted see it half an hour before the start."))
        return redirect(url_for(".overview", event_slug=event.slug), 303)
    return render_template(
        "agenda/channels/room.html",
        event=event,
        place=place,
        room=room,
        form=form,
        is_item=place is not _sitting(place),
    )


def _sitting(place: Place) -> Sitting:
    return place if isinstance(place, Sitting) else place.sitting


@blueprint.post(f"{PROGRAMME}/items/<int:item_id>/room/remove")
@requires(Permission.MANAGE_AGENDA)
def remove_item_room(event_slug: str, item_id: int) -> BaseResponse:
    """Let an item meet where its sitting does."""
    event = event_by_slug(event_slug)
    with transaction():
        service.remove_room(g.actor.person_id, agenda.item_of(event.id, item_id))
    flash(_("The item meets in the room of its sitting again."))
    return redirect(url_for(".overview", event_slug=event.slug), 303)


@blueprint.route("/events/<event_slug>/join/<int:sitting_id>", methods=["GET", "POST"])
@signed_in
def join(event_slug: str, sitting_id: int) -> Response | BaseResponse:
    """Join: how do I get into the room? Going in is a POST, and is noted."""
    event = event_by_slug(event_slug)
    joining.check_admitted(event, g.actor)
    shown, sitting = joining.published_sitting(event, sitting_id)
    now = clock.now()
    if request.method == "POST":
        with transaction():
            service.enter(g.actor.person_id, sitting, shown.starts_at, shown.ends_at, now=now)
        return redirect(url_for(".join", event_slug=event.slug, sitting_id=sitting.id), 303)
    page = joining.join_page(event, shown, sitting, g.actor, now)
    response = make_response(render_template("agenda/channels/join.html", event=event, page=page))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
