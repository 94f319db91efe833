"""What the address of the trail asks for."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from flask import g, request

from assembly.events import queries as events
from assembly.i18n import current_language
from assembly.i18n import lazy_gettext as _l
from assembly.timezones import from_local
from assembly.trail.queries import Asked
from assembly.web import number

NAMES: Final = ("who", "kind", "event", "type", "id", "since", "until")

KINDS: Final[Mapping[str, tuple[Any, tuple[str, ...]]]] = {
    "votes": (_l("Votes"), ("vote", "assisted", "objection", "rule_profile")),
    "who-votes": (_l("Who votes"), ("credential", "proxy", "roll_check")),
    "sittings": (_l("Sittings"), ("sitting", "presence")),
    "programme": (_l("Programme"), ("agenda", "document", "rota", "signup", "calendar")),
    "registration": (
        _l("Registration"),
        ("registration", "delegation", "guest", "helper", "change", "answers", "question", "seats", "paper"),
    ),
    "invitations": (_l("Invitations and calls"), ("invitation", "link", "member_call")),
    "messages": (_l("Messages and mail"), ("notice", "mail", "news")),
    "members": (_l("Members and partners"), ("member", "members", "partner")),
    "people": (_l("People and their functions"), ("person", "role", "view")),
    "sign-ins": (_l("Sign-ins"), ("session", "factor", "telephone")),
    "personal-data": (_l("Personal data and consent"), ("consent", "declaration", "erasure", "retention")),
    "set-up": (_l("Set-up"), ("event", "federation", "backup")),
}
"""Kinds of acts, and with what their names begin."""


def wanted(event_id: int | None = None) -> Asked:
    """Return what is asked for; what cannot be read asks for nothing. `event_id`: of this event, whatever is said."""
    get = request.args.get
    return Asked(
        who=get("who", "").strip(),
        kinds=KINDS[get("kind", "")][1] if get("kind") in KINDS else (),
        object_type=get("type", "")[:32],
        object_id=get("id", type=number),
        event_id=event_id if event_id is not None else _event_asked(get("event", "")),
        since=_start(get("since", "")),
        until=_start(get("until", ""), days=1),
    )


def arguments() -> dict[str, str]:
    """Return what the address asks for, to be asked for again."""
    return {name: request.args[name] for name in NAMES if request.args.get(name)}


def choices() -> dict[str, list[tuple[str, str]]]:
    """Return what can be chosen."""
    return {
        "kind": [(key, str(label)) for key, (label, _begin) in KINDS.items()],
        "event": [
            (event.slug, event.title.read(current_language(), event.source_language).text)
            for event in events.all_events()
        ],
    }


def _event_asked(slug: str) -> int | None:
    return next((event.id for event in events.all_events() if event.slug == slug), None) if slug else None


def _start(text: str, days: int = 0) -> datetime | None:
    """Return when a day begins for the reader, or the day so many after it."""
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
        return from_local(datetime.combine(day, time()), g.actor.zone)
    except (ValueError, OverflowError):
        return None
