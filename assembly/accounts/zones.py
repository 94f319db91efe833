"""The time zones that a form offers: one for each place, by the name of its city."""

import unicodedata
from datetime import datetime
from functools import cache
from importlib import resources

from assembly import timezones
from assembly.i18n import current_language


@cache
def places() -> tuple[str, ...]:
    """Return the zones of the world's places, without the older names of the same places."""
    table = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return (*(line[2].strip() for line in lines), "UTC")


def choices(now: datetime, chosen: str | None = None) -> list[tuple[str, str]]:
    """Return (zone, "Bamako (UTC)") by city in the language being spoken, among them what was chosen."""
    names = list(_by_city(current_language()))
    if chosen and chosen not in names:
        names.insert(0, chosen)
    return [(name, _label(now, name)) for name in names]


def _label(now: datetime, name: str) -> str:
    return name if name == "UTC" else f"{timezones.city(name)} ({timezones.offset_label(now, name)})"


@cache
def _by_city(_language: str) -> tuple[str, ...]:
    """Sort once a language: it takes Babel a tenth of a second to word them all."""
    return tuple(
        sorted(places(), key=lambda name: unicodedata.normalize("NFKD", timezones.city(name)).casefold())
    )
