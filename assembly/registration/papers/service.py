"""Giving out papers, and taking them back."""

import secrets
from datetime import datetime

from sqlalchemy import select

from assembly.accounts.actor import Actor
from assembly.audit.service import record
from assembly.errors import DomainError
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.registration.models import Registration
from assembly.registration.papers import queries, visa
from assembly.registration.papers.models import Paper
from assembly.registration.papers.rules import ALPHABET, CODE_LENGTH, PaperKind, initials
from assembly.registration.rules import RegistrationState


class BadgeRefusedError(DomainError):
    """Somebody who is not accepted gets no badge."""

    code = "badge_refused"
    message = _l("Only people who are accepted get a badge.")


def new_code() -> str:
    """Return a code that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _number in range(CODE_LENGTH))


def issue_badges(actor: Actor, event: Event, role: ParticipantRole | None, *, now: datetime) -> int:
    """Make a badge for each accepted person who has none, and return how many."""
    _one_at_a_time(event.id)
    papers = [
        _paper(one, PaperKind.BADGE, one.person.latin_name or one.person.name, now)
        for one in queries.without_badge(event.id, role)
    ]
    db.session.add_all(papers)
    db.session.flush()
    if papers:
        record(
            actor.person_id,
            "paper.badges_issued",
            "event",
            event.id,
            count=len(papers),
            role=role.value if role else None,
        )
    return len(papers)


def issue_badge(actor: Actor, registration: Registration, *, now: datetime) -> Paper:
    """Return a person's badge, made now where there is none. Raise `BadgeRefusedError` for who is not accepted."""
    _one_at_a_time(registration.event_id)
    if registration.state is not RegistrationState.ACCEPTED:
        raise BadgeRefusedError
    found = queries.live_paper(registration, PaperKind.BADGE)
    if found:
        return found
    person = registration.person
    return _issue(actor, _paper(registration, PaperKind.BADGE, person.latin_name or person.name, now))


def issue_letter(actor: Actor, registration: Registration, language: str, *, now: datetime) -> Paper:
    """Write a visa letter in a language; the one before does not count any more. Raise `LetterRefusedError`."""
    _one_at_a_time(registration.event_id)
    data = visa.visa_data(registration)
    visa.check(data)
    before = queries.live_paper(registration, PaperKind.VISA_LETTER)
    if before:
        before.withdrawn_at = now
        db.session.flush()  # before the new one comes: only one may live
    paper = _paper(registration, PaperKind.VISA_LETTER, data.answers["passport-name"], now)
    paper.language = language
    return _issue(actor, paper)


def withdraw(actor: Actor, paper: Paper, *, now: datetime) -> None:
    """Take a paper back: whoever verifies it is told so. Twice is as once."""
    if paper.withdrawn_at is None:
        paper.withdrawn_at = now
        record(actor.person_id, "paper.withdrawn", "paper", paper.id, kind=paper.kind.value)


def _paper(registration: Registration, kind: PaperKind, name: str, now: datetime) -> Paper:
    return Paper(
        code=new_code(),
        kind=kind,
        registration_id=registration.id,
        person_id=registration.person_id,
        initials=initials(name),
        issued_at=now,
    )


def _issue(actor: Actor, paper: Paper) -> Paper:
    db.session.add(paper)
    db.session.flush()
    record(actor.person_id, "paper.issued", "paper", paper.id, kind=paper.kind.value)
    return paper


def _one_at_a_time(event_id: int) -> None:
    """Let whoever presses at the same time wait, rather than meet the key that keeps one paper of a kind."""
    db.session.execute(select(Event.id).where(Event.id == event_id).with_for_update(key_share=True))
