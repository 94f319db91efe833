"""People whom a notice may go to, and notices. Inside of a transaction."""

from collections.abc import Collection
from itertools import count
from typing import Any

from assembly import clock
from assembly.accounts.models import Person
from assembly.credentials.models import Credential, CredentialHolder, CredentialState
from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.members.models import Contact, Member, Region
from assembly.notices import service
from assembly.notices.audience import Audience
from assembly.notices.kinds import NoticeKind
from assembly.notices.models import Notice
from assembly.notices.service import NoticeDraft
from assembly.registration.models import Delegation, Registration, RegistrationState
from tests.factories.accounts import person

FOUR_SUBJECTS = {"en": "To all", "es": "A todo el mundo", "fr": "À toutes et à tous", "ru": "Всем"}
FOUR_BODIES = {
    "en": "Dear ((name)),\n\nsee [your page](((link))).",
    "es": "Hola, ((name)):\n\nvea [su página](((link))).",
    "fr": "Bonjour ((name)),\n\nvoyez [votre page](((link))).",
    "ru": "Здравствуйте, ((name))!\n\nСмотрите [вашу страницу](((link))).",
}
_numbers = count(1)


def make_member(region: Region = Region.EUROPE, **fields: Any) -> Member:
    number = next(_numbers)
    values: dict[str, Any] = {
        "code": f"N{number:04}",
        "name": f"Member {number}",
        "name_key": f"member {number:04}",
        "country": "AT",
        "language": "en",
        "created_at": clock.now(),
    }
    member = Member(region=region, **(values | fields))
    db.session.add(member)
    db.session.flush()
    return member


def make_focal_point(member: Member, position: int = 1, **fields: Any) -> Person:
    who = person(**fields)
    db.session.add(Contact(member_id=member.id, person_id=who.id, position=position))
    db.session.flush()
    return who


def make_delegation(event: Event, member: Member, *, declined: bool = False) -> Delegation:
    now = clock.now()
    delegation = Delegation(
        event_id=event.id, member_id=member.id, created_at=now, declined_at=now if declined else None
    )
    db.session.add(delegation)
    db.session.flush()
    return delegation


def register(
    event: Event,
    member: Member | None = None,
    role: ParticipantRole = ParticipantRole.DELEGATE,
    *,
    votes: bool = False,
    **fields: Any,
) -> Registration:
    """Register a person in a new delegation of a member."""
    member = member or make_member()
    delegation = make_delegation(event, member)
    registration = Registration(
        event_id=event.id,
        delegation_id=delegation.id,
        member_id=member.id,
        person_id=person(**fields).id,
        role=role,
        seat=1,
        created_at=clock.now(),
    )
    db.session.add(registration)
    db.session.flush()
    if votes:
        let_vote(registration)
    return registration


def let_vote(registration: Registration) -> Credential:
    credential = Credential(
        delegation_id=registration.delegation_id,
        state=CredentialState.ACCEPTED,
        proposed_at=clock.now(),
        holders=[CredentialHolder(registration_id=registration.id, position=1)],
    )
    db.session.add(credential)
    db.session.flush()
    return credential


def withdraw(registration: Registration) -> None:
    registration.state, registration.seat = RegistrationState.WITHDRAWN, None
    registration.withdrawn_at = clock.now()
    db.session.flush()


def make_notice(
    event: Event,
    kind: NoticeKind = NoticeKind.MESSAGE,
    subject: dict[str, str] | None = None,
    body: dict[str, str] | None = None,
    audience: Audience | None = None,
    *,
    vote_id: int | None = None,
    notice_days: int | None = None,
    news: bool = False,
) -> Notice:
    draft = NoticeDraft(subject or FOUR_SUBJECTS, body or FOUR_BODIES, vote_id, notice_days, news)
    return service.create_notice(None, event, kind, draft, audience or Audience())


def edit(notice: Notice, languages: Collection[str], word: str = "new") -> None:
    """Change the text of a notice in some languages only."""
    body = {code: f"{text} {word}" if code in languages else text for code, text in notice.body.items()}
    draft = NoticeDraft(notice.subject, LocalizedText(body), notice.vote_id, notice.notice_days)
    service.change_notice(None, notice, draft)
