"""What the page of a member shows of the rooms above the register: its people and its votes, event by event."""

from collections import defaultdict
from collections.abc import Sequence

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from assembly import timezones
from assembly.accounts.models import Person
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.i18n import current_language, ngettext
from assembly.i18n import gettext as _
from assembly.members.models import Member
from assembly.members.years import Year
from assembly.registration.models import Delegation, Registration, RegistrationState
from assembly.registration.wording import role_name
from assembly.voting.models import Cast, Vote, VotingRight
from assembly.voting.rules import VoteState

OVER = (VoteState.CLOSED, VoteState.COUNTED, VoteState.PUBLISHED)
"""Whether a member has voted is told only once the vote is closed."""


def years(member: Member) -> Sequence[Year]:
    """Return the events in which a member has a delegation. Three queries, however many there are."""
    statement = select(Delegation).where(Delegation.member_id == member.id).options(joinedload(Delegation.event))
    people, votes = _people(member.id), _votes(member.id)
    return [
        Year(
            day=one.event.starts_at.astimezone(timezones.zone(one.event.zone)).date(),
            title=one.event.title.read(current_language(), one.event.languages[0]).text,
            url=url_for("overview.dashboard", event_slug=one.event.slug),
            people=people[one.event_id],
            silence=_("Will not take part") if one.declined_at else _("Nobody is registered"),
            votes=_sentence(*votes.get(one.event_id, (0, 0))),
        )
        for one in db.session.scalars(statement)
    ]


def _people(member_id: int) -> dict[int, list[tuple[str, str]]]:
    """Return name and role of those who came, by event."""
    statement = (
        select(Registration.event_id, Person.name, Registration.role)
        .join(Person, Registration.person_id == Person.id)
        .where(Registration.member_id == member_id, Registration.state == RegistrationState.ACCEPTED)
        .order_by(Registration.seat)
    )
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    in_order = list(ParticipantRole)
    for event_id, name, role in sorted(db.session.execute(statement), key=lambda row: in_order.index(row[2])):
        found[event_id].append((name, role_name(role)))
    return found


def _votes(member_id: int) -> dict[int, tuple[int, int]]:
    """Return how many rights the member used, and how many it had, by event."""
    statement = (
        select(Vote.event_id, func.count(Cast.right_id), func.count())
        .select_from(VotingRight)
        .join(Vote, VotingRight.vote_id == Vote.id)
        .outerjoin(Cast, Cast.right_id == VotingRight.id)
        .where(VotingRight.member_id == member_id, Vote.state.in_(OVER), Vote.practice.is_(False))
        .group_by(Vote.event_id)
    )
    return {event_id: (used, had) for event_id, used, had in db.session.execute(statement)}


def _sentence(used: int, had: int) -> str:
    if not had:
        return ""
    return ngettext("Voted in %(used)d of %(num)d vote", "Voted in %(used)d of %(num)d votes", had, used=used)
