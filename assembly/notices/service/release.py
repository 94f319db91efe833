"""The last look at a notice, and its release."""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from assembly import clock
from assembly.agenda import queries as agenda
from assembly.audit.service import record
from assembly.extensions import db
from assembly.mail.news import service as news
from assembly.mail.outbox import Recipient, post
from assembly.notices import audience as audiences
from assembly.notices import facts, queries, rules, schedule
from assembly.notices.audience import Candidate
from assembly.notices.kinds import NoticeKind
from assembly.notices.models import Notice, NoticeLeftOut, NoticeVersion
from assembly.notices.rules import LanguageLine
from assembly.notices.schedule import Schedule
from assembly.notices.service.refusals import (
    ChangedMeanwhileError,
    GateError,
    NobodyError,
    NoProgrammeError,
    TimeHasPassedError,
)
from assembly.notices.service.writing import TEXTS, refuse_released
from assembly.texts import TextState, states_of

WALL_TIME = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class Order:
    """How a notice is to go out.

    `accepted` are the languages that may go as they are. `reviewed` is the fingerprint of what was looked at; None
    where nobody looks, as in a program. Without a schedule it goes at once.
    """

    accepted: Collection[str] = ()
    reviewed: str | None = None
    schedule: Schedule | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who belongs to the audience of news and asked for none, and since when."""

    who: Candidate
    since: datetime


def audience_of(notice: Notice) -> tuple[list[Candidate], list[LeftOut]]:
    """Return who would get it now, and who belongs to its audience but wants no news."""
    everybody = facts.recipients(notice.event, audiences.from_json(notice.audience))
    refusing = news.all_refusing() if notice.news else {}
    left_out = [LeftOut(one, refusing[one.person_id]) for one in everybody if one.person_id in refusing]
    return [one for one in everybody if one.person_id not in refusing], left_out


def recipients_of(notice: Notice) -> list[Candidate]:
    """Return who would get it now."""
    return audience_of(notice)[0]


def language_lines(notice: Notice, recipients: Collection[Candidate]) -> tuple[LanguageLine, ...]:
    """Return how the notice stands in each language, and how many of the recipients read it."""
    event = notice.event
    programme = agenda.published(event.id) if notice.kind is NoticeKind.AGENDA else None
    attached = {code: TextState(state) for code, state in programme.states.items()} if programme else {}
    texts = states_of(notice, TEXTS, event.languages, event.source_language)
    return rules.language_lines(event.languages, texts, attached, audiences.by_language(recipients))


def fingerprint(notice: Notice, recipients: Collection[Candidate]) -> str:
    """Return what tells whether text, programme and recipients still are those that were reviewed."""
    people = sorted((one.person_id, one.member_id or 0) for one in recipients)
    said = [notice.subject, notice.body, notice.vote_id, notice.news, _programme(notice)]
    content = json.dumps([*said, people], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def release_notice(actor_id: int | None, notice: Notice, order: Order | None = None) -> NoticeVersion:
    """Freeze the notice and put a mail for each recipient into the outbox, in the open transaction.

    Pressed twice, in two tabs, it is one: the second finds the version, or the unique key does.
    """
    order = order or Order()
    refuse_released(notice)
    recipients, left_out = audience_of(notice)
    if order.reviewed is not None and order.reviewed != fingerprint(notice, recipients):
        raise ChangedMeanwhileError
    if notice.kind is NoticeKind.AGENDA and _programme(notice) is None:
        raise NoProgrammeError
    if not recipients:
        raise NobodyError
    accepted = _pass_the_gate(notice, recipients, order.accepted)
    outgoing = list(_outgoing(notice, recipients, order.schedule))
    version = _freeze(notice, accepted, len(recipients), order.schedule)
    _note_left_out(version, left_out)
    post(queries.KIND, version.id, outgoing, event_id=notice.event_id)
    record(
        actor_id,
        "notice.released",
        "notice",
        notice.id,
        version=version.number,
        recipients=len(recipients),
        left_out=len(left_out),
        accepted=accepted,
        scheduled=version.wall_time,
    )
    return version


def _programme(notice: Notice) -> int | None:
    """Return the version of the programme that it carries."""
    version = agenda.latest_version(notice.event_id) if notice.kind is NoticeKind.AGENDA else None
    return version.id if version else None


def _pass_the_gate(notice: Notice, recipients: Collection[Candidate], accepted: Collection[str]) -> list[str]:
    """Return the languages that go out as they are; refuse where one of them was not accepted."""
    lines = language_lines(notice, recipients)
    closed = rules.not_accepted(lines, accepted)
    if closed:
        raise GateError(closed)
    return [line.language for line in lines if line.falls_short]


def _freeze(notice: Notice, accepted: list[str], recipients: int, when: Schedule | None) -> NoticeVersion:
    version = NoticeVersion(
        notice_id=notice.id,
        number=1,
        subject=notice.subject,
        body=notice.body,
        accepted_fallbacks=accepted,
        recipients=recipients,
        released_at=clock.now(),
        agenda_version_id=_programme(notice),
        wall_time=when.wall.strftime(WALL_TIME) if when else None,
        each_own_time=when is not None and when.each_own_time,
    )
    db.session.add(version)
    db.session.flush()
    return version


def _note_left_out(version: NoticeVersion, left_out: Collection[LeftOut]) -> None:
    """Keep who was not written to, and why: it may be asked about after they want news again."""
    for one in left_out:
        who = {"person_id": one.who.person_id, "member_id": one.who.member_id}
        db.session.add(NoticeLeftOut(version_id=version.id, refused_at=one.since, **who))


def _outgoing(notice: Notice, recipients: Collection[Candidate], when: Schedule | None) -> Iterator[Recipient]:
    """Yield the recipients with the moment at which each gets it; refuse a time that is over for all of them."""
    zone, now = notice.event.zone, clock.now()
    if when is not None and schedule.departures(when, zone, (one.zone for one in recipients), now) is None:
        raise TimeHasPassedError
    for one in recipients:
        due = schedule.due_at(when, zone, one.zone) if when else now
        yield Recipient(
            one.person_id,
            one.address,
            one.name,
            one.language,
            one.zone,
            one.member_id,
            due if due > now else None,
        )
