"""Notices for a whole batch of recipients at once: a few statements, and one letter for all who read the same.

What differs from one recipient to the next stands in marks: their name, their organisation, the deadline by their
clock, their link. All else is the same for whoever reads the same language and, where the programme or a vote is told
of, lives in the same zone.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import groupby

from sqlalchemy import select

from assembly import clock, timezones
from assembly.agenda.calendars import service as calendars
from assembly.agenda.presentation import Reader
from assembly.extensions import db
from assembly.i18n import current_language, speaking
from assembly.mail.facts import one_time
from assembly.mail.kinds import Form, Letter
from assembly.mail.letterhead import Letterhead, current_letterhead
from assembly.mail.marks import Values, mark
from assembly.mail.models import Delivery
from assembly.mail.news import links as news_links
from assembly.mail.news import service as news
from assembly.members.models import Member
from assembly.notices import audience, letters, own_links, placeholders, values
from assembly.notices.letters import Addressee, Message
from assembly.notices.models import NoticeVersion
from assembly.notices.placeholders import Placeholder
from assembly.notices.values import Escape
from assembly.registration.models import Registration, RegistrationState

SUBJECT, BODY, LINK, NEWS = "subject", "body", "link", "news"
Registrations = dict[int, Registration]
"""Live registrations by person."""


@dataclass(frozen=True, slots=True)
class Release:
    """A notice as it was released, for the recipients of one batch. `print` tells it from any other.

    `sequences` has what goes into each recipient's calendar, by delivery and UID.
    """

    message: Message
    print: str
    registrations: Registrations
    member_names: dict[int, str]
    sequences: Mapping[int, Mapping[str, int]]
    has_link: bool
    now: datetime
    papers: dict[str, Letterhead] = field(default_factory=dict)

    def paper(self) -> Letterhead:
        """Return the letterhead in the language being spoken, asked for once."""
        language = current_language()
        if language not in self.papers:
            self.papers[language] = current_letterhead()
        return self.papers[language]


def forms(deliveries: Sequence[Delivery], message_of: Callable[[NoticeVersion], Message]) -> list[Form | None]:
    """Return what each recipient reads; None where a notice is gone, or called off."""
    found: dict[int, Form | None] = {}
    for version, rows in _by_version(deliveries):
        release = _release(message_of(version), rows) if version else None
        for row in rows:
            with speaking(row.language):
                found[row.id] = _form(release, row) if release else None
    return [found[delivery.id] for delivery in deliveries]


def due(deliveries: Sequence[Delivery]) -> dict[int, bool]:
    """Return which should still be sent, of those of whom it is asked together: all who are registered, no more.

    Whoever is missing was chosen by other facts, and has to be asked about alone.
    """
    found: dict[int, bool] = {}
    for version, rows in _by_version(deliveries):
        if version is None:
            found |= dict.fromkeys((row.id for row in rows), False)
        elif audience.registered_alone(audience.from_json(version.notice.audience)):
            registered = _registrations(version.notice.event_id, rows)
            refusing = news.all_refusing() if version.notice.news else {}
            found |= {row.id: row.person_id in registered and row.person_id not in refusing for row in rows}
    return found


def _by_version(deliveries: Sequence[Delivery]) -> Iterator[tuple[NoticeVersion | None, list[Delivery]]]:
    """Yield the rows of each version that still goes out; None stands for those that do not."""
    ordered = sorted(deliveries, key=lambda row: row.subject_id)
    for version_id, rows in groupby(ordered, lambda row: row.subject_id):
        version = db.session.get(NoticeVersion, version_id)
        yield version if version and version.cancelled_at is None else None, list(rows)


def _registrations(event_id: int, rows: Sequence[Delivery]) -> Registrations:
    statement = select(Registration).where(
        Registration.event_id == event_id,
        Registration.state == RegistrationState.ACCEPTED,
        Registration.person_id.in_([row.person_id for row in rows]),
    )
    return {found.person_id: found for found in db.session.scalars(statement)}


def _release(message: Message, rows: Sequence[Delivery]) -> Release:
    event = message.event
    member_ids = {row.member_id for row in rows if row.member_id}
    names = db.session.execute(select(Member.id, Member.name).where(Member.id.in_(member_ids))).all()
    shows_link = any(Placeholder.LINK in placeholders.used(text) for text in message.body.values())
    seen = (
        message.subject, message.body, message.programme, event.slug, event.title, event.place, event.zone,
        event.starts_at, event.ends_at, event.source_language, message.vote, message.news,
    )  # fmt: skip
    now = clock.now()
    carried = message.programme
    return Release(
        message=message,
        print=sha256(repr(seen).encode()).hexdigest(),
        registrations=_registrations(event.id, rows),
        member_names={row.id: row.name for row in names},
        has_link=shows_link or carried is not None,
        now=now,
        sequences=calendars.note_programme(rows, event.id, carried, now) if carried else {},
    )


def _form(release: Release, row: Delivery) -> Form:
    registration = release.registrations.get(row.person_id)
    to = Addressee(
        name=row.name,
        address=row.address,
        zone=row.zone,
        member_name=_organisation(release, row, registration),
        participates=registration is not None,
        sequences=release.sequences.get(row.id, {}),
    )
    reader = Reader(release.message.event, row.zone, release.now)
    event, now = release.message.event, release.now
    endpoint, token = own_links.mint(event, row, registration, now) if release.has_link else ("", "")
    has_times = release.message.programme or release.message.vote
    key: Hashable = (release.print, endpoint, release.now.date(), row.zone if has_times else None)
    return Form(
        key=key,
        make=lambda: _letter(release.message, reader, endpoint),
        values={**_values(release.message, to), LINK: token, **_news(release.message, row)},
        calendar=letters.calendar_of(release.message, to, reader, release.paper()),
    )


def _organisation(release: Release, row: Delivery, registration: Registration | None) -> str:
    if row.member_id:
        return release.member_names[row.member_id]
    return (registration and registration.organisation) or ""


def _letter(message: Message, reader: Reader, endpoint: str) -> Letter:
    def known(part: str, escape: Escape) -> dict[Placeholder, str]:
        names = (mark(part + Placeholder.NAME), mark(part + Placeholder.MEMBER))
        found = values.subject_values(message.event, *names, reader.zone, escape)
        return found | {Placeholder.DEADLINE: mark(part + Placeholder.DEADLINE)}

    link = partial(own_links.address, message.event, endpoint, mark(LINK))
    return letters.form(message, reader, link, known, mark(NEWS))


def _news(message: Message, row: Delivery) -> Values:
    return {NEWS: news_links.token_of(row.person_id)} if message.news else {}


def _values(message: Message, to: Addressee) -> Values:
    """Return what a recipient reads in the marks, in the language of the text around them."""
    found, event = {}, message.event
    for part, text in ((SUBJECT, message.subject), (BODY, message.body)):
        with speaking(text.read(current_language(), event.source_language).language):
            deadline = one_time(timezones.local_time(event.registration_closes_at, to.zone))
        found[part + Placeholder.NAME] = to.name
        found[part + Placeholder.MEMBER] = to.member_name
        found[part + Placeholder.DEADLINE] = deadline
    return found
