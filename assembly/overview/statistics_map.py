"""Where the dots of the map stand: one for each country, at the city whose clock it goes by. From tzdata."""

import re
from functools import cache
from importlib import resources
from typing import Final

LARGEST_CITIES: Final = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}
"""Countries of several zones whose first one in the table is a far island or a small town."""

_POSITION: Final = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?([+-])(\d{3})(\d{2})(\d{2})?")


@cache
def places() -> dict[str, tuple[int, int]]:
    """Return (x, y) by country in tenths of a degree, from 180° W, 90° N to the right and down."""
    table = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    found: dict[str, tuple[int, int]] = {}
    for line in table.splitlines():
        if line.startswith("#") or not line:
            continue
        country, position, zone = line.split("\t")[:3]
        if LARGEST_CITIES.get(country, zone) == zone:
            found.setdefault(country, _point(position))
    return found


def _point(position: str) -> tuple[int, int]:
    """Read ISO 6709: degrees, minutes and perhaps seconds, of latitude and longitude."""
    match = _POSITION.fullmatch(position)
    if match is None:
        raise ValueError(f"not a position: {position}")
    south, east = match[1] == "-", match[5] == "+"
    latitude = int(match[2]) + int(match[3]) / 60 + int(match[4] or 0) / 3600
    longitude = int(match[6]) + int(match[7]) / 60 + int(match[8] or 0) / 3600
    x = 180 + longitude if east else 180 - longitude
    y = 90 + latitude if south else 90 - latitude
    return round(10 * x), round(10 * y)
