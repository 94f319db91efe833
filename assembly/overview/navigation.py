"""Where one can go from here: the secretariat's rail, and the places of participants and focal points."""

from typing import Any, NamedTuple

from flask import g, request, url_for

from assembly.accounts.models import Role
from assembly.accounts.permissions import Permission
from assembly.events.models import Event
from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l


class Entry(NamedTuple):
    """A place: its endpoint, its icon, its name, and the permission that opens it."""

    endpoint: str
    icon: str
    label: Any
    permission: Permission


FEDERATION = (
    Entry("overview.today", "house", _l("Today"), Permission.MANAGE_EVENTS),
    Entry("events_staff.new", "pencil", _l("New event"), Permission.MANAGE_EVENTS),
    Entry("members_staff.list", "globe", _l("Members"), Permission.MANAGE_MEMBERS),
    Entry("partners.list", "building", _l("Partners"), Permission.MANAGE_MEMBERS),
    Entry("privacy_staff.overview", "lock", _l("Personal data"), Permission.MANAGE_MEMBERS),
    Entry("trail.page", "journal-text", _l("Who did what"), Permission.INSPECT_AUDIT),
    Entry("events_staff.federation", "sliders", _l("Federation"), Permission.MANAGE_FEDERATION),
    Entry("system.page", "shield-check", _l("System"), Permission.MANAGE_FEDERATION),
    Entry("colleagues.list", "person-badge", _l("Colleagues"), Permission.MANAGE_ROLES),
)
EVENT = (
    Entry("overview.dashboard", "bar-chart", _l("Overview"), Permission.MANAGE_EVENTS),
    Entry("events_staff.setup", "gear", _l("Set-up"), Permission.MANAGE_EVENTS),
    Entry("registration_staff.delegations", "people", _l("Delegations"), Permission.MANAGE_REGISTRATION),
    Entry("guests.list", "person-plus", _l("Guests"), Permission.MANAGE_REGISTRATION),
    Entry("questions_staff.list", "question-circle", _l("Questions"), Permission.MANAGE_REGISTRATION),
    Entry("people_staff.listed", "person", _l("People"), Permission.MANAGE_REGISTRATION),
    Entry("statistics.page", "diagram-3", _l("Statistics"), Permission.MANAGE_REGISTRATION),
    Entry("agenda_staff.edit", "calendar3", _l("Programme"), Permission.MANAGE_AGENDA),
    Entry("notices_staff.list", "send", _l("Messages"), Permission.SEND_NOTICES),
    Entry("credentials_staff.list", "person-check", _l("Who votes"), Permission.MANAGE_CREDENTIALS),
    Entry("help_desk.list", "telephone", _l("Help desk"), Permission.HELP_SIGN_IN),
    Entry("live.sittings", "megaphone", _l("Sittings"), Permission.CHAIR_SITTINGS),
    Entry("voting_staff.list", "card-checklist", _l("Votes"), Permission.MANAGE_VOTES),
    Entry("voting_scrutiny.list", "search", _l("Scrutiny"), Permission.INSPECT_VOTES),
    Entry("trail.of_event", "journal-text", _l("Who did what"), Permission.INSPECT_AUDIT),
)


PARTS = dict.fromkeys(("rooms", "documents", "signups", "interpretation", "fair_hours"), "agenda_staff") | {
    "escalation_staff": "registration_staff",
    "next_contacts": "registration_staff",
    "roll_check": "credentials_staff",
    "presence_staff": "live",
    "officers": "events_staff",
    "factors_staff": "colleagues",
}
"""Pages that are part of another place, from which they are reached."""


def staff_rail(event: Event | None = None) -> list[tuple[str | None, list[dict[str, Any]]]]:
    """Return the groups of the rail that the person may open; those of an event only on its pages."""
    groups: list[tuple[str | None, list[dict[str, Any]]]] = [(None, _places(FEDERATION, {}))]
    if event is not None:
        title = event.title.read(current_language(), event.source_language).text
        groups.append((title, _places(EVENT, {"event_slug": event.slug}, event.id)))
    return [group for group in groups if group[1]]


WORK = {
    Role.STAFF: ("overview.dashboard", _l("The secretariat")),
    Role.CHAIR: ("live.sittings", _l("The sittings, for whoever presides")),
    Role.SCRUTINEER: ("voting_scrutiny.list", _l("The votes, for scrutineers")),
}
"""Where somebody works who has a role at one event."""


def work_at(event: Event) -> list[tuple[str, str]]:
    """Return the pages where the person works who looks at the page, as they have a role at this event only."""
    roles = {grant.role for grant in g.actor.grants if grant.event_id == event.id} if g.actor else set()
    return [(url_for(WORK[role][0], event_slug=event.slug), str(WORK[role][1])) for role in WORK if role in roles]


def _places(entries: tuple[Entry, ...], values: dict[str, Any], event_id: int | None = None) -> list[dict[str, Any]]:
    blueprint = (request.endpoint or "").partition(".")[0]
    blueprint = PARTS.get(blueprint, blueprint)
    return [
        {
            "url": url_for(entry.endpoint, **values),
            "icon": entry.icon,
            "label": str(entry.label),
            "current": entry.endpoint == request.endpoint
            or (blueprint not in {"overview", "events_staff"} and entry.endpoint.startswith(f"{blueprint}.")),
        }
        for entry in entries
        if g.actor and g.actor.may(entry.permission, event_id)
    ]


def participant_places(event_slug: str) -> list[dict[str, Any]]:
    """Return the four places of somebody who takes part in an event."""
    return [
        _place("overview.my_assembly", "house", _("My assembly"), event_slug=event_slug),
        _place("agenda.programme", "calendar3", _("Programme"), event_slug=event_slug),
        _place("voting.results", "card-checklist", _("Results"), event_slug=event_slug),
        _place("events.help", "question-circle", _("Help")),
    ]


def focal_point_places(event_slug: str, code: str) -> list[dict[str, Any]]:
    """Return the four places of a focal point in its delegation."""
    here: dict[str, Any] = {"event_slug": event_slug, "code": code}
    return [
        _place("registration.delegation", "people", _("Our delegation"), **here),
        _place("credentials.who_votes", "person-check", _("Who votes"), **here),
        _place("credentials.proxy", "arrow-left-right", _("Proxy"), **here),
        _place("agenda.programme", "calendar3", _("Programme"), event_slug=event_slug),
    ]


def _place(endpoint: str, icon: str, label: str, **values: Any) -> dict[str, Any]:
    return {
        "url": url_for(endpoint, **values),
        "icon": icon,
        "label": label,
        "current": endpoint == request.endpoint,
    }
