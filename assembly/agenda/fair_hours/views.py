"""The page of fair hours: when shall we meet?"""

from datetime import datetime, timedelta

from flask import render_template, request, url_for

from assembly import timezones
from assembly.accounts.permissions import Permission
from assembly.agenda.fair_hours import presentation, queries, rules
from assembly.agenda.fair_hours.forms import question_form
from assembly.agenda.fair_hours.rules import Slot
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.security import requires
from assembly.web import localized_blueprint

blueprint = localized_blueprint("fair_hours", __name__, "/secretariat/events/<event_slug>/fair-hours")
BLUEPRINTS = (blueprint,)
BEST = 5


@blueprint.get("")
@requires(Permission.MANAGE_AGENDA)
def page(event_slug: str) -> str:
    """Fair hours: when shall we meet?"""
    event = event_by_slug(event_slug)
    form = question_form(request.args, event.starts_at.astimezone(timezones.zone(event.zone)))
    spread = queries.spread(event.id)
    slots = rules.slots(spread.members, form.day.data, event.zone, form.asked_length)
    best = rules.apart(rules.ranked(slots), BEST)
    return render_template(
        "agenda/fair_hours.html",
        event=event,
        form=form,
        spread=spread,
        columns=presentation.columns(slots, event.zone),
        best=best,
        chosen=_chosen(slots, best),
        words=presentation,
        length=form.asked_length,
        look_at=lambda slot: _look_at(event, slot, form.asked_length),
        sitting_at=lambda slot: _sitting_at(event, slot, form.asked_length),
    )


def _chosen(slots: list[Slot], best: list[Slot]) -> Slot:
    """Return the time that was asked for, else the fairest."""
    asked = request.args.get("starts_at", "")
    return next((slot for slot in slots if slot.starts_at.isoformat() == asked), best[0])


def _look_at(event: Event, slot: Slot | datetime, length: timedelta) -> str:
    """Return the address of this page with another time."""
    starts_at = slot if isinstance(slot, datetime) else slot.starts_at
    day = starts_at.astimezone(timezones.zone(event.zone)).date().isoformat()
    minutes = int(length.total_seconds()) // 60
    return url_for(
        "fair_hours.page",
        event_slug=event.slug,
        day=day,
        length=minutes,
        starts_at=starts_at.isoformat(),
        _anchor="chosen",
    )


def _sitting_at(event: Event, slot: Slot, length: timedelta) -> str:
    """Return the address of the form of a new sitting at this time."""
    ends_at = slot.starts_at + length
    return url_for(
        "agenda_staff.new_sitting",
        event_slug=event.slug,
        starts_at=slot.starts_at.isoformat(),
        ends_at=ends_at.isoformat(),
    )
