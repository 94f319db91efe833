"""The time zones that a form offers: one for each place, by the name of its city."""

import unicodedata
from datetime import datetime
from functools import cache, lru_cache
from importlib import resources

from assembly import names, timezones
from assembly.i18n import current_language


@cache
def places() -> dict[str, str]:
    """Return the zones of the world's places with their countries, each under its present name only."""
    table = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    found = {line[2].strip(): line[0] for line in lines}
    return {name: country for name, country in found.items() if timezones.is_zone(name)}


def choices(now: datetime, chosen: str | None = None) -> list[tuple[str, str]]:
    """Return (zone, "Bamako, Mali (UTC)") by city in the language spoken, among them what was chosen."""
    known = _worded(current_language(), now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0))
    others = [name for name in (chosen, "UTC") if name and name not in places() and timezones.is_zone(name)]
    return [*((name, _label(now, name)) for name in others), *known]


@lru_cache(maxsize=16)
def _worded(language: str, quarter: datetime) -> tuple[tuple[str, str], ...]:
    """Word them once in a quarter of an hour: clocks change at its beginning."""
    return tuple((name, _label(quarter, name)) for name in _by_city(language))


def _label(now: datetime, name: str) -> str:
    if name == "UTC":
        return name
    country = names.country_name(places()[name]) if name in places() else None
    place = ", ".join(filter(None, (timezones.city(name), country)))
    return f"{place} ({timezones.offset_label(now, name)})"


@cache
def _by_city(_language: str) -> tuple[str, ...]:
    """Sort once a language: it takes Babel a tenth of a second to word them all."""

    def letters(name: str) -> str:
        return unicodedata.normalize("NFKD", timezones.city(name)).casefold()

    return tuple(sorted(places(), key=letters))
