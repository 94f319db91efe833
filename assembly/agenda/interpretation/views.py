"""The rota for its coordinator, and an interpreter's own pages: my turns, papers."""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.agenda import queries as agenda
from assembly.agenda.channels.queries import rooms_of
from assembly.agenda.interpretation import presentation, queries, service
from assembly.agenda.interpretation.forms import turns_form
from assembly.database import transaction
from assembly.errors import InvalidInputError
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.security import requires, signed_in
from assembly.web import localized_blueprint

STAFF = "/secretariat/events/<event_slug>/programme"
blueprint = localized_blueprint("interpretation", __name__)
BLUEPRINTS = (blueprint,)


@blueprint.get(f"{STAFF}/rota")
@requires(Permission.MANAGE_AGENDA)
def rota(event_slug: str) -> str:
    """Rota: any gap?"""
    event = event_by_slug(event_slug)
    sittings = presentation.rota(event)
    return render_template(
        "agenda/interpretation/rota.html",
        event=event,
        sittings=sittings,
        pair=presentation.pair,
        interpreters=queries.interpreters(event.id),
        warnings=sum(len(one.warnings) for one in sittings),
        owed=[paper for paper in presentation.papers(event) if paper.owed],
        now=clock.now(),
    )


@blueprint.route(f"{STAFF}/sittings/<int:sitting_id>/rota/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def new_turns(event_slug: str, sitting_id: int) -> str | Response:
    """Add turns to a sitting, its interpreters one after the other."""
    event = event_by_slug(event_slug)
    sitting = agenda.sitting_of(event.id, sitting_id)
    people = queries.interpreters(event.id)
    form = turns_form(event, sitting, people, rooms_of([sitting]).spoken(sitting).floor)
    if form.validate_on_submit():
        chosen = [one for one in people if one.id in form.interpreters.data]
        try:
            with transaction():
                service.add_turns(g.actor.person_id, sitting, chosen, form.draft())
        except InvalidInputError as error:
            form.ends.errors = [str(error)]
        else:
            flash(_("The turns are added."))
            return redirect(url_for(".rota", event_slug=event.slug), HTTPStatus.SEE_OTHER)
    return render_template(
        "agenda/interpretation/turns.html", event=event, sitting=sitting, form=form, interpreters=people
    )


@blueprint.post(f"{STAFF}/turns/<int:turn_id>/remove")
@requires(Permission.MANAGE_AGENDA)
def remove_turn(event_slug: str, turn_id: int) -> Response:
    """Take a turn out of the rota."""
    event = event_by_slug(event_slug)
    with transaction():
        service.remove_turn(g.actor.person_id, queries.turn_of(event.id, turn_id))
    flash(_("The turn is removed."))
    return redirect(url_for(".rota", event_slug=event.slug), HTTPStatus.SEE_OTHER)


@blueprint.get("/events/<event_slug>/my-turns")
@signed_in
def my_turns(event_slug: str) -> str:
    """My turns: when do I interpret what?"""
    event = event_by_slug(event_slug)
    registration = queries.own_registration(event.id, g.actor.person_id)
    now = clock.now()
    turns = presentation.my_turns(event, registration.id)
    coming = next((turn for turn in turns if turn.ends_at > now), None)
    return render_template("agenda/interpretation/my_turns.html", event=event, turns=turns, coming=coming, now=now)


@blueprint.get("/events/<event_slug>/papers")
@signed_in
def papers(event_slug: str) -> str:
    """Papers: what is there to prepare with, and what is still to come?"""
    event = event_by_slug(event_slug)
    queries.own_registration(event.id, g.actor.person_id)
    found = presentation.papers(event)
    return render_template("agenda/interpretation/papers.html", event=event, papers=found, now=clock.now())
