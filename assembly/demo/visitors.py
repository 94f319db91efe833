"""The guests of the demonstration: panellists, partners, interpreters, staff. They register by their own links."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from assembly.demo.delegations import details
from assembly.demo.documents import document, table
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.registration import service
from assembly.registration.models import Partner, Registration
from assembly.registration.service import GuestDraft

COMES, DECLINES = "comes", "declines"


def partners(actor_id: int, now: datetime) -> dict[str, Partner]:
    """Add the partners, each with the agreement that is on file; return them by their keys."""
    known = {one.name: one for one in db.session.scalars(select(Partner))}
    return {
        key: known.get(described["name"])
        or service.store_partner(
            actor_id,
            None,
            name=described["name"],
            country=described["country"],
            agreement=described["agreement"],
            agreed_on=(now - timedelta(days=described["agreed_days_ago"])).date(),
            now=now,
        )
        for key, described in document("partners").items()
    }


def load(actor_id: int, event: Event, known: Mapping[str, Partner], *, now: datetime) -> None:
    """Invite the guests of an event; those of one group come along with the first of it."""
    leads: dict[str, Registration] = {}
    for row in table("guests"):
        if row["event"] != event.slug:
            continue
        lead = leads.get(row["group"])
        if lead is not None:
            service.add_colleague(lead, details(row), now=now)
            continue
        draft = GuestDraft(role=ParticipantRole(row["role"]), details=details(row), partner=known.get(row["partner"]))
        guest = service.invite_guest(actor_id, event, draft, now=now)
        if row["answer"] == COMES:
            service.register_guest(guest, draft.details, now=now)
        elif row["answer"] == DECLINES:
            service.decline_guest(guest)
        if row["group"]:
            leads[row["group"]] = guest
