"""One act on many registrations: first what would happen to whom, then all of it or nothing. One act in the audit."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select

from assembly.audit.service import record
from assembly.extensions import db
from assembly.mail.mending import readdress
from assembly.mail.models import Delivery
from assembly.mail.outbox import post, recipient_of
from assembly.registration.models import Registration, RegistrationState
from assembly.registration.rules import OVER
from assembly.registration.service.guests import INVITED
from assembly.registration.service.leaving import take_out
from assembly.registration.service.people import CONFIRMED, accept_registrations, turn_down
from assembly.registration.service.places import offer_freed

MOST_AT_ONCE: Final = 500
"""How many people one act may be for; so many take some seconds, more would keep a page waiting too long."""

LINKS: Final = {RegistrationState.DRAFT: INVITED, RegistrationState.ACCEPTED: CONFIRMED}
"""Which mail brings the personal link, by how a registration stands."""


class BulkAct(StrEnum):
    """What can be done to many at once."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    RESEND = "resend"


class Obstacle(StrEnum):
    """Why an act cannot be done to somebody."""

    UNANSWERED = "unanswered"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    OVER = "over"
    CLOSED = "closed"


ALLOWED: Final[Mapping[BulkAct, frozenset[RegistrationState]]] = {
    BulkAct.ACCEPT: frozenset({RegistrationState.SUBMITTED}),
    BulkAct.REFUSE: frozenset({RegistrationState.SUBMITTED}),
    BulkAct.WITHDRAW: frozenset(RegistrationState) - set(OVER),
    BulkAct.RESEND: frozenset(LINKS),
}
OBSTACLES: Final = {
    RegistrationState.DRAFT: Obstacle.UNANSWERED,
    RegistrationState.SUBMITTED: Obstacle.SUBMITTED,
    RegistrationState.ACCEPTED: Obstacle.ACCEPTED,
    RegistrationState.WAITING: Obstacle.WAITING,
    RegistrationState.DECLINED: Obstacle.OVER,
    RegistrationState.WITHDRAWN: Obstacle.OVER,
}


def obstacle(act: BulkAct, state: RegistrationState, *, closed: bool) -> Obstacle | None:
    """Return what stands in the way; None where the act can be done. `closed` says that registration is over."""
    if state not in ALLOWED[act]:
        return OBSTACLES[state]
    if act is BulkAct.RESEND and state is RegistrationState.DRAFT and closed:
        return Obstacle.CLOSED
    return None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an act would do. `seen` changes as soon as it would do anything else: compare it before doing it."""

    act: BulkAct
    possible: Sequence[Registration]
    refused: Mapping[Obstacle, Sequence[Registration]]
    seen: str

    @property
    def total(self) -> int:
        """How many were chosen."""
        return len(self.possible) + sum(len(people) for people in self.refused.values())


def plan(act: BulkAct, chosen: Iterable[Registration], *, now: datetime) -> Plan:
    """Return what the act would do to those who were chosen."""
    possible: list[Registration] = []
    refused: dict[Obstacle, list[Registration]] = defaultdict(list)
    for one in chosen:
        found = obstacle(act, one.state, closed=now >= one.event.registration_closes_at)
        (refused[found] if found else possible).append(one)
    return Plan(act, possible, refused, _fingerprint(act, possible, refused))


def _fingerprint(
    act: BulkAct, possible: Sequence[Registration], refused: Mapping[Obstacle, Sequence[Registration]]
) -> str:
    mailed = _mailed(possible) if act is BulkAct.RESEND else {}
    parts = [act.value, *sorted(f"{one.id} {one.person_id} {mailed.get(one.id, '')}" for one in possible)]
    parts += sorted(f"{why.value} {one.id}" for why, people in refused.items() for one in people)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _mailed(people: Sequence[Registration]) -> dict[int, str]:
    """Return the marks of the mails that brought the links, so that a button pressed twice sends one set."""
    statement = select(Delivery.subject_id, Delivery.message_id).where(
        Delivery.kind.in_(set(LINKS.values())), Delivery.subject_id.in_([one.id for one in people])
    )
    return dict(db.session.execute(statement.order_by(Delivery.id)).all())


def carry_out(actor_id: int | None, found: Plan, *, reason: str = "", now: datetime) -> int:
    """Do it to all to whom it can be done; return how many. Callers hold their rows since the plan was made."""
    if not found.possible:
        return 0
    acts: dict[BulkAct, Callable[[], None]] = {
        BulkAct.ACCEPT: lambda: _accept(actor_id, found.possible),
        BulkAct.REFUSE: lambda: _refuse(actor_id, found.possible, reason),
        BulkAct.WITHDRAW: lambda: _withdraw(actor_id, found.possible, now),
        BulkAct.RESEND: lambda: _resend(actor_id, found.possible),
    }
    acts[found.act]()
    return len(found.possible)


def _accept(actor_id: int | None, people: Sequence[Registration]) -> None:
    accept_registrations(actor_id, people)


def _refuse(actor_id: int | None, people: Sequence[Registration], reason: str) -> None:
    for one in people:
        turn_down(one, reason)
    _record(actor_id, "registration.refused", people)


def _withdraw(actor_id: int | None, people: Sequence[Registration], now: datetime) -> None:
    """Take all out before anything is offered: or a place would be offered to somebody who goes as well."""
    freed = {(one.event_id, one.role) for one in people if one.delegation_id is None}
    for one in people:
        take_out(one, now=now)
    _record(actor_id, "registration.withdrawn", people)
    for event_id, role in sorted(freed):
        offer_freed(event_id, role, now)


def _resend(actor_id: int | None, people: Sequence[Registration]) -> None:
    """Mail the link once more: made anew, while the links of earlier mails keep working."""
    for one in people:
        recipient = recipient_of(one.person, one.member_id)
        if not readdress(LINKS[one.state], one.id, recipient):
            post(LINKS[one.state], one.id, [recipient], event_id=one.event_id)
    _record(actor_id, "registration.link_sent", people)


def _record(actor_id: int | None, action: str, people: Sequence[Registration]) -> None:
    record(actor_id, action, "registration", None, registration_ids=[one.id for one in people])
