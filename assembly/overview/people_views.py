"""The list of participants for those who take part, and the list of all people for the secretariat."""

from collections.abc import Iterator

from flask import Response, abort, g, render_template, request

from assembly import paging
from assembly.accounts.permissions import Permission
from assembly.errors import NotFoundError
from assembly.events import queries as events
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.exports import Cell, FileKind, Table, download
from assembly.i18n import gettext as _
from assembly.members.kinds import Region
from assembly.members.wording import region_label
from assembly.names import country_name, language_name
from assembly.overview import people, people_named, people_request, people_saved
from assembly.overview.people import ExportedPerson, PeopleOrder
from assembly.overview.people_wording import act_label, order_label
from assembly.registration.consents.queries import asked_at
from assembly.registration.rules import RegistrationState
from assembly.registration.service.bulk import BulkAct
from assembly.registration.wording import registration_status, role_name
from assembly.security import requires, signed_in
from assembly.timezones import zone
from assembly.web import localized_blueprint

blueprint = localized_blueprint("people", __name__, "/events/<event_slug>")
staff_blueprint = localized_blueprint("people_staff", __name__, "/secretariat/events/<event_slug>")
BLUEPRINTS = (blueprint, staff_blueprint)


@blueprint.get("/participants")
@signed_in
def participants(event_slug: str) -> str:
    """Show participants and focal points who else takes part and agreed to be named."""
    event = events.event_by_slug(event_slug)
    if not _may_see_participants(event):
        raise NotFoundError
    search = request.args.get("q", "")
    return render_template(
        "registration/participants.html",
        event=event,
        found=people_named.named_page(event.id, search, paging.asked()),
        search=search,
    )


def _may_see_participants(event: Event) -> bool:
    return (
        bool(g.actor.may(Permission.MANAGE_REGISTRATION, event.id))
        or people_named.takes_part(event.id, g.actor.person_id)
        or people_named.looks_after(event.id, g.actor.members_at(event.id))
    )


@staff_blueprint.get("/people")
@requires(Permission.MANAGE_REGISTRATION)
def listed(event_slug: str) -> str:
    """Show all people of an event."""
    event = events.event_by_slug(event_slug)
    wanted, arguments = people_request.wanted(), people_request.arguments()
    views = people_saved.views_of(g.actor)
    return render_template(
        "registration/people.html",
        event=event,
        wanted=wanted,
        found=people.people_page(event, wanted, paging.asked()),
        arguments=arguments,
        views=views,
        shown=next((view for view in views if view.filters == arguments), None),
        asks=bool(asked_at(event)),
        status_of=registration_status,
        choices=_choices(event.id),
    )


def _choices(event_id: int) -> dict[str, list[tuple[str, str]]]:
    return {
        "role": [(role.value, role_name(role)) for role in ParticipantRole],
        "state": [(state.value, registration_status(state)[1]) for state in RegistrationState],
        "region": [(region.value, region_label(region)) for region in Region],
        "language": [(code, language_name(code)) for code in people.languages_of(event_id)],
        "order": [(order.value, order_label(order)) for order in PeopleOrder if order is not PeopleOrder.NAME],
        "act": [(act.value, act_label(act)) for act in BulkAct],
    }


@staff_blueprint.get("/people.<ending>")
@requires(Permission.MANAGE_REGISTRATION)
def export(event_slug: str, ending: str) -> Response:
    """Give the people who are asked for as a sheet."""
    event = events.event_by_slug(event_slug)
    if ending not in set(FileKind):
        abort(404)
    rows = people.export(event, people_request.wanted())
    return download(Table(f"people-{event.slug}", _headings(), _cells(rows, event.zone)), FileKind(ending))


def _headings() -> list[str]:
    return [
        _("Name"),
        _("Name in Latin letters"),
        _("Role"),
        _("State"),
        _("Position"),
        _("Organisation"),
        _("Code"),
        _("Country"),
        _("Region"),
        _("Mail address"),
        _("Telephone"),
        _("Language"),
        _("Time zone"),
        _("Registered on"),
        _("Declarations accepted"),
        _("In the list of participants"),
        _("May be pictured"),
        _("May be recorded"),
        _("Hidden from lists"),
    ]


def _cells(rows: Iterator[ExportedPerson], zone_name: str) -> Iterator[list[Cell]]:
    for row in rows:
        one = row.listed
        yield [
            one.name,
            one.latin_name,
            role_name(one.role),
            registration_status(one.state)[1],
            row.position,
            one.organisation,
            one.member_code,
            country_name(one.country) if one.country else None,
            region_label(row.region) if row.region else None,
            one.email,
            row.phone,
            language_name(one.language),
            row.zone,
            row.registered_at.astimezone(zone(zone_name)).date(),
            _yes(one.declared),
            *(_yes(consent) for consent in row.consents),
        ]


def _yes(value: object) -> str:
    return _("Yes") if value else _("No")
