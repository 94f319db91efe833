"""Countries as people write them, the region that each belongs to, and what is likely there. From CLDR and tzdata."""

import json
from functools import cache
from importlib import resources
from typing import Any

from babel.languages import get_official_languages

from assembly.i18n import DEFAULT_LANGUAGE, LANGUAGES, locale_of
from assembly.members.folding import word_key
from assembly.members.kinds import Region
from assembly.names import COUNTRIES


@cache
def _table() -> dict[str, Any]:
    text = (resources.files(__package__) / "countries.json").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


@cache
def region_by_country() -> dict[str, Region]:
    """Return the region of every country, by its code (ISO 3166-1 alpha-2)."""
    return {code: Region(region) for region, codes in _table()["regions"].items() for code in str(codes).split()}


@cache
def country_by_word() -> dict[str, str]:
    """Return each country's code by its code and by its names in the four languages, folded with `word_key`."""
    known = region_by_country()
    found = {code.casefold(): code for code in known}
    for language in LANGUAGES:
        names = locale_of(language).territories
        found.update({word_key(name): code for code, name in names.items() if code in known})
    found.update({word_key(name): code for (code, _), name in COUNTRIES.items()})
    found.update({word_key(name): code for code, names in _table()["also_called"].items() for name in names})
    return found


@cache
def likely_language(country: str) -> str:
    """Return the first of our languages that is official in a country, else English."""
    official = get_official_languages(country)
    return next((language for language in official if language in LANGUAGES), DEFAULT_LANGUAGE)


@cache
def _zone_by_country() -> dict[str, str]:
    table = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    first = {line[0]: line[2].strip() for line in reversed(lines)}
    return {**first, **_table()["likely_zones"]}


def likely_zone(country: str) -> str:
    """Return the time zone of a country's chief place, to start from until the person says another."""
    return _zone_by_country().get(country, "UTC")
