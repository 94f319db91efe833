"""Statistics of an event for the secretariat: each figure as a picture, as a table, and as a sheet."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final

from babel.dates import format_date
from flask import Response, abort, render_template

from assembly import clock, timezones
from assembly.accounts.permissions import Permission
from assembly.events import queries as events
from assembly.exports import Cell, FileKind, Table, download
from assembly.i18n import current_locale
from assembly.i18n import gettext as _
from assembly.members.wording import region_label
from assembly.names import country_name, language_name
from assembly.overview.statistics import ClockCount, CountryCount, Statistics, statistics
from assembly.overview.statistics_map import places
from assembly.registration.questions.wording import key_label
from assembly.registration.wording import role_name
from assembly.security import requires
from assembly.web import localized_blueprint

blueprint = localized_blueprint("statistics", __name__, "/secretariat/events/<event_slug>")
BLUEPRINTS = (blueprint,)
CITIES: Final = 3
"""How many cities stand for a time zone."""


@blueprint.get("/statistics")
@requires(Permission.MANAGE_REGISTRATION)
def page(event_slug: str) -> str:
    """Show the figures of an event as they are now."""
    event = events.event_by_slug(event_slug)
    found, now = statistics(event), clock.now()
    return render_template(
        "overview/statistics.html",
        event=event,
        found=found,
        now=now,
        regions=[(region_label(one.region), one.registered, one.members) for one in found.participation.regions],
        roles=[(role_name(role), number, None) for role, number in found.roles],
        spoken=[(language_name(code), number, None) for code, number in found.languages],
        interpretation=_interpretation(found),
        zones=[(_clock(one, event.starts_at), one.people, None) for one in found.clocks],
        days=[(format_date(day, "d MMM", locale=current_locale()), number) for day, number in found.days],
        countries=sorted(found.countries, key=lambda one: country_name(one.country)),
        dots=_dots(found.countries),
    )


def _interpretation(found: Statistics) -> list[tuple[str, int, None]]:
    asked = found.interpretation
    return [(key_label(asked.question, key), number, None) for key, number in asked.needs] if asked else []


def _clock(clock_count: ClockCount, moment: datetime) -> str:
    """Return a distance from UTC with the cities where most of its people are."""
    largest = [name for name, _number in clock_count.zones[:CITIES]]
    cities = ", ".join(timezones.city(name) for name in largest)
    return f"{timezones.offset_label(moment, largest[0])} · {cities}{' …' if len(clock_count.zones) > CITIES else ''}"


def _dots(countries: Iterable[CountryCount]) -> list[tuple[int, int, str, bool]]:
    known = places()
    return [
        (*known[one.country], country_name(one.country), one.registered > 0)
        for one in countries
        if one.country in known
    ]


@blueprint.get("/statistics/<part>.<ending>")
@requires(Permission.MANAGE_REGISTRATION)
def export(event_slug: str, part: str, ending: str) -> Response:
    """Give the figures of one table as a sheet."""
    event = events.event_by_slug(event_slug)
    if part not in SHEETS or ending not in set(FileKind):
        abort(404)
    headings, rows = SHEETS[part](statistics(event))
    return download(Table(f"{event.slug}-{part}", headings, rows), FileKind(ending))


Sheet = tuple[Sequence[str], Iterable[Sequence[Cell]]]


def _by_region(found: Statistics) -> Sheet:
    headings = [_("Region"), _("Members"), _("Members registered"), _("Participants")]
    regions = found.participation.regions
    return headings, [(region_label(one.region), one.members, one.registered, one.participants) for one in regions]


def _by_country(found: Statistics) -> Sheet:
    headings = [_("Code"), _("Country"), _("Members"), _("Members registered"), _("Participants")]
    return headings, [
        (one.country, country_name(one.country), one.members, one.registered, one.participants)
        for one in found.countries
    ]


def _by_role(found: Statistics) -> Sheet:
    return [_("Role"), _("People")], [(role_name(role), number) for role, number in found.roles]


def _by_language(found: Statistics) -> Sheet:
    headings = [_("Code"), _("Language"), _("People")]
    return headings, [(code, language_name(code), number) for code, number in found.languages]


def _by_interpretation(found: Statistics) -> Sheet:
    headings = [_("Code"), _("Language"), _("People")]
    asked = found.interpretation
    return headings, [(key, key_label(asked.question, key), number) for key, number in asked.needs] if asked else []


def _by_zone(found: Statistics) -> Sheet:
    headings = [_("Minutes from UTC"), _("Time zone"), _("City"), _("People")]
    return headings, [
        (int(one.offset.total_seconds()) // 60, name, timezones.city(name), number)
        for one in found.clocks
        for name, number in one.zones
    ]


def _by_day(found: Statistics) -> Sheet:
    return [_("Day"), _("People")], found.days


SHEETS: Final[dict[str, Callable[[Statistics], Sheet]]] = {
    "regions": _by_region,
    "countries": _by_country,
    "roles": _by_role,
    "languages": _by_language,
    "interpretation": _by_interpretation,
    "zones": _by_zone,
    "days": _by_day,
}
