"""Signing in by mailed link or code.

The page stores that somebody asked, and does the same for every address. A worker looks the address
up and writes to whoever has it, so that neither the answer nor its time tells who is known.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from assembly import queue
from assembly.accounts import rules, service, sessions, tokens
from assembly.accounts.actor import Actor
from assembly.accounts.factors.queries import has_some
from assembly.accounts.factors.roles import is_required
from assembly.accounts.models import Person, Purpose, SignInRequest, Token
from assembly.audit import service as audit
from assembly.errors import NotFoundError
from assembly.extensions import db
from assembly.mail import outbox
from assembly.mail.models import Delivery

TASK = "accounts.answer_sign_in"
MAIL = "sign-in"
LONGEST_PATH = 500


@dataclass(frozen=True, slots=True)
class Guess:
    """What came of a typed code: who it is for, or how many tries are left."""

    token: Token | None
    left: int


@dataclass(frozen=True, slots=True)
class Entered:
    """Where somebody wanted to go who has just signed in, and whether they have to show their second step first."""

    next_path: str | None
    owes_factor: bool


def ask(address: str, language: str, next_path: str | None, now: datetime) -> int:
    """Note that somebody wants to sign in, and wake a worker; return the number of the request."""
    request = SignInRequest(
        address=rules.normal_address(address),
        language=language,
        next_path=next_path if next_path and len(next_path) <= LONGEST_PATH else None,
        requested_at=now,
    )
    db.session.add(request)
    db.session.flush()
    queue.enqueue(TASK, request.id)
    return request.id


def answer(request_id: int, now: datetime) -> int:
    """Post the mail of a request to everybody who has the address; return how many. Done once."""
    request = db.session.get(SignInRequest, request_id, with_for_update=True)
    if request is None or request.handled_at is not None:
        return 0
    request.handled_at = now
    if now - request.requested_at > rules.LINK_LIFETIME:
        return 0
    people = [person for person in service.people_at(request.address) if not _has_links_enough(person, now)]
    return outbox.post(MAIL, request.id, [outbox.recipient_of(person) for person in people])


def _has_links_enough(person: Person, now: datetime) -> bool:
    mails = db.session.scalar(
        select(func.count(Delivery.id))
        .join(SignInRequest, SignInRequest.id == Delivery.subject_id)
        .where(
            Delivery.kind == MAIL,
            Delivery.person_id == person.id,
            SignInRequest.handled_at > now - rules.LINK_LIFETIME,
        )
    )
    return rules.mailed_enough(mails or 0)


def waiting(now: datetime) -> list[int]:
    """Return the requests whose wake-up was lost."""
    statement = select(SignInRequest.id).where(
        SignInRequest.handled_at.is_(None), SignInRequest.requested_at > now - rules.LINK_LIFETIME
    )
    return list(db.session.scalars(statement.order_by(SignInRequest.id)))


def try_code(request_id: int, typed: str, now: datetime) -> Guess:
    """Compare a typed code with those that were mailed for a request. Every try counts, whatever comes of it.

    Does not raise: the count must be committed. People who share an address have a code each; should
    two be alike, neither works.
    """
    tries = db.session.scalar(
        update(SignInRequest)
        .where(SignInRequest.id == request_id, SignInRequest.guesses < rules.GUESSES)
        .values(guesses=SignInRequest.guesses + 1)
        .returning(SignInRequest.guesses)
    )
    if tries is None:
        return Guess(None, 0)
    found = db.session.scalars(
        select(Token).where(
            Token.purpose == Purpose.SIGN_IN,
            Token.subject_id == request_id,
            Token.code_hash.in_(tokens.code_hashes(request_id, rules.plain_code(typed))),
            Token.used_at.is_(None),
            Token.revoked_at.is_(None),
            Token.expires_at > now,
        )
    ).all()
    return Guess(found[0] if len(found) == 1 else None, rules.GUESSES - tries)


def enter(token: Token, now: datetime) -> Entered:
    """Use a link or code up and sign its person in, so far as no second step is asked of them.

    Raise `InvalidLinkError` where it does not work any more.
    """
    tokens.check(token, now)
    tokens.use(token, now)
    person = token.person
    owes = has_some(person.id) or is_required(grant.role for grant in person.grants)
    sessions.start(person, Purpose.SIGN_IN, now, owes_factor=owes)
    audit.record(person.id, "session.started", "person", person.id)
    request = db.session.get(SignInRequest, token.subject_id)
    return Entered(request.next_path if request else None, owes_factor=owes)


def leave(person_id: int, session_id: int, now: datetime) -> None:
    """Sign a person out of this browser."""
    sessions.end(session_id, now)
    audit.record(person_id, "session.ended", "person", person_id)


def end_session(actor: Actor, session_id: int, now: datetime) -> None:
    """End one of the actor's other sessions; raise `NotFoundError` for anybody else's."""
    if not sessions.end_elsewhere(session_id, now, of=actor.person_id):
        raise NotFoundError
    audit.record(actor.person_id, "session.ended", "person", actor.person_id)


def end_other_sessions(actor: Actor, now: datetime) -> int:
    """End all of the actor's sessions but this one; return how many."""
    ended = sessions.end_all(actor.person_id, now, but=actor.session_id)
    audit.record(actor.person_id, "session.others-ended", "person", actor.person_id, sessions=ended)
    return ended
