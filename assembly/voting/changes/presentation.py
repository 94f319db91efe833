"""Who held each right of a vote from when on, and what changed meanwhile, as scrutineers read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assembly.i18n import gettext as _
from assembly.voting import queries
from assembly.voting.changes import holding
from assembly.voting.changes.addresses import new_addresses
from assembly.voting.changes.holding import Holding
from assembly.voting.models import Vote, VotingRight


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an address or a holder: when, of which member, and what."""

    at: datetime
    member: str
    what: str


def held_in(vote: Vote, roll: Sequence[VotingRight], end: datetime) -> dict[int, tuple[Holding, ...]]:
    """Return who held each right since the vote opened, by member id."""
    claims = holding.claims_at(vote.event_id)
    start = vote.opened_at or end
    return {right.member_id: holding.holdings(claims.get(right.member_id, ()), start, end) for right in roll}


def changes_of(vote: Vote, now: datetime) -> list[Change]:
    """Return who came to hold a right, and whose address changed, since the vote opened; in order of time."""
    end = vote.closed_at or now
    roll = queries.roll(vote)
    return changes_in(vote, roll, held_in(vote, roll, end), end)


def changes_in(
    vote: Vote, roll: Sequence[VotingRight], held: Mapping[int, Sequence[Holding]], end: datetime
) -> list[Change]:
    """Return the same of what was read already."""
    names = {right.member_id: right.member.name for right in roll}
    found = [
        Change(one.since, names[member_id], _("Held from then on: %(holder)s", holder=holder_word(one)))
        for member_id, changes in held.items()
        for one in changes[1:]
    ]
    found += [
        Change(
            one.at,
            names[one.member_id],
            _("New mail address: %(name)s (entry %(number)d)", name=one.person, number=one.number),
        )
        for one in new_addresses(vote, names, end)
    ]
    return sorted(found, key=lambda one: (one.at, one.member, one.what))


def holder_word(one: Holding) -> str:
    """Return who holds a right, and by what."""
    if one.person is None:
        return _("Nobody")
    if one.proxy_of:
        return _("By proxy: %(name)s (%(member)s)", name=one.person, member=one.proxy_of)
    return one.person
