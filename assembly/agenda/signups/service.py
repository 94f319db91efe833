"""Signing up for an item, leaving it, and giving a freed place to whoever waits longest.

A freed place is given at once, not offered for a time: those who wait have said that they want it, and may leave
with one press; shortly before a visit a place that waits for an answer stays empty.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from assembly.agenda.models import AgendaItem
from assembly.agenda.signups import queries, rules
from assembly.agenda.signups.models import Signup, SignupEntry
from assembly.agenda.signups.rules import Terms, TermsProblem, Window
from assembly.audit.service import record
from assembly.errors import DomainError, InvalidInputError
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.mail.outbox import post, recipient_of
from assembly.registration.models import Registration, RegistrationState
from assembly.scope import everything

PLACED = "signup-place"
CALLED_OFF = "signup-called-off"

TERMS_MESSAGES = {
    TermsProblem.CLOSES_BEFORE_IT_OPENS: _l("Sign-up must close after it opens."),
    TermsProblem.CLOSES_AFTER_THE_START: _l("Sign-up must close before the item starts."),
}


class SignupClosedError(DomainError):
    """Sign-up has not opened, or has closed."""

    code = "signup_closed"
    message = _l("Sign-up is not open at the moment.")


class NotForYouError(DomainError):
    """People in this role cannot sign up."""

    code = "not_for_this_role"
    message = _l("This is for people in other roles. Ask the secretariat if you think that you should take part.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignupDraft:
    """The terms as they should be."""

    opens_at: datetime
    closes_at: datetime
    places: int
    roles: tuple[ParticipantRole, ...] = field(default=())


def set_signup(actor_id: int | None, item: AgendaItem, draft: SignupDraft, *, now: datetime) -> Signup:
    """Ask people to sign up for an item, on these terms; where there are more places, those who wait get them.

    Where there are fewer, those who have one keep it.
    """
    terms = Terms(draft.opens_at, draft.closes_at, draft.places, frozenset(draft.roles))
    problem = rules.terms_problem(terms, item.starts_at)
    if problem:
        raise InvalidInputError(TERMS_MESSAGES[problem], code=problem.value)
    signup = queries.signup_of(item) or Signup(item_id=item.id)
    signup.opens_at, signup.closes_at, signup.places = draft.opens_at, draft.closes_at, draft.places
    signup.roles = [role.value for role in draft.roles]
    db.session.add(signup)
    db.session.flush()
    record(actor_id, "signup.set", "agenda_item", item.id, places=draft.places)
    fill(signup, now)
    return signup


def remove_signup(actor_id: int | None, signup: Signup) -> None:
    """Let everybody come without signing up; who had signed up is forgotten."""
    record(actor_id, "signup.removed", "agenda_item", signup.item_id)
    db.session.delete(signup)
    db.session.flush()


def sign_up(actor_id: int | None, signup: Signup, registration: Registration, *, now: datetime) -> bool:
    """Sign somebody up; return whether they have a place, or wait. Pressed twice, it is the same sign-up.

    Raise `SignupClosedError` or `NotForYouError`.
    """
    if rules.window(signup.terms, now) is not Window.OPEN or registration.state is not RegistrationState.ACCEPTED:
        raise SignupClosedError
    if not rules.is_for(signup.terms, registration.role):
        raise NotForYouError
    entry = _join(signup, registration, now)
    if entry is None:
        known = queries.entry_of(signup.id, registration.id)
        return known is not None and known.place is not None
    ahead = any(one.id != entry.id for one in queries.waiting(signup.id))
    got = not ahead and _take(signup, entry)
    record(actor_id, "signup.joined", "signup_entry", entry.id, place=got)
    return got


def _join(signup: Signup, registration: Registration, now: datetime) -> SignupEntry | None:
    """Put somebody onto the list, without a place; None where they stand there already."""
    if queries.entry_of(signup.id, registration.id):
        return None
    entry = SignupEntry(signup_id=signup.id, registration_id=registration.id, joined_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(entry)
    except IntegrityError:
        return None
    return entry


def _take(signup: Signup, entry: SignupEntry) -> bool:
    """Take the lowest free place. The unique key decides: each lost attempt means that somebody else took it."""
    for _attempt in range(signup.places + 1):
        place = rules.free_place(queries.taken(signup.id), signup.places)
        if place is None:
            return False
        try:
            with db.session.begin_nested():
                entry.place = place
        except IntegrityError:
            entry.place = None
        else:
            return True
    return False


def leave(actor_id: int | None, signup: Signup, registration: Registration, *, now: datetime) -> None:
    """Take somebody off the list; their place goes to whoever waits longest. Who is not on it stays so."""
    entry = queries.entry_of(signup.id, registration.id)
    if entry is None:
        return
    record(actor_id, "signup.left", "signup_entry", entry.id)
    db.session.delete(entry)
    db.session.flush()
    fill(signup, now)


def fill(signup: Signup, now: datetime) -> int:
    """Give free places to those who wait longest, until the item starts, and tell them; return to how many.

    Whoever withdrew from the event is taken off the list first. An item that the draft has no more waits too.
    """
    with everything():
        db.session.get_one(Signup, signup.id, with_for_update=True)
        item = db.session.get_one(AgendaItem, signup.item_id)
        _forget_withdrawn(signup)
        if now >= item.starts_at or item.removed_at or item.sitting.removed_at:
            return 0
        given = 0
        for entry in queries.waiting(signup.id):
            if not _take(signup, entry):
                break
            given += 1
            record(None, "signup.placed", "signup_entry", entry.id)
            post(
                PLACED,
                entry.id,
                [recipient_of(entry.registration.person, entry.registration.member_id)],
                event_id=item.sitting.event_id,
            )
    return given


def call_off(event_id: int, item_ids: Collection[int], now: datetime) -> int:
    """Tell those who had signed up for items that the programme was published without; return how many.

    Who signed up stays written down as long as the event is.
    """
    statement = (
        select(SignupEntry)
        .join(SignupEntry.signup)
        .join(Signup.item)
        .join(SignupEntry.registration)
        .where(
            Signup.item_id.in_(item_ids),
            AgendaItem.starts_at > now,
            Registration.state == RegistrationState.ACCEPTED,
        )
    )
    with everything():
        entries = db.session.scalars(statement).all()
        for entry in entries:
            post(
                CALLED_OFF,
                entry.id,
                [recipient_of(entry.registration.person, entry.registration.member_id)],
                event_id=event_id,
            )
    for item_id in sorted({entry.signup.item_id for entry in entries}):
        people = sum(entry.signup.item_id == item_id for entry in entries)
        record(None, "signup.called_off", "agenda_item", item_id, people=people)
    return len(entries)


def _forget_withdrawn(signup: Signup) -> None:
    gone = (
        select(SignupEntry)
        .join(SignupEntry.registration)
        .where(SignupEntry.signup_id == signup.id, Registration.state != RegistrationState.ACCEPTED)
    )
    for entry in db.session.scalars(gone):
        record(None, "signup.left", "signup_entry", entry.id)
        db.session.delete(entry)
    db.session.flush()


def to_fill(now: datetime) -> list[int]:
    """Return the sign-ups of items to come in which somebody waits, or has withdrawn from the event."""
    statement = (
        select(Signup.id)
        .join(Signup.item)
        .join(SignupEntry, SignupEntry.signup_id == Signup.id)
        .join(SignupEntry.registration)
        .where(
            AgendaItem.starts_at > now,
            AgendaItem.removed_at.is_(None),
            SignupEntry.place.is_(None) | (Registration.state != RegistrationState.ACCEPTED),
        )
        .group_by(Signup.id)
    )
    with everything():
        return list(db.session.scalars(statement))
