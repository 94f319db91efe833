"""Setting the federation up, and its events."""

import hashlib
from collections.abc import Mapping
from typing import Any

from assembly import clock, timezones
from assembly.accounts.actor import Actor
from assembly.audit import service as audit
from assembly.database_types import LocalizedText
from assembly.errors import InvalidInputError
from assembly.events import colour, deadline, queries, rules
from assembly.events.drafts import EventDraft, FederationDraft
from assembly.events.models import Event, Federation, Quota
from assembly.events.roles import DELEGATION_ROLES, ParticipantRole
from assembly.events.rules import Problem
from assembly.extensions import db
from assembly.i18n import LANGUAGES
from assembly.i18n import lazy_gettext as _l
from assembly.texts import set_text

MESSAGES: dict[Problem, Any] = {
    Problem.NO_LANGUAGE: _l("Please choose at least one language."),
    Problem.NO_TITLE: _l("Please give the title in the first language."),
    Problem.NO_PLACE: _l("Please say where people meet."),
    Problem.ENDS_FIRST: _l("The end must come after the start."),
    Problem.REGISTRATION_CLOSES_FIRST: _l("Registration must close after it opens."),
    Problem.REGISTRATION_TOO_LATE: _l("Registration cannot close after the event is over."),
    Problem.SEATS: _l("Please give a number of seats between 0 and 100."),
    Problem.GUEST_PLACES: _l("Please give a number of places between 0 and 100,000, or none."),
    Problem.PROXY_CAP: _l("Please give a number of proxies between 0 and 20."),
    Problem.ESCALATION: _l("Please give a number of days between 1 and 60, or none."),
    Problem.ADDRESS: _l("The address may have small letters, digits and hyphens, at most 60."),
}
TEXTS = ("title", "theme", "place")
PLAIN = ("online", "zone", "proxy_cap", "approval", "escalate_after")
MOMENTS = ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at", "last_assembly_at")


def set_federation(actor: Actor | None, draft: FederationDraft) -> Federation:
    """Store the federation as it should be; the logo stays. Raise `InvalidInputError` for what cannot be."""
    _check_frame(draft.languages, draft.zone)
    if not colour.is_colour(draft.accent):
        raise InvalidInputError(_l("Please give the colour as #RRGGBB."), code="colour")
    federation = queries.find_federation()
    if federation is None:
        federation = Federation(id=1)
        db.session.add(federation)
    changed = _assign(federation, _federation_values(draft))
    db.session.flush()
    if changed:
        audit.record(_id(actor), "federation.changed", "federation", 1, fields=changed)
    return federation


def _federation_values(draft: FederationDraft) -> dict[str, Any]:
    values = {field: getattr(draft, field) for field in FederationDraft.__dataclass_fields__}
    texts = {field: LocalizedText(values[field]) for field in ("name", "help_function", "privacy")}
    return values | texts | {"languages": list(draft.languages)}


def set_logo(actor: Actor | None, content: bytes | None) -> None:
    """Store the logo, or remove it. The federation must be there. Raise `InvalidInputError`."""
    federation = db.session.get_one(Federation, 1)
    kind = rules.logo_type(content) if content else None
    if content and kind is None:
        raise InvalidInputError(_l("Please choose a PNG, JPEG or WebP picture."), code="logo_type")
    if content and len(content) > rules.LARGEST_LOGO:
        raise InvalidInputError(_l("The picture is too large: at most 300 kB."), code="logo_size")
    federation.logo = content
    federation.logo_type = kind
    federation.logo_hash = hashlib.sha256(content).hexdigest()[:16] if content else None
    audit.record(_id(actor), "federation.changed", "federation", 1, fields=["logo"])


