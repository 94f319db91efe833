"""How it stands with every member's vote, for the secretariat. Five queries, however many members."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from assembly.credentials import queries
from assembly.credentials.models import CredentialState
from assembly.credentials.queries import Entrusted, Statement, Voter
from assembly.credentials.rules import WhoVotes, who_votes
from assembly.extensions import db
from assembly.folding import name_key
from assembly.members.models import Member


@dataclass(frozen=True, slots=True)
class MemberVote:
    """How it stands with one member's vote.

    `voters` are those of the statement that `state` is about; `shared` are those whose mail address
    somebody else has too. `waiting_id` is the credential that waits for a decision; `can_vote` that somebody is
    accepted meanwhile, or holds a proxy.
    """

    member: Member
    state: WhoVotes
    voters: tuple[Voter, ...]
    shared: frozenset[int]
    reason: str | None
    waiting_id: int | None
    changes_accepted: bool
    can_vote: bool
    proxy: Entrusted | None

    @property
    def seen(self) -> str:
        """What is accepted when this is: it changes with the people, so that nobody accepts what they did not see."""
        people = [f"{one.registration_id} {one.registration_id in self.shared}" for one in self.voters]
        digest = hashlib.sha256("\n".join([str(self.waiting_id), str(self.changes_accepted), *people]).encode())
        return f"{self.waiting_id}-{digest.hexdigest()[:16]}"


def member_votes(event_id: int) -> list[MemberVote]:
    """Return how it stands with the vote of every member that has one, by name."""
    found = queries.statements(event_id)
    proxies = {one.member_id: one for one in queries.proxies(event_id)}
    shared = queries.shared_addresses()
    members = db.session.scalars(select(Member).where(Member.in_good_standing).order_by(Member.name_key, Member.id))
    return [standing(member, found.get(member.id, []), proxies.get(member.id), shared) for member in members]


def standing(member: Member, statements: Sequence[Statement], proxy: Entrusted | None, shared: set[str]) -> MemberVote:
    """Return how it stands with one member's vote."""
    by_state = {one.state: one for one in statements if one.voters}
    state = who_votes(
        accepted=CredentialState.ACCEPTED in by_state,
        proposed=CredentialState.PROPOSED in by_state,
        returned=CredentialState.RETURNED in by_state,
        proxy=proxy is not None and proxy.accepted,
    )
    order = (CredentialState.PROPOSED, CredentialState.RETURNED, CredentialState.ACCEPTED)
    shown = next((by_state[one] for one in order if one in by_state), None)
    waiting = by_state.get(CredentialState.PROPOSED)
    voters = shown.voters if shown else ()
    return MemberVote(
        member=member,
        state=state,
        voters=voters,
        shared=frozenset(one.registration_id for one in voters if one.email in shared),
        reason=shown.reason if shown else None,
        waiting_id=waiting.credential_id if waiting else None,
        changes_accepted=waiting is not None and CredentialState.ACCEPTED in by_state,
        can_vote=state is WhoVotes.PROXY or CredentialState.ACCEPTED in by_state,
        proxy=proxy,
    )


def tally(found: Iterable[MemberVote]) -> Counter[WhoVotes]:
    """Count the members by how it stands with their vote."""
    return Counter(one.state for one in found)


def matching(found: Iterable[MemberVote], *, state: str = "", region: str = "", words: str = "") -> list[MemberVote]:
    """Return those in this state, of this region, whose organisation or voter is called so; empty asks for nothing."""
    wanted = name_key(words)
    return [
        one
        for one in found
        if state in {"", one.state.value} and region in {"", one.member.region.value} and _is_called(one, wanted)
    ]


def _is_called(one: MemberVote, wanted: str) -> bool:
    if not wanted:
        return True
    return wanted in one.member.name_key or any(wanted in name_key(voter.name) for voter in one.voters)
