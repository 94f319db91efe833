"""The programme for everybody, on a page and as a calendar."""

from flask import Response, g, render_template, request

from assembly import clock, timezones
from assembly.accounts import zones
from assembly.agenda import calendar, presentation, queries
from assembly.agenda.presentation import Reader
from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.i18n import current_language
from assembly.links import absolute_url
from assembly.mail import ics
from assembly.security import public
from assembly.web import localized_blueprint

blueprint = localized_blueprint("agenda", __name__, "/events/<event_slug>")


@blueprint.get("/programme")
@public
def programme(event_slug: str) -> str:
    """Programme: when is it for me?"""
    event = event_by_slug(event_slug)
    reader = Reader(event, _reader_zone(event), clock.now())
    found = queries.published(event.id)
    return render_template(
        "agenda/programme.html",
        event=event,
        reader=reader,
        days=presentation.days(found, reader) if found else [],
        clock_change=presentation.clock_change(found, reader) if found else None,
        zones=zones.choices(reader.now, reader.zone),
        feed_url=absolute_url("agenda.feed", event_slug=event.slug),
    )


def _reader_zone(event: Event) -> str:
    """Return the zone that was asked for, else the reader's own, else the event's."""
    asked = request.args.get("zone", "")
    if timezones.is_zone(asked):
        return asked
    return g.actor.zone if g.actor else event.zone


@blueprint.get("/programme.ics")
@public
def feed(event_slug: str) -> Response:
    """Return the programme as a calendar to subscribe to, in the language of the address."""
    event = event_by_slug(event_slug)
    version = queries.latest_version(event.id)
    programme = queries.programme_of(version)
    if version is None or programme is None:
        raise NotFoundError
    reader = Reader(event, event.zone, clock.now())
    url = absolute_url("agenda.programme", event_slug=event.slug)
    content = ics.feed(
        calendar.entries(programme, reader, url),
        name=reader.read(event.title).text,
        stamp=version.published_at,
        language=current_language(),
    )
    return Response(content, mimetype="text/calendar")
