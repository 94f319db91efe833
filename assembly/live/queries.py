"""A sitting as it goes: quorum, current item, open votes. A fixed number of queries, read anew at each look."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from assembly.agenda.programme import ProgrammeItem, ProgrammeSitting
from assembly.credentials.presence import queries as presence
from assembly.credentials.presence.models import SittingCourse
from assembly.credentials.presence.rules import Quorum, Share, by_region
from assembly.events.models import Event
from assembly.extensions import db
from assembly.live import rules
from assembly.tally.rules import Unit, quorum_required
from assembly.voting import constituency, freezing
from assembly.voting import queries as voting
from assembly.voting.models import Cast, Vote, VotingRight
from assembly.voting.queries import Turnout
from assembly.voting.rules import VoteState
from assembly.voting.ties import service as ties

UNDER_WAY = (VoteState.OPEN, VoteState.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Course:
    """How a sitting goes at one moment."""

    open: bool
    closed_at: datetime | None
    item: ProgrammeItem | None
    item_chosen: bool
    people: int
    quorum: Quorum
    """Of the members that may vote there: of some regions only, where that vote is of these."""
    ruled_by: Vote | None
    """The vote whose rules say how many are needed: what is open, else what is decided next."""
    regions: tuple[Share, ...]
    votes: tuple[tuple[Vote, Turnout], ...]
    tied: tuple[Vote, ...]
    """Those that wait for the chair to decide a tie."""
    decided: Vote | None
    """The last vote that was published while the sitting went on."""


def course(event: Event, sitting: ProgrammeSitting, moment: datetime) -> Course:
    """Return how a sitting goes at this moment, counted in members."""
    said = presence.courses([sitting.id]).get(sitting.id)
    votes = [vote for vote in voting.votes_of(event.id) if not vote.practice]
    going = presence.is_under_way(sitting, moment)
    ruled_by = rules.ruling(votes)
    roll = constituency.entitled(ruled_by)
    regions = {member.id: member.region.value for member in roll}
    people = presence.here([sitting.id] if going else [], moment)
    found = presence.represented_by(event.id, people, regions).with_ballots(_cast(ruled_by, regions))
    turnouts = voting.turnouts([vote.id for vote in votes if vote.state in UNDER_WAY])
    return Course(
        open=going,
        closed_at=said.closed_at if said else None,
        item=_item(sitting, said, moment),
        item_chosen=said is not None and said.item_id is not None,
        people=len(people),
        quorum=Quorum(
            entitled=len(regions),
            present=len(found.present),
            by_proxy=len(found.by_proxy),
            by_ballot=len(found.by_ballot),
            needed=_needed(ruled_by, len(regions)),
        ),
        ruled_by=ruled_by,
        regions=tuple(by_region(regions, found)),
        votes=tuple((vote, turnouts[vote.id]) for vote in votes if vote.state in UNDER_WAY),
        tied=tuple(vote for vote in votes if ties.waits(vote)),
        decided=_decided(votes, sitting, moment),
    )


def _cast(vote: Vote | None, on_roll: Collection[int]) -> set[int]:
    """Return the members whose ballot in an open vote was cast: they are represented, wherever their people are."""
    if vote is None or vote.state not in UNDER_WAY:
        return set()
    statement = select(VotingRight.member_id).join(Cast, Cast.right_id == VotingRight.id)
    return set(db.session.scalars(statement.where(VotingRight.vote_id == vote.id))).intersection(on_roll)


def _item(sitting: ProgrammeSitting, said: SittingCourse | None, moment: datetime) -> ProgrammeItem | None:
    """Return the item that the chair has taken, else the one that the programme has at this time."""
    chosen = said.item_id if said else None
    return next((one for one in sitting.items if one.id == chosen), None) or next(
        (one for one in sitting.items if one.starts_at <= moment < one.ends_at), None
    )


def _needed(vote: Vote | None, entitled: int) -> int | None:
    """Return how many members a vote's rules ask for; None where they ask for none, or count weights."""
    rules_of = freezing.rules_of(vote) if vote else None
    if rules_of is None or rules_of.quorum is None or rules_of.unit is not Unit.HEADS:
        return None
    return quorum_required(rules_of.quorum, entitled)


def _decided(votes: Sequence[Vote], sitting: ProgrammeSitting, moment: datetime) -> Vote | None:
    published = [
        vote
        for vote in votes
        if vote.state is VoteState.PUBLISHED
        and vote.published_at is not None
        and sitting.starts_at <= vote.published_at <= moment
    ]
    return max(published, key=lambda vote: vote.published_at or moment, default=None)
