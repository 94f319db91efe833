"""What an audience can be chosen by at one event: each fact with the values that make sense there, worded."""

from collections.abc import Mapping

from sqlalchemy import select, union

from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.i18n import LANGUAGES, current_language
from assembly.i18n import gettext as _
from assembly.members.kinds import MemberStatus, Region
from assembly.members.models import Member
from assembly.members.wording import region_label, status_label
from assembly.names import country_name, language_name
from assembly.notices.kinds import YES, Fact
from assembly.notices.models import Notice, NoticeVersion
from assembly.notices.wording import subject_of
from assembly.registration.consents.models import ConsentPurpose
from assembly.registration.models import Partner, RegistrationState
from assembly.registration.rules import Answer
from assembly.registration.wording import answer_status, registration_status, role_name
from assembly.voting.models import Vote
from assembly.voting.rules import VoteState
from assembly.voting.wording import question_of

Choices = Mapping[Fact, Mapping[str, str]]
"""Fact → value → what it is called, in the language being spoken."""


def choices(event: Event) -> Choices:
    """Return what can be chosen by; four queries."""
    votes = votes_of(event)
    return {
        Fact.ROLE: {role.value: role_name(role) for role in ParticipantRole},
        Fact.REGION: {region.value: region_label(region) for region in Region},
        Fact.COUNTRY: _countries(),
        Fact.STATUS: {status.value: status_label(status) for status in MemberStatus},
        Fact.NEW_MEMBER: {YES: ""},
        Fact.PARTNER: _partners(),
        Fact.LANGUAGE: {code: language_name(code) for code in LANGUAGES},
        Fact.STATE: {state.value: registration_status(state)[1] for state in _UNSETTLED},
        Fact.ANSWER: {answer.value: answer_status(answer)[1] for answer in Answer},
        Fact.WHO_VOTES: {YES: ""},
        Fact.VOTER: {YES: ""},
        Fact.VOTED: votes,
        Fact.TO_VOTE: votes,
        Fact.DECLARED: {YES: ""},
        Fact.OWES_PAPER: {YES: ""},
        Fact.CONSENT: {purpose.value: _consent(purpose) for purpose in _CONSENTS},
        Fact.GOT: _notices(event),
    }


_UNSETTLED = (RegistrationState.DRAFT, RegistrationState.SUBMITTED, RegistrationState.WAITING)
_CONSENTS = (ConsentPurpose.LIST_OF_PARTICIPANTS, ConsentPurpose.PICTURES, ConsentPurpose.RECORDINGS)


def _consent(purpose: ConsentPurpose) -> str:
    names = {
        ConsentPurpose.LIST_OF_PARTICIPANTS: _("the list of participants"),
        ConsentPurpose.PICTURES: _("pictures"),
        ConsentPurpose.RECORDINGS: _("recordings"),
    }
    return names[purpose]


def _countries() -> dict[str, str]:
    codes = db.session.scalars(union(select(Member.country), select(Partner.country))).all()
    named = ((code, country_name(code)) for code in codes)
    return dict(sorted(named, key=lambda pair: pair[1]))


def _partners() -> dict[str, str]:
    rows = db.session.execute(select(Partner.id, Partner.name).order_by(Partner.name_key))
    return {str(number): name for number, name in rows}


def votes_of(event: Event) -> dict[str, str]:
    """Return the votes that have a roll."""
    statement = select(Vote).where(Vote.event_id == event.id, Vote.state != VoteState.DRAFT)
    found = db.session.scalars(statement.order_by(Vote.id.desc()))
    return {str(vote.id): _read(question_of(vote), event) for vote in found}


def _read(text: LocalizedText, event: Event) -> str:
    return text.read(current_language(), event.source_language).text


def _notices(event: Event) -> dict[str, str]:
    statement = (
        select(Notice.id, NoticeVersion.subject)
        .join(NoticeVersion, NoticeVersion.notice_id == Notice.id)
        .where(Notice.event_id == event.id)
        .order_by(Notice.id.desc())
    )
    return {str(number): subject_of(subject, event).text for number, subject in db.session.execute(statement)}
