"""What makes an event possible, its address, and which logo is taken. Pure: problems come out by name."""

import re
import unicodedata
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count

from assembly.events.drafts import EventDraft, Texts
from assembly.events.roles import ParticipantRole

LONGEST_SLUG = 60
ROOM_FOR_YEAR_AND_NUMBER = 9
MOST_SEATS = 100
MOST_PROXIES = 20
MOST_PLACES = 100_000
LONGEST_WAIT = 60  # days
LARGEST_LOGO = 300_000  # bytes
DEFAULT_SEATS = {ParticipantRole.DELEGATE: 2, ParticipantRole.ALTERNATE: 1, ParticipantRole.OBSERVER: 1}
CLOSES_BEFORE = timedelta(days=3)
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")

# Russian as passports spell it (ICAO 9303), so that an address can be read aloud.
RUSSIAN = str.maketrans(
    dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziiklmnoprstufye", strict=True))
    | {
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ъ": "",
        "ь": "",
        "ю": "iu",
        "я": "ia",
    }
)


class Problem(StrEnum):
    """Why an event cannot be as it was asked for."""

    NO_LANGUAGE = "no_language"
    NO_TITLE = "no_title"
    NO_PLACE = "no_place"
    ENDS_FIRST = "ends_before_it_starts"
    REGISTRATION_CLOSES_FIRST = "registration_closes_before_it_opens"
    REGISTRATION_TOO_LATE = "registration_closes_after_the_event"
    SEATS = "seats_out_of_range"
    PROXY_CAP = "proxy_cap_out_of_range"
    GUEST_PLACES = "guest_places_out_of_range"
    ESCALATION = "escalation_out_of_range"
    ADDRESS = "address_not_possible"


def problems(event: EventDraft) -> list[Problem]:
    """Return everything that is wrong with an event, at once."""
    source = event.languages[0] if event.languages else ""
    checks = {
        Problem.NO_LANGUAGE: not event.languages,
        Problem.NO_TITLE: bool(source) and not event.title.get(source, "").strip(),
        Problem.NO_PLACE: not event.online and not any(text.strip() for text in event.place.values()),
        Problem.ENDS_FIRST: event.ends_at <= event.starts_at,
        Problem.REGISTRATION_CLOSES_FIRST: event.registration_closes_at <= event.registration_opens_at,
        Problem.REGISTRATION_TOO_LATE: event.registration_closes_at > event.ends_at,
        Problem.SEATS: any(not 0 <= seats <= MOST_SEATS for seats in event.quotas.values()),
        Problem.PROXY_CAP: not 0 <= event.proxy_cap <= MOST_PROXIES,
        Problem.GUEST_PLACES: event.guest_places is not None and not 0 <= event.guest_places <= MOST_PLACES,
        Problem.ESCALATION: event.escalate_after is not None and not 1 <= event.escalate_after <= LONGEST_WAIT,
        Problem.ADDRESS: event.slug is not None and not is_slug(event.slug),
    }
    return [problem for problem, found in checks.items() if found]


def proposed_window(now: datetime, starts_at: datetime) -> tuple[datetime, datetime]:
    """Return when registration could open and close: from tomorrow until three days before the start."""
    opens = (now + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    closes = starts_at - CLOSES_BEFORE
    if opens < closes:
        return opens, closes
    return min(opens, starts_at - timedelta(days=1)), starts_at


def is_slug(text: str) -> bool:
    """Whether this can be the last part of an event's address; `new` leads to the form for a new one."""
    return len(text) <= LONGEST_SLUG and bool(SLUG.match(text)) and text != "new"


def slug_of(title: Texts, source: str, year: int, taken: Collection[str]) -> str:
    """Return an address made of title and year: of the English title, the source, or any that has letters."""
    texts = (title.get(language, "") for language in ("en", source, *title))
    words = next(filter(None, map(_words, texts)), "event")[: LONGEST_SLUG - ROOM_FOR_YEAR_AND_NUMBER]
    base = words if str(year) in words.split("-") else f"{words.strip('-')}-{year}"
    numbered = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(slug for slug in numbered if slug not in taken)


def _words(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().translate(RUSSIAN)).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def logo_type(content: bytes) -> str | None:
    """Return the type of a picture by its first bytes, or None. No SVG, which may carry scripts."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    return None
