"""What is done with somebody's second step is recorded, and its owner is mailed of it."""

from dataclasses import dataclass
from datetime import datetime

from assembly.accounts.factors.models import Act, FactorAct
from assembly.accounts.models import Person
from assembly.audit import service as audit
from assembly.extensions import db
from assembly.mail import outbox

MAIL = "account-safety"
BY_OTHERS = frozenset({Act.RESET_ASKED, Act.RESET})


@dataclass(frozen=True, slots=True)
class Place:
    """Where an act came from: the network that tries are counted by, and what the browser calls itself."""

    network: str
    device: str


SERVER = Place("", "")
"""The command line of the server itself, or an administrator's browser: not where the owner was."""


def note(
    person_id: int, act: Act, now: datetime, place: Place, *, by: int | None = None, means: str = "", mail: bool = True
) -> None:
    """Record an act and tell its owner. `means`: with what it was shown; `by`: who asked or did it for them."""
    row = _add(person_id, act, now, place)
    audit.record(by if act in BY_OTHERS else person_id, f"factor.{act.value}", "person", person_id, means=means)
    if mail:
        _tell(row)


def note_wrong(person_id: int, now: datetime, place: Place, *, tell: bool) -> None:
    """Count a wrong code. `tell`: so many were wrong that it is recorded in the audit trail and its owner told."""
    row = _add(person_id, Act.REFUSED, now, place)
    if tell:
        audit.record(None, "factor.refused", "person", person_id)
        _tell(row)


def _add(person_id: int, act: Act, now: datetime, place: Place) -> FactorAct:
    row = FactorAct(person_id=person_id, act=act, at=now, network=place.network, device=place.device)
    db.session.add(row)
    db.session.flush()
    return row


def _tell(row: FactorAct) -> None:
    person = db.session.get_one(Person, row.person_id)
    outbox.post(MAIL, row.id, [outbox.recipient_of(person)])
