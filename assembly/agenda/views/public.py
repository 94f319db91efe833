"""The programme for everybody: on a page, as a calendar and on paper."""

from datetime import date, timedelta

from flask import Response, current_app, g, make_response, render_template, request
from werkzeug.wrappers import Response as Answer

from assembly import clock, pdf, timezones
from assembly.agenda import page
from assembly.agenda.chosen import Choice
from assembly.agenda.documents import reading
from assembly.agenda.documents.kinds import Visibility
from assembly.agenda.kinds import ItemKind
from assembly.agenda.page import Asked
from assembly.agenda.presentation import Reader
from assembly.config import Settings
from assembly.events.models import Event
from assembly.security import public
from assembly.web import localized_blueprint

blueprint = localized_blueprint("agenda", __name__, "/events/<event_slug>")
COOKIE = "zone"
COOKIE_LASTS = timedelta(days=365)
FRESH_FOR = timedelta(minutes=5)


@blueprint.get("/programme")
@public
def programme(event_slug: str) -> Response:
    """Programme: when is it for me?"""
    event, head = page.event_and_head(event_slug)
    now = clock.now()
    asked = _asked(event, head, reading.audience_of(event, g.actor))
    reader = Reader(event, asked.zone, now)
    body = page.body(page.at_moment(asked, _choice(event), now))
    response = make_response(render_template("agenda/programme.html", event=event, reader=reader, body=body))
    if not g.actor and _zone_asked_for():
        _keep_zone(response, asked.zone)
    return response


def _asked(event: Event, head: str | None, audience: frozenset[Visibility]) -> Asked:
    """Return what to show: in the zone that was asked for, else in the reader's own, else in the event's."""
    own = g.actor.zone if g.actor else request.cookies.get(COOKIE, "")
    known = _zone_asked_for() or (own if timezones.is_zone(own) else None)
    return page.asked(Reader(event, known or event.zone, clock.now()), head, audience, chosen=known is not None)


def _choice(event: Event) -> Choice:
    """Return the day and the kind that were picked; what makes no sense is all."""
    kind = request.args.get("kind", "")
    return Choice(_day(event, request.args.get("day", "")), ItemKind(kind) if kind in set(ItemKind) else None)


def _day(event: Event, text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    around = timedelta(days=1)  # it is a day of the reader's calendar
    return found if event.starts_at.date() - around <= found <= event.ends_at.date() + around else None


def _zone_asked_for() -> str | None:
    asked = request.args.get("zone", "")
    return asked if timezones.is_zone(asked) else None


def _keep_zone(response: Response, zone: str) -> None:
    """Keep what somebody without an account chose, so that they choose once."""
    settings: Settings = current_app.extensions["settings"]
    response.set_cookie(
        COOKIE, zone, max_age=COOKIE_LASTS, secure=settings.secure, httponly=True, samesite="Lax", path="/"
    )


@blueprint.get("/programme.ics")
@public
def feed(event_slug: str) -> Answer:
    """Return the programme as a calendar to subscribe to, in the language of the address and the event's time."""
    event, head = page.event_and_head(event_slug)
    asked = page.asked(Reader(event, event.zone, clock.now()), head, frozenset(), chosen=True)
    content, published_at = page.feed(asked)
    response = Response(content, mimetype="text/calendar")
    response.last_modified = published_at
    response.cache_control.public = True
    response.cache_control.max_age = int(FRESH_FOR.total_seconds())
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/programme.pdf")
@public
def paper(event_slug: str) -> Response:
    """Return the programme on paper, in the language of the address and the zone that was asked for."""
    event, head = page.event_and_head(event_slug)
    asked = _asked(event, head, frozenset({Visibility.PUBLIC}))
    return pdf.download(page.pdf(asked), f"{event.slug}-{asked.language}")
