"""Who did what: the audit trail in the reader's words, of the whole federation or of one event."""

from typing import Any

from flask import Response, g, render_template

from assembly import clock, paging
from assembly.accounts.permissions import Permission
from assembly.events import queries as events
from assembly.exports import FileKind, Table, download
from assembly.i18n import gettext as _
from assembly.security import requires
from assembly.trail import queries, telling
from assembly.trail.queries import Asked
from assembly.trail.request import arguments, choices, wanted
from assembly.web import localized_blueprint

blueprint = localized_blueprint("trail", __name__, "/secretariat")
BLUEPRINTS = (blueprint,)


@blueprint.get("/trail")
@requires(Permission.INSPECT_AUDIT)
def page() -> str:
    """Who did what, and when?"""
    return _page(wanted(), choices=choices())


@blueprint.get("/events/<event_slug>/trail")
@requires(Permission.INSPECT_AUDIT)
def of_event(event_slug: str) -> str:
    """Show the same of one event, for whoever has a function at it."""
    event = events.event_by_slug(event_slug)
    return _page(wanted(event.id), choices={"kind": choices()["kind"]}, event=event)


@blueprint.get("/trail.csv")
@requires(Permission.INSPECT_AUDIT)
def export() -> Response:
    """Give what is asked for as a sheet: each entry with its numbers and its hash, to be checked elsewhere."""
    return _sheet(wanted())


@blueprint.get("/events/<event_slug>/trail.csv")
@requires(Permission.INSPECT_AUDIT)
def export_of_event(event_slug: str) -> Response:
    """Give the same of one event."""
    return _sheet(wanted(events.event_by_slug(event_slug).id))


def _page(asked: Asked, **values: Any) -> str:
    place = paging.place(queries.count(asked), paging.asked())
    rows = telling.told(queries.entries(asked, place), g.actor)
    found = paging.Page(rows, place)
    return render_template(
        "trail/page.html", asked=asked, arguments=arguments(), found=found, head=queries.trail_head(), **values
    )


def _sheet(asked: Asked) -> Response:
    rows = telling.cells(queries.entries(asked, None), g.actor)
    return download(Table(f"trail-{clock.now():%Y-%m-%d}", _headings(), rows), FileKind.CSV)


def _headings() -> list[str]:
    return [
        _("Number"),
        _("Time (UTC)"),
        _("What was done"),
        _("By whom (number)"),
        _("Action"),
        _("Object"),
        _("Number of the object"),
        _("Details"),
        _("Hash"),
    ]
