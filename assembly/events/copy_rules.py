"""Where things of a former event stand in its copy, and which texts have to be checked. Pure."""

import re
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from babel import Locale

from assembly import timezones
from assembly.database_types import LocalizedText
from assembly.i18n import LANGUAGES
from assembly.texts import TO_CHECK, Edited

YEAR: Final = timedelta(weeks=52)
"""A year in whole weeks: the same days of the week."""
SHORTEST_STEM: Final = 4
NUMBERS: Final = r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}(?:/\d{1,2}|[.-]\d{1,2}[.-]\d{2,4})(?!\d)"


def moved(moment: datetime, was: tuple[datetime, str], becomes: tuple[datetime, str]) -> datetime:
    """Return where a moment of a former event stands in its copy; both are given by their start and their zone.

    It stays as many days after the first day, and at the same time on the clocks of the event.
    """
    (was_start, was_zone), (start, zone) = was, becomes
    wall = moment.astimezone(timezones.zone(was_zone)).replace(tzinfo=None)
    first = was_start.astimezone(timezones.zone(was_zone)).date()
    day = start.astimezone(timezones.zone(zone)).date() + (wall.date() - first)
    return timezones.from_local(datetime.combine(day, wall.time()), zone)


def next_time(starts_at: datetime, ends_at: datetime, zone: str, now: datetime) -> tuple[datetime, datetime]:
    """Return when an event could be held again: on the same days of the week, by years, after now."""
    years = max(1, (now - starts_at) // YEAR + 1)
    start = starts_at.astimezone(timezones.zone(zone)).replace(tzinfo=None) + years * YEAR
    begins = timezones.from_local(start, zone)
    return begins, moved(ends_at, (starts_at, zone), (begins, zone))


def holds_date(text: str) -> bool:
    """Whether a text seems to speak of a certain day: a year, a date in figures, a month or a day of the week."""
    return bool(_dates().search(text))


def stamps(text: LocalizedText, edited: dict[str, str]) -> dict[str, str]:
    """Return the stamps of a copied text: as they were, but those that hold a date are to be checked."""
    return edited | {language: TO_CHECK for language, written in text.items() if holds_date(written)}


def copied_stamps(texts: dict[str, LocalizedText], edited: Edited) -> Edited:
    """Return the stamps of all texts of a copied object."""
    return {field: stamps(text, edited.get(field, {})) for field, text in texts.items() if text}


@cache
def _dates() -> re.Pattern[str]:
    names = {language: _names(Locale.parse(language)) for language in LANGUAGES}
    exact = "|".join(names.pop("en", ()))  # "may" is no month where it is small
    others = "|".join(name for found in names.values() for name in found)
    return re.compile(rf"{NUMBERS}|(?<!\w)(?:{exact}|(?i:{others}))(?!\w)")


def _names(locale: Locale) -> list[str]:
    """Return patterns of the months and days of the week, in whatever case a language puts them."""
    kinds = (locale.months, locale.days)
    words = {name for kind in kinds for use in ("format", "stand-alone") for name in kind[use]["wide"].values()}
    return sorted(_pattern(word, declined=locale.language == "ru") for word in words)


def _pattern(word: str, *, declined: bool) -> str:
    stem = word[:-1]
    return re.escape(stem) + r"\w{0,2}" if declined and len(stem) >= SHORTEST_STEM else re.escape(word)
