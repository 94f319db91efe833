"""Facts gathered from every room for the pages that give an overview. Few queries, however many rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, ColumnExpressionArgument, Select, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from assembly.accounts.models import Person, RoleGrant
from assembly.agenda.models import AgendaVersion, Sitting
from assembly.audit.models import AuditEntry
from assembly.credentials.models import Credential, CredentialState, Proxy
from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.members.models import Member, Region
from assembly.notices.kinds import NoticeKind
from assembly.notices.models import Notice, NoticeVersion
from assembly.overview.rules import EventFacts
from assembly.registration.models import Delegation, Invitation, Registration, RegistrationState
from assembly.registration.queries import HOLDS_SEAT
from assembly.registration.requests import queries as change_requests
from assembly.scope import everything
from assembly.texts import TextState, states_of
from assembly.timezones import zone
from assembly.voting.due import uncounted
from assembly.voting.models import Cast, Vote, VotingRight
from assembly.voting.rules import COUNT_TAKES, VoteState


@dataclass(frozen=True, slots=True)
class RegionCount:
    """How many members of a region there are, and how many of them registered how many people."""

    region: Region
    members: int
    registered: int
    participants: int


@dataclass(frozen=True, slots=True)
class Participation:
    """Accepted registrations of members: "118 members from 102 countries registered 232 participants".

    `regions` are those that the event is for and that have members.
    """

    members: int
    countries: int
    participants: int
    regions: tuple[RegionCount, ...]


def concerned(event_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """Return the condition of the members whom an event is for: of the regions invited so far, of all until then."""
    delegations = select(Delegation.member_id).where(Delegation.event_id == event_id)
    regions = select(Member.region).where(Member.id.in_(delegations))
    nobody_yet: ColumnElement[bool] = ~delegations.exists()
    return nobody_yet | Member.region.in_(regions)


def participation(event_id: int) -> Participation:
    """Count who takes part in an event, in one query; public figures, so that no scope is asked for."""
    with everything():
        rows = db.session.execute(_PARTICIPATION, {"event_id": event_id}).all()
    counted = {row[0]: RegionCount(row[0], row[1], row[2], int(row[3])) for row in rows}
    regions = tuple(counted[region] for region in Region if region in counted)
    return Participation(
        members=sum(one.registered for one in regions),
        countries=rows[0][4] if rows else 0,
        participants=sum(one.participants for one in regions),
        regions=regions,
    )


def _participation() -> Select[*tuple[Any, ...]]:
    """Select the counts of each region, each row with the number of countries of the whole."""
    taking_part = (
        select(Registration.member_id, Member.country, func.count().label("people"))
        .join(Member, Member.id == Registration.member_id)
        .where(
            Registration.event_id == bindparam("event_id"),
            Registration.state == RegistrationState.ACCEPTED,
            Member.in_good_standing,
        )
        .group_by(Registration.member_id, Member.country)
        .cte("taking_part")
    )
    return (
        select(
            Member.region,
            func.count(Member.id),
            func.count(taking_part.c.member_id),
            func.coalesce(func.sum(taking_part.c.people), 0),
            select(func.count(taking_part.c.country.distinct())).scalar_subquery(),
        )
        .outerjoin(taking_part, taking_part.c.member_id == Member.id)
        .where(Member.in_good_standing, concerned(bindparam("event_id")))
        .group_by(Member.region)
    )


_PARTICIPATION = _participation()


def new_members(met_on: date) -> list[tuple[str, str]]:
    """Return name and country of the members that joined after the day when they last met, by name."""
    return list(db.session.execute(_NEW_MEMBERS, {"met_on": met_on}))


_NEW_MEMBERS = (
    select(Member.name, Member.country)
    .where(Member.joined_on > bindparam("met_on"), Member.in_good_standing, Member.listed)
    .order_by(Member.name)
)


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """What the public page of an event counts and lists, and whether there is more to see."""

    participation: Participation
    new_members: Sequence[tuple[str, str]]
    programme: bool
    results: bool


def event_page(slug: str) -> tuple[Event, PublicFacts]:
    """Return an event and what its public page shows; raise `NotFoundError`.

    Everybody comes here, so the facts are kept in memory for as long as nothing happens: each change of
    them is an act in the audit trail, whose newest hash stands for all that the database holds.
    """
    row = db.session.execute(_EVENT_AND_HEAD, {"slug": slug}).first()
    if row is None:
        raise NotFoundError
    event, head = row
    last = event.last_assembly_at
    met_on = last.astimezone(zone(event.zone)).date() if last else None
    return event, _public_facts(head, event.id, met_on) if head else _public_facts.__wrapped__(head, event.id, met_on)


_EVENT_AND_HEAD = select(
    Event, select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1).scalar_subquery()
).where(Event.slug == bindparam("slug"))


@lru_cache(maxsize=64)
def _public_facts(_head: str | None, event_id: int, met_on: date | None) -> PublicFacts:
    programme, results = db.session.execute(_LEADS_ON, {"event_id": event_id}).one()
    return PublicFacts(participation(event_id), new_members(met_on) if met_on else [], programme, results)


_LEADS_ON = select(
    exists().where(AgendaVersion.event_id == bindparam("event_id")),
    exists().where(
        Vote.event_id == bindparam("event_id"),
        Vote.state.in_((VoteState.PUBLISHED, VoteState.ANNULLED)),
        Vote.practice.is_(False),
    ),
)


def event_facts(event: Event) -> EventFacts:
    """Gather what the overview of an event needs."""
    texts = states_of(event, ("title", "theme", "place"), event.languages, event.source_language)
    agenda_mails = Delivery.subject_id.in_(
        select(NoticeVersion.id).join(Notice).where(Notice.event_id == event.id, Notice.kind == NoticeKind.AGENDA)
    )
    of_event = select(Vote).where(Vote.event_id == event.id, Vote.practice.is_(False))
    votes = db.session.scalars(of_event.order_by(Vote.id)).all()
    return EventFacts(
        starts_at=event.starts_at,
        registration_opens_at=event.registration_opens_at,
        registration_closes_at=event.registration_closes_at,
        unfinished_languages=tuple(code for code, state in texts.items() if state is not TextState.COMPLETE),
        members=_count(Member.id, Member.in_good_standing, concerned(event.id)),
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
        mail_failed=_mail_failed(event),
        drafts=tuple(vote.id for vote in votes if vote.state is VoteState.DRAFT),
        open_votes=tuple((vote.id, vote.closes_at) for vote in votes if vote.state is VoteState.OPEN),
        waiting_results=tuple(
            vote.id for vote in votes if vote.state in {VoteState.CLOSED, VoteState.COUNTED, VoteState.SUSPENDED}
        ),
        count_due=_count_due(votes),
        published=tuple(vote.id for vote in votes if vote.state is VoteState.PUBLISHED),
        requests_waiting=change_requests.number_waiting(event.id),
    )


def _mail_failed(event: Event) -> int:
    failed = Delivery.state.in_((DeliveryState.FAILED, DeliveryState.BOUNCED))
    return _count(Delivery.id, Delivery.event_id == event.id, failed)


def _count_due(votes: Iterable[Vote]) -> datetime | None:
    """Return by when the first of those should be counted that have closed and wait for nobody's decision."""
    ready = set(uncounted()) if any(vote.state is VoteState.CLOSED for vote in votes) else set()
    closed = (vote.closed_at for vote in votes if vote.id in ready and vote.closed_at)
    return min((moment + COUNT_TAKES for moment in closed), default=None)


def _count(column: Any, *conditions: ColumnExpressionArgument[bool], distinct: bool = False) -> int:
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
        Registration.event_id == event.id, HOLDS_SEAT, Registration.delegation_id.is_not(None)
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


def staff_who_share(event_id: int) -> Sequence[tuple[str, str]]:
    """Return name and address of those with a role at an event, or everywhere, at whose address others sign in too."""
    other = aliased(Person)
    shared = exists().where(other.email == Person.email, other.id != Person.id, other.disabled_at.is_(None))
    here = RoleGrant.event_id.is_(None) | (RoleGrant.event_id == event_id)
    holds = exists().where(RoleGrant.person_id == Person.id, RoleGrant.member_id.is_(None), here)
    statement = select(Person.name, Person.email).where(holds, shared, Person.disabled_at.is_(None))
    return [(name, email) for name, email in db.session.execute(statement.order_by(Person.search_key, Person.id))]


def turnout(vote_id: int) -> tuple[int, int]:
    """Return how many rights of a vote were used, and how many there are."""
    cast = _count(Cast.right_id, Cast.vote_id == vote_id)
    return cast, _count(VotingRight.id, VotingRight.vote_id == vote_id)
