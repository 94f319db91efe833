"""Opening a vote: one transaction that checks, freezes the question and the roll, and tells who votes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from assembly.accounts.actor import Actor
from assembly.audit.service import record
from assembly.credentials.presence import queries as presence
from assembly.database import database_now
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.members.models import Member
from assembly.texts import TextState, states_of, worst_state
from assembly.voting import constituency, freezing, queries, represented
from assembly.voting.holders import holders, right_facts
from assembly.voting.models import Secrecy, Vote, VotingRight
from assembly.voting.opening_rules import OpeningFacts, OpeningProblem, check_can_open
from assembly.voting.refusals import KeyNotReadyError, OpeningRefusedError
from assembly.voting.rules import VoteKind, VoteState
from assembly.voting.service.drafts import TEXTS
from assembly.voting.together import service as together


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What the secretariat accepts by name: languages with a gap, and that a group is small."""

    languages: frozenset[str] = frozenset()
    small_groups: bool = False


@dataclass(frozen=True, slots=True)
class Readiness:
    """A draft as it would open now: what stands in the way, the roll, and who votes for whom."""

    problems: list[OpeningProblem]
    languages: dict[str, TextState]
    roll: Sequence[Member]
    holders: dict[int, int]
    """Member id → person id."""
    key_ready: bool

    @property
    def unready(self) -> list[Member]:
        """The members on the roll for which nobody can vote yet."""
        return [member for member in self.roll if member.id not in self.holders]

    @property
    def blocked(self) -> bool:
        """Whether something has to be mended that cannot be accepted."""
        return not self.key_ready or any(not problem.acceptable for problem in self.problems)


def readiness(vote: Vote, acceptance: Acceptance | None = None) -> Readiness:
    """Look at a draft as it would open at this moment; changes nothing."""
    acceptance = acceptance or Acceptance()
    now = database_now(db.session())
    languages = _text_states(vote)
    roll = constituency.entitled(vote)
    facts = OpeningFacts(
        state=vote.state,
        deadline=vote.closes_at,
        sitting_ends=presence.presence_ends(vote.event_id, now),
        profile=freezing.profile_rules(vote.rule_profile),
        secret=vote.secrecy is Secrecy.SEALED,
        languages=tuple(vote.event.languages),
        complete_languages=frozenset(code for code, state in languages.items() if state is TextState.COMPLETE),
        accepted_languages=acceptance.languages,
        kind=vote.kind,
        options=tuple(candidate.name for candidate in freezing.candidates_of(vote)),
        roll=tuple(member.weight for member in roll),
        small_groups_accepted=acceptance.small_groups,
    )
    return Readiness(
        problems=check_can_open(facts, now),
        languages=languages,
        roll=roll,
        holders=holders(right_facts(vote.event_id, roll)),
        key_ready=vote.secrecy is Secrecy.ROLL_CALL or vote.public_key is not None,
    )


def _text_states(vote: Vote) -> dict[str, TextState]:
    """Return how all texts of a vote stand in each language. A candidate's name may be the same in all."""
    languages, source = vote.event.languages, vote.event.source_language
    found = [states_of(vote, TEXTS, languages, source)]
    if vote.kind is VoteKind.CHOICE:
        found += [states_of(option, ("name",), languages, source) for option in vote.options]
    return {code: worst_state(states[code] for states in found) for code in languages}


def open_vote(actor: Actor | None, vote_id: int, acceptance: Acceptance | None = None) -> Vote:
    """Open a vote; raise `OpeningRefusedError`, which names everything in the way, or `KeyNotReadyError`.

    From here on the database refuses to change what is asked and who may vote.
    """
    return open_votes(actor, {vote_id: acceptance or Acceptance()})[0]


def open_votes(actor: Actor | None, accepted: Mapping[int, Acceptance]) -> list[Vote]:
    """Open votes, all or none, and tell everybody of theirs by one mail; raise what `open_vote` raises."""
    opening = []
    for vote_id, acceptance in sorted(accepted.items()):
        vote = queries.locked(vote_id)
        opening.append((vote, _ready_to_open(vote, acceptance), acceptance))
    for vote, ready, acceptance in opening:
        gaps = [code for code, state in ready.languages.items() if state is not TextState.COMPLETE]
        vote.accepted_gaps = sorted(acceptance.languages.intersection(gaps))
        _freeze(vote, ready.roll)
    together.tell([(vote, ready.holders) for vote, ready, _acceptance in opening])
    for vote, ready, acceptance in opening:
        record(
            actor.person_id if actor else None, "vote.opened", "vote", vote.id,
            hash=vote.hash, rights=len(ready.roll), mailed=len(set(ready.holders.values())),
            accepted_gaps=list(vote.accepted_gaps), small_groups_accepted=acceptance.small_groups,
        )  # fmt: skip
    return [vote for vote, _ready, _acceptance in opening]


def _ready_to_open(vote: Vote, acceptance: Acceptance) -> Readiness:
    ready = readiness(vote, acceptance)
    if ready.problems:
        raise OpeningRefusedError(ready.problems)
    if not ready.key_ready:
        raise KeyNotReadyError
    return ready


def _freeze(vote: Vote, roll: Sequence[Member]) -> None:
    db.session.add_all(VotingRight(vote_id=vote.id, member_id=member.id, weight=member.weight) for member in roll)
    db.session.flush()  # the roll goes in while the vote is still a draft; afterwards its trigger refuses
    now = database_now(db.session())
    there = represented.at_opening(vote, roll, now)
    vote.frozen = freezing.frozen_text(vote, roll)
    vote.hash = freezing.hash_of(vote.frozen)
    vote.opened_at = now
    vote.represented_at_opening = there
    vote.state = VoteState.OPEN
    db.session.flush()


def with_new_holders() -> list[int]:
    """Return the ids of the events in whose open votes somebody has come to vote for a member and was not told."""
    return sorted({vote.event_id for vote in _under_way() if _untold(vote)})


def tell_new_holders(event_id: int) -> None:
    """Mail whoever took a place since votes opened (a substitute, who stood in, a proxy), once for all of them.

    Nothing is told by the rooms below when a place changes hands: it is found by looking.
    """
    votes = [queries.locked(vote.id) for vote in _under_way() if vote.event_id == event_id]
    together.tell([(vote, _untold(vote)) for vote in votes if vote.state is VoteState.OPEN])


def _under_way() -> Sequence[Vote]:
    open_still = select(Vote).where(Vote.state == VoteState.OPEN, Vote.closes_at > database_now(db.session()))
    return db.session.scalars(open_still.order_by(Vote.id)).all()


def _untold(vote: Vote) -> dict[int, int]:
    """Return who votes now for a member whose ballot is missing, and has had no mail about this vote."""
    told = set(db.session.scalars(select(Delivery.person_id).where(together.asked_for(vote.id))))
    voting = holders(right_facts(vote.event_id, queries.not_cast(vote)))
    return {member_id: person_id for member_id, person_id in voting.items() if person_id not in told}