def create_event(actor: Actor | None, draft: EventDraft) -> Event:
    """Add an event. Raise `InvalidInputError` for the first thing that is wrong with it."""
    _check(draft)
    taken = queries.slugs()
    if draft.slug in taken:
        raise InvalidInputError(_l("There is an event at this address already."), code="address_taken")
    year = draft.starts_at.astimezone(timezones.zone(draft.zone)).year
    slug = draft.slug or rules.slug_of(draft.title, draft.languages[0], year, taken)
    event = Event(slug=slug, created_at=clock.now(), title=LocalizedText(), edited={}, quotas=[])
    _fill(event, draft)
    db.session.add(event)
    db.session.flush()
    audit.record(_id(actor), "event.created", "event", event.id)
    return event


def change_event(actor: Actor | None, event: Event, draft: EventDraft) -> list[str]:
    """Make an event as it should be now and return which fields changed; its address stays."""
    _check(draft)
    closed_at = event.registration_closes_at
    changed = _fill(event, draft)
    db.session.flush()
    if "registration_closes_at" in changed:
        deadline.moved(event, closed_at)
    if changed:
        audit.record(_id(actor), "event.changed", "event", event.id, fields=changed)
    return changed


def draft_of(event: Event) -> EventDraft:
    """Return an event as it is, so that a form can change a part of it with `dataclasses.replace`."""
    return EventDraft(
        title=event.title,
        theme=event.theme,
        place=event.place,
        online=event.online,
        zone=event.zone,
        languages=tuple(event.languages),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        registration_opens_at=event.registration_opens_at,
        registration_closes_at=event.registration_closes_at,
        last_assembly_at=event.last_assembly_at,
        proxy_cap=event.proxy_cap,
        approval=event.approval,
        escalate_after=event.escalate_after,
        quotas={quota.role: quota.seats for quota in event.quotas if quota.role in DELEGATION_ROLES},
        guest_places=next((quota.places for quota in event.quotas if quota.role is ParticipantRole.GUEST), None),
    )


def _check(draft: EventDraft) -> None:
    for problem in rules.problems(draft):
        raise InvalidInputError(MESSAGES[problem], code=problem.value)
    _check_frame(draft.languages, draft.zone)


def _check_frame(languages: tuple[str, ...], zone: str) -> None:
    if not languages or not set(languages) <= set(LANGUAGES):
        raise InvalidInputError(MESSAGES[Problem.NO_LANGUAGE], code=Problem.NO_LANGUAGE.value)
    if not timezones.is_zone(zone):
        raise InvalidInputError(_l("This time zone is not known."), code="zone")


def _fill(event: Event, draft: EventDraft) -> list[str]:
    """Bring an event to its draft; return the names of the fields that changed."""
    now = clock.now()
    values = {field: getattr(draft, field) for field in (*PLAIN, *MOMENTS)}
    changed = _assign(event, values | {"languages": list(draft.languages)})
    texts = {"title": draft.title, "theme": draft.theme, "place": draft.place}
    changed += [field for field, text in texts.items() if set_text(event, field, text, now)]
    changed += ["quotas"] if _set_quotas(event, draft.quotas) else []
    return changed + (["guest_places"] if _set_guest_places(event, draft.guest_places) else [])


def _set_quotas(event: Event, seats: Mapping[ParticipantRole, int]) -> bool:
    known = {quota.role: quota for quota in event.quotas}
    changed = False
    for role, number in seats.items():
        if role not in known:
            event.quotas.append(Quota(role=role, seats=number))
            changed = True
        elif known[role].seats != number:
            known[role].seats = number
            changed = True
    return changed


def _set_guest_places(event: Event, places: int | None) -> bool:
    found = next((quota for quota in event.quotas if quota.role is ParticipantRole.GUEST), None)
    if found is None and places is not None:
        event.quotas.append(Quota(role=ParticipantRole.GUEST, seats=0, places=places))
        return True
    if found is None or found.places == places:
        return False
    found.places = places
    return True


def _assign(row: Any, values: Mapping[str, Any]) -> list[str]:
    """Set the values that differ; return their names."""
    changed = [field for field, value in values.items() if getattr(row, field) != value]
    for field in changed:
        setattr(row, field, values[field])
    return changed


def _id(actor: Actor | None) -> int | None:
    return actor.person_id if actor else None
