"""The delegations of the demonstration: invited, registered, with who votes and who gave a proxy."""

from collections import defaultdict
from itertools import groupby
from operator import itemgetter

from sqlalchemy import select

from assembly.credentials import service as credentials
from assembly.demo.documents import table
from assembly.demo.timetable import Timetable
from assembly.events.models import Event
from assembly.events.roles import DelegationRole
from assembly.extensions import db
from assembly.members.models import Member
from assembly.registration import service as registration
from assembly.registration.models import Registration
from assembly.registration.service import Details

STILL_TO_ACCEPT = ("AL-KRAH", "PE-WAYRA")
"""Invented members whose proposal of who votes waits for the secretariat, so that there is something to accept."""


def load(actor_id: int, event: Event, when: Timetable) -> None:
    """Invite every member and register its people as of a moment within the window."""
    registration.invite_all(actor_id, event, now=when.registered_at)
    members = {member.code: member for member in db.session.scalars(select(Member))}
    voters: dict[str, list[tuple[int, Registration]]] = defaultdict(list)
    for code, rows in groupby(table("participants"), key=itemgetter("member_code")):
        delegation = registration.open_delegation(actor_id, event, members[code], now=when.registered_at)
        for row in rows:
            registered = registration.register_person(
                actor_id, delegation, DelegationRole(row["role"]), _details(row), now=when.registered_at
            )
            if row["votes"]:
                voters[code].append((int(row["votes"]), registered))
        if voters[code]:
            order = [registered.id for _, registered in sorted(voters[code], key=itemgetter(0))]
            credential = credentials.propose_credential(actor_id, delegation, order, now=when.registered_at)
            if code not in STILL_TO_ACCEPT:
                credentials.accept_credential(actor_id, credential, now=when.registered_at)
    _proxies(actor_id, event, members, when)


def _details(row: dict[str, str]) -> Details:
    return Details(
        name=row["name"],
        latin_name=row["latin_name"] or None,
        email=row["email"],
        language=row["language"],
        zone=row["zone"],
        position=row["position"] or None,
    )


def _proxies(actor_id: int, event: Event, members: dict[str, Member], when: Timetable) -> None:
    for row in table("proxies"):
        principal, holder = members[row["principal_code"]], members[row["holder_code"]]
        proxy = credentials.give_proxy(actor_id, event, principal, holder, now=when.registered_at)
        credentials.accept_proxy(actor_id, proxy, now=when.registered_at)
