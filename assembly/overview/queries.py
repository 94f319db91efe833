"""Facts gathered from every room for the pages that give an overview. Few queries, however many rows."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from assembly.agenda.models import AgendaVersion, Sitting
from assembly.credentials.models import Credential, CredentialState, Proxy
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.members.models import Member, MemberStatus, Region
from assembly.notices.kinds import NoticeKind
from assembly.notices.models import Notice, NoticeVersion
from assembly.overview.rules import EventFacts
from assembly.registration.models import Delegation, Invitation, Registration, RegistrationState
from assembly.scope import everything
from assembly.texts import TextState, states_of
from assembly.timezones import zone
from assembly.voting.models import Cast, Vote, VotingRight
from assembly.voting.rules import VoteState


@dataclass(frozen=True, slots=True)
class RegionCount:
    """How many members of a region there are, and how many of them registered how many people."""

    region: Region
    members: int
    registered: int
    participants: int


@dataclass(frozen=True, slots=True)
class Participation:
    """Accepted registrations of members: "118 members from 102 countries registered 232 participants"."""

    members: int
    countries: int
    participants: int
    regions: tuple[RegionCount, ...]


def participation(event_id: int) -> Participation:
    """Count who takes part in an event, in one query; public figures, so that no scope is asked for."""
    live = and_(
        Registration.member_id == Member.id,
        Registration.event_id == event_id,
        Registration.state == RegistrationState.ACCEPTED,
    )
    statement = (
        select(Member.region, Member.country, Member.id, func.count(Registration.id))
        .outerjoin(Registration, live)
        .where(Member.status != MemberStatus.SUSPENDED)
        .group_by(Member.id, Member.region, Member.country)
    )
    with everything():
        rows = db.session.execute(statement).all()
    taking_part = [row for row in rows if row[3]]
    regions = tuple(
        RegionCount(
            region=region,
            members=sum(1 for row in rows if row[0] == region),
            registered=sum(1 for row in taking_part if row[0] == region),
            participants=sum(row[3] for row in taking_part if row[0] == region),
        )
        for region in Region
    )
    return Participation(
        members=len(taking_part),
        countries=len({row[1] for row in taking_part}),
        participants=sum(row[3] for row in taking_part),
        regions=regions,
    )


def new_members(event: Event) -> list[Member]:
    """Return the members that joined since the last assembly, in order of their names."""
    if event.last_assembly_at is None:
        return []
    met_on = event.last_assembly_at.astimezone(zone(event.zone)).date()
    statement = select(Member).where(Member.joined_on > met_on).order_by(Member.name)
    return list(db.session.scalars(statement))


def event_facts(event: Event) -> EventFacts:
    """Gather what the overview of an event needs."""
    texts = states_of(event, ("title", "theme", "place"), event.languages, event.source_language)
    agenda_mails = Delivery.subject_id.in_(
        select(NoticeVersion.id).join(Notice).where(Notice.event_id == event.id, Notice.kind == NoticeKind.AGENDA)
    )
    votes = db.session.scalars(select(Vote).where(Vote.event_id == event.id).order_by(Vote.id)).all()
    return EventFacts(
        starts_at=event.starts_at,
        registration_opens_at=event.registration_opens_at,
        registration_closes_at=event.registration_closes_at,
        unfinished_languages=tuple(code for code, state in texts.items() if state is not TextState.COMPLETE),
        members=_count(Member.id, Member.status != MemberStatus.SUSPENDED),
        invited=_count(Invitation.delegation_id, Invitation.delegation_id.in_(_delegations(event)), distinct=True),
        answered=_answered(event),
        declined=_declined(event),
        sittings=_count(Sitting.id, Sitting.event_id == event.id),
        programme_version=db.session.scalar(
            select(func.max(AgendaVersion.number)).where(AgendaVersion.event_id == event.id)
        ),
        agenda_mailed=_count(Delivery.id, Delivery.kind == "notice", agenda_mails),
        credentials_waiting=_credentials(CredentialState.PROPOSED, _delegations(event)),
        credentials_accepted=_credentials(CredentialState.ACCEPTED, _voting_themselves(event)),
        proxies=_count(Proxy.id, *_standing_proxies(event)),
        mail_failed=_count(
            Delivery.id,
            Delivery.event_id == event.id,
            Delivery.state.in_((DeliveryState.FAILED, DeliveryState.BOUNCED)),
        ),
        drafts=tuple(vote.id for vote in votes if vote.state is VoteState.DRAFT),
        open_votes=tuple((vote.id, vote.closes_at) for vote in votes if vote.state is VoteState.OPEN),
        waiting_results=tuple(
            vote.id for vote in votes if vote.state in {VoteState.CLOSED, VoteState.COUNTED, VoteState.SUSPENDED}
        ),
        published=tuple(vote.id for vote in votes if vote.state is VoteState.PUBLISHED),
    )


def _count(column: Any, *conditions: ColumnElement[bool], distinct: bool = False) -> int:
    counted = func.count(column.distinct() if distinct else column)
    return db.session.scalar(select(counted).where(*conditions)) or 0


def _delegations(event: Event) -> Any:
    return select(Delegation.id).where(Delegation.event_id == event.id)


def _answered(event: Event) -> int:
    """Count the members that registered somebody or said that they will not come."""
    return _count(
        Delegation.id,
        Delegation.event_id == event.id,
        Delegation.declined_at.is_not(None) | Delegation.id.in_(_registered(event)),
    )


def _declined(event: Event) -> int:
    """Count the members that said that they will not come; whoever registers somebody after all takes it back."""
    return _count(Delegation.id, Delegation.event_id == event.id, Delegation.declined_at.is_not(None))


def _registered(event: Event) -> Any:
    return select(Registration.delegation_id).where(
        Registration.event_id == event.id, Registration.state == RegistrationState.ACCEPTED
    )


def _credentials(state: CredentialState, delegations: Any) -> int:
    """Count the statements of these delegations that stand; what was replaced keeps its state and has an end."""
    return _count(
        Credential.id,
        Credential.state == state,
        Credential.ended_at.is_(None),
        Credential.delegation_id.in_(delegations),
    )


def _voting_themselves(event: Event) -> Any:
    """Select the delegations that have not given their vote away."""
    gave = select(Proxy.member_id).where(*_standing_proxies(event))
    return _delegations(event).where(Delegation.member_id.not_in(gave))


def _standing_proxies(event: Event) -> tuple[ColumnElement[bool], ...]:
    return Proxy.event_id == event.id, Proxy.ended_at.is_(None), Proxy.accepted_at.is_not(None)


def turnout(vote_id: int) -> tuple[int, int]:
    """Return how many rights of a vote were used, and how many there are."""
    cast = _count(Cast.right_id, Cast.vote_id == vote_id)
    return cast, _count(VotingRight.id, VotingRight.vote_id == vote_id)
