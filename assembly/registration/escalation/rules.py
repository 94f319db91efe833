"""Whom to ask next where a member does not answer: decided from facts alone. Times carry their zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from assembly import timezones

LAST_DAYS: Final = timedelta(days=2)
"""In these days before registration closes nobody is waited for longer than `SHORTEST`."""

SHORTEST: Final = timedelta(days=1)
"""Whoever was asked has at least so long to answer, unless registration closes before."""

USUAL_WAIT: Final = timedelta(days=5)
"""How long somebody who was reached by telephone has, where the event says nothing else."""

CALL_LASTS: Final = timedelta(minutes=30)
"""After that, somebody who said that they were calling has forgotten to say what came of it."""

OPENS_AT, CLOSES_AT = time(8), time(20)


class Lost(StrEnum):
    """Why a contact will not answer."""

    RETURNED = "returned"
    WRONG_PERSON = "wrong-person"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"  # the person's account


class Reason(StrEnum):
    """Why the next contact is asked, or the member is to be called."""

    NO_ANSWER = "no-answer"
    RETURNED = "returned"
    WRONG_PERSON = "wrong-person"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    NO_CONTACT = "no-contact"
    MESSAGE_RETURNED = "message-returned"  # the member has answered, and does not get our news


class Outcome(StrEnum):
    """What came of a telephone call."""

    PROMISED = "promised"
    REACHED = "reached"
    NO_ANSWER = "no-answer"
    WRONG_NUMBER = "wrong-number"


class Act(StrEnum):
    """What comes next for a member."""

    NOTHING = "nothing"  # it has answered, or the event is over
    NOT_BEGUN = "not-begun"  # the secretariat has not invited it yet
    WAIT = "wait"
    ASK = "ask"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """One contact. `asked_at` is their last invitation; None also where it only came back from an earlier address."""

    person_id: int
    asked_at: datetime | None = None
    opened_at: datetime | None = None
    lost: Lost | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """One member. Contacts stand in order of escalation.

    `begun`: somebody was invited for it. `touched_at`: when its delegation was last worked on. `quiet_until`: until
    when a telephone call settled it. `untold`: a message to its contacts came back and no call has mended that.
    """

    answered: bool
    begun: bool
    contacts: Sequence[ContactFacts]
    touched_at: datetime | None = None
    quiet_until: datetime | None = None
    untold: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What the event says. `wait`: how long a contact has to answer; None: the secretariat asks the next itself."""

    wait: timedelta | None
    opens_at: datetime
    closes_at: datetime
    over_at: datetime


@dataclass(frozen=True, slots=True)
class NextAct:
    """What comes next: `until` with WAIT, `person_id` with ASK. `before` was asked last; `reason` is about them."""

    act: Act
    until: datetime | None = None
    person_id: int | None = None
    before: int | None = None
    reason: Reason | None = None


def next_act(member: MemberFacts, terms: Terms, now: datetime) -> NextAct:
    """Return what comes next for a member that is invited, or should be."""
    if now >= terms.over_at:
        return NextAct(Act.NOTHING)
    if member.answered:
        return NextAct(Act.CALL, reason=Reason.MESSAGE_RETURNED) if member.untold else NextAct(Act.NOTHING)
    if member.quiet_until and now < member.quiet_until:
        return NextAct(Act.WAIT, member.quiet_until)
    if not member.begun and (member.contacts or now < terms.opens_at):
        return NextAct(Act.NOT_BEGUN)
    until = _patience(member, terms)
    if until and now < until:
        return NextAct(Act.WAIT, until)
    return _ask_or_call(member, terms, now)


def next_contact(contacts: Sequence[ContactFacts]) -> ContactFacts | None:
    """Return the first contact in order who was not asked and can be."""
    return next((one for one in contacts if one.asked_at is None and one.lost is None), None)


def asked_last(contacts: Sequence[ContactFacts]) -> ContactFacts | None:
    """Return the contact who was asked last, None if nobody was."""
    asked = [(one.asked_at, one) for one in contacts if one.asked_at is not None]
    return max(asked, key=lambda pair: pair[0])[1] if asked else None


def reason_of(contacts: Sequence[ContactFacts]) -> Reason:
    """Return why somebody else is to be asked than the one who was asked last."""
    last = asked_last(contacts)
    if last is None:
        return Reason.RETURNED if contacts else Reason.NO_CONTACT
    return REASONS[last.lost] if last.lost else Reason.NO_ANSWER


REASONS: Final = {
    Lost.RETURNED: Reason.RETURNED,
    Lost.WRONG_PERSON: Reason.WRONG_PERSON,
    Lost.WITHDRAWN: Reason.WITHDRAWN,
    Lost.CLOSED: Reason.CLOSED,
}


def _ask_or_call(member: MemberFacts, terms: Terms, now: datetime) -> NextAct:
    """Nobody is waited for: ask the next contact, unless the secretariat took the last one out, or nobody is left."""
    last, following, reason = asked_last(member.contacts), next_contact(member.contacts), reason_of(member.contacts)
    before = last.person_id if last else None
    open_now = terms.opens_at <= now < terms.closes_at
    if following and terms.wait is not None and open_now and reason is not Reason.WITHDRAWN:
        return NextAct(Act.ASK, person_id=following.person_id, before=before, reason=reason)
    return NextAct(Act.CALL, before=before, reason=reason)


def _patience(member: MemberFacts, terms: Terms) -> datetime | None:
    """Return until when those who were asked and can answer are waited for; None where there are none."""
    live = [one for one in member.contacts if one.asked_at is not None and one.lost is None]
    if not live:
        return None
    moments = [one.asked_at for one in live] + [one.opened_at for one in live] + [member.touched_at, terms.opens_at]
    return answer_until(max(moment for moment in moments if moment is not None), terms)


def answer_until(since: datetime, terms: Terms) -> datetime:
    """Return until when somebody who was asked or last seen at `since` has time; less towards the deadline."""
    if terms.wait is None:
        return terms.closes_at
    latest = max(terms.closes_at - LAST_DAYS, since + SHORTEST)
    return min(since + terms.wait, latest, terms.closes_at)


def quiet_until(
    outcome: Outcome, ended_at: datetime, promised_on: date | None, zone: str, terms: Terms
) -> datetime | None:
    """Return until when a call settles it: the end of the promised day, or as long as if they had been asked by mail.

    None: the member is still to be called.
    """
    if outcome is Outcome.PROMISED and promised_on is not None:
        return timezones.from_local(datetime.combine(promised_on + timedelta(days=1), time()), zone)
    if outcome is Outcome.REACHED:
        return ended_at + min(terms.wait or USUAL_WAIT, USUAL_WAIT)
    return None


def is_hour_to_call(local: time) -> bool:
    """Whether one may call where the clocks show this time."""
    return OPENS_AT <= local < CLOSES_AT
