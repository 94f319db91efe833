"""The delegations of the demonstration: invited, registered, with who votes and who gave a proxy."""

from datetime import datetime
from itertools import groupby
from operator import itemgetter

from sqlalchemy import select

from assembly.credentials import service as credentials
from assembly.credentials.models import Credential
from assembly.demo.documents import table
from assembly.demo.timetable import Timetable
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.members.models import Member
from assembly.registration import service as registration
from assembly.registration.models import Delegation
from assembly.registration.service import Details

STILL_TO_ACCEPT = ("AL-KRAH", "MX-LUCIERNAGA", "PL-BOCIAN", "VN-SENHONG")
"""Invented members whose proposal of who votes waits for the secretariat, so that there is something to accept."""


def load(actor_id: int, event: Event, when: Timetable) -> None:
    """Invite every member and register its people as of a moment within the window."""
    registration.invite_all(actor_id, event, now=when.registration_opens_at)
    members = {member.code: member for member in db.session.scalars(select(Member))}
    delegations: dict[str, Delegation] = {}
    proposed: list[Credential] = []
    for number, (code, rows) in enumerate(groupby(table("participants"), key=itemgetter("member_code"))):
        moment = when.registering(number, len(members))
        delegations[code] = registration.open_delegation(actor_id, event, members[code], now=moment)
        order = _register(actor_id, delegations[code], list(rows), moment)
        if order:
            credential = credentials.propose_credential(actor_id, delegations[code], order, now=when.registered_at)
            if code not in STILL_TO_ACCEPT:
                proposed.append(credential)
    credentials.accept_credentials(actor_id, proposed, now=when.registered_at)
    for row in table("proxies"):
        principal, holder = delegations[row["principal_code"]], delegations[row["holder_code"]]
        proxy = credentials.give_proxy(actor_id, principal, holder, now=when.registered_at)
        credentials.accept_proxy(actor_id, proxy, now=when.registered_at)


def _register(actor_id: int, delegation: Delegation, rows: list[dict[str, str]], now: datetime) -> list[int]:
    """Register the people of a delegation; return the ids of those who vote, in their order."""
    voters: list[tuple[int, int]] = []
    for row in rows:
        role = ParticipantRole(row["role"])
        registered = registration.register_person(actor_id, delegation, role, details(row), now=now)
        if row["votes"]:
            voters.append((int(row["votes"]), registered.id))
    return [registration_id for _, registration_id in sorted(voters)]


def details(row: dict[str, str]) -> Details:
    """Return what is known of somebody in one of the demonstration's tables."""
    return Details(
        name=row["name"],
        latin_name=row["latin_name"] or None,
        email=row["email"],
        language=row["language"],
        zone=row["zone"],
        position=row["position"] or None,
    )
