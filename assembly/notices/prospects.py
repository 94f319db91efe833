"""What somebody will still be written and is not in the outbox: what is drafted, gathered, or follows from a rule.

Each says how sure it is and what it hangs on. Nobody can foresee more: a registration that is confirmed, a vote that
is annulled or a proxy that is answered are mailed when they happen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from assembly.accounts.models import Person
from assembly.agenda.calendars import service as calendars
from assembly.credentials import queries as credentials
from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import current_language, ngettext
from assembly.i18n import gettext as _
from assembly.mail.news import service as news
from assembly.members.models import Contact
from assembly.notices import audience as audiences
from assembly.notices import facts, queries
from assembly.notices.kinds import Sureness
from assembly.notices.models import Notice
from assembly.notices.wording import subject_of
from assembly.registration.escalation import queries as escalations
from assembly.registration.escalation import rules as escalation
from assembly.voting.models import Vote, VoteReminder
from assembly.voting.rules import VoteState
from assembly.voting.service import reminding
from assembly.voting.wording import question_of


@dataclass(frozen=True, slots=True)
class Prospect:
    """One mail that may come: what it is, when at the earliest (None: nobody knows), and on what that hangs."""

    what: str
    sureness: Sureness
    condition: str
    at: datetime | None = None
    notice_id: int | None = None


def of_person(event: Event, person: Person, now: datetime, *, drafts: bool) -> list[Prospect]:
    """Return what somebody may still be written about an event; `drafts` are for the secretariat's eyes alone."""
    found = [
        *_calendar(event, person, now),
        *_invitations(event, person, now),
        *_votes(event, person, now),
        *(_drafts(event, person) if drafts else ()),
    ]
    return sorted(found, key=lambda one: (one.at is None, one.at or now))


def _calendar(event: Event, person: Person, now: datetime) -> Iterator[Prospect]:
    coming = calendars.coming(event.id, person.id, now)
    if coming is None:
        return
    condition = _("unless the programme or the registration changes again before")
    asked, gone = len(coming.changes.asked), len(coming.changes.cancellations)
    if asked:
        what = ngettext("For your calendar: %(num)d entry", "For your calendar: %(num)d entries", asked)
        yield Prospect(what, Sureness.PLANNED, condition, coming.at)
    if gone:
        what = ngettext("Out of your calendar: %(num)d entry", "Out of your calendar: %(num)d entries", gone)
        yield Prospect(what, Sureness.PLANNED, condition, coming.at)


def _invitations(event: Event, person: Person, now: datetime) -> Iterator[Prospect]:
    """Yield the invitations that follow where the contact before does not answer, and the event says when."""
    if event.escalate_after is None:
        return
    members = set(db.session.scalars(select(Contact.member_id).where(Contact.person_id == person.id)))
    for one in escalations.standings(event, now, members) if members else ():
        after = escalation.next_contact(one.facts.contacts)
        waits = one.next.act in {escalation.Act.WAIT, escalation.Act.ASK}
        if waits and after is not None and after.person_id == person.id:
            condition = _("only if %(member)s has not answered by then", member=one.member.name)
            yield Prospect(_("Invitation"), Sureness.CONDITIONAL, condition, one.next.until)


def _votes(event: Event, person: Person, now: datetime) -> Iterator[Prospect]:
    """Yield what each vote will bring: that it is open, a reminder to those who vote, its result to all."""
    votes = db.session.scalars(select(Vote).where(Vote.event_id == event.id).order_by(Vote.closes_at, Vote.id)).all()
    holds = bool(votes and credentials.rights_held_by(person.id, event.id))
    takes_part = bool(votes and queries.registration_of(event.id, person.id))
    for vote in votes:
        question = _read(question_of(vote), event)
        if vote.state is VoteState.DRAFT and holds:
            condition = _("when it is opened, to those who vote then")
            yield Prospect(_("A vote is open: %(question)s", question=question), Sureness.CONDITIONAL, condition)
        reminded_at = _reminder_of(vote, now)
        if reminded_at and holds and any(one.person_id == person.id for one in reminding.not_voted(vote)):
            what = _("Reminder to vote: %(question)s", question=question)
            yield Prospect(what, Sureness.CONDITIONAL, _("only if the ballot is still missing then"), reminded_at)
        if vote.state in _TO_BE_PUBLISHED and (holds or takes_part):
            condition = _("once the result is published")
            yield Prospect(_("Result of a vote: %(question)s", question=question), Sureness.PLANNED, condition)


_TO_BE_PUBLISHED = frozenset(
    {VoteState.DRAFT, VoteState.OPEN, VoteState.SUSPENDED, VoteState.CLOSED, VoteState.COUNTED}
)


def _reminder_of(vote: Vote, now: datetime) -> datetime | None:
    """Return when those who have not voted are reminded by themselves; None where that is over or never happens."""
    if vote.state is not VoteState.OPEN or vote.opened_at is None or now >= vote.closes_at:
        return None
    done = select(VoteReminder.id).where(VoteReminder.vote_id == vote.id, VoteReminder.deadline == vote.closes_at)
    if vote.closes_at - vote.opened_at < reminding.LONG_ENOUGH or db.session.scalar(done) is not None:
        return None
    return max(now, vote.closes_at - reminding.BEFORE_DEADLINE)


def _drafts(event: Event, person: Person) -> Iterator[Prospect]:
    """Yield the messages that are being written to an audience to which this person belongs now."""
    drafts = select(Notice).where(Notice.event_id == event.id, ~Notice.versions.any()).order_by(Notice.id)
    spared = news.since(person.id) is not None
    for draft in db.session.scalars(drafts):
        if draft.news and spared:
            continue
        if facts.still_belongs(event, audiences.from_json(draft.audience), person.id):
            what = subject_of(draft.subject, event).text or _("Without a subject")
            condition = _("if it is released as it is now")
            yield Prospect(what, Sureness.DRAFT, condition, notice_id=draft.id)


def _read(text: LocalizedText, event: Event) -> str:
    return text.read(current_language(), event.source_language).text
