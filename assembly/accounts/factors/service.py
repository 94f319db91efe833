"""Showing a code of an app or of the paper: counted before it is compared, and each works once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from assembly.accounts import sealing
from assembly.accounts.factors import recovery, rules
from assembly.accounts.factors.acts import Place, note, note_wrong
from assembly.accounts.factors.models import Act, Authenticator, FactorAct
from assembly.accounts.models import Person
from assembly.extensions import db

SEAL = "authenticator"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a typed code. `wait_until`: it was not even compared, and another may be tried from then on."""

    right: bool
    wait_until: datetime | None = None


RIGHT, WRONG = Answer(right=True), Answer(right=False)


def show_code(person_id: int, typed: str, now: datetime, place: Place, *, signing_in: bool) -> Answer:
    """Compare a typed code with the person's app, or with their recovery codes. Does not raise: it must be committed.

    Tries of one person stand in line, so that many at once are counted like one after the other.
    """
    db.session.get_one(Person, person_id, with_for_update=True)
    tries = _tries(person_id, now, place)
    if not rules.is_app_code(typed):
        if recovery.use(person_id, typed, now):
            note(person_id, Act.RECOVERY_CODE_USED, now, place)
            return RIGHT
    else:
        until = rules.wait_until(tries)
        if until and until > now:
            return Answer(right=False, wait_until=until)
        if _fits(person_id, typed, now):
            note(person_id, Act.SHOWN, now, place, means="app", mail=signing_in)
            return RIGHT
    note_wrong(person_id, now, place, tell=tries.here + 1 == rules.STREAK or tries.everywhere + 1 == rules.EVERYWHERE)
    return WRONG


def _fits(person_id: int, typed: str, now: datetime) -> bool:
    row = db.session.get(Authenticator, person_id)
    secret = sealing.unseal(SEAL, row.sealed) if row else None
    if row is None or secret is None:
        return False
    step = rules.matching_step(secret, rules.plain_app_code(typed), now, row.last_step)
    if step is None:
        return False
    row.last_step = step
    return True


def _tries(person_id: int, now: datetime, place: Place) -> rules.Tries:
    mine = FactorAct.person_id == person_id
    shown = FactorAct.act.in_((Act.SHOWN, Act.RECOVERY_CODE_USED))
    here = FactorAct.network == place.network
    recent = FactorAct.at > now - rules.COUNTED_FOR
    right_at = db.session.scalar(
        select(func.max(FactorAct.at)).where(mine, shown, here, FactorAct.at > now - rules.KNOWN_FOR)
    )
    wrong = select(func.count(FactorAct.id), func.max(FactorAct.at)).where(mine, FactorAct.act == Act.REFUSED, recent)
    here_count, here_last = db.session.execute(
        wrong.where(here, *([FactorAct.at > right_at] if right_at else []))
    ).one()
    all_count, all_last = db.session.execute(wrong).one()
    return rules.Tries(here_count, here_last, all_count, all_last, known_here=right_at is not None)
