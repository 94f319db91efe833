"""Who may cast a member's vote, and when a vote may be entrusted: decided from facts alone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assembly.events.roles import ParticipantRole

VOTING_ROLES: Final = (ParticipantRole.DELEGATE, ParticipantRole.ALTERNATE)
"""The roles that may vote; only a delegate may come first."""


class OrderRefusal(StrEnum):
    """Why an order of voters is not taken."""

    EMPTY = "empty"
    REPEATED = "repeated"
    NOT_REGISTERED = "not_registered"
    FIRST_IS_NO_DELEGATE = "first_is_no_delegate"
    SHARED_ADDRESS = "shared_address"


def check_order(
    order: Sequence[int], eligible: Mapping[int, ParticipantRole], shared: Collection[int] = ()
) -> OrderRefusal | None:
    """Whether these registrations may vote in this order; None means yes.

    `eligible` are the delegation's live delegates and alternates by registration id, `shared` those of
    people whose mail address somebody else has too.
    """
    if not order:
        return OrderRefusal.EMPTY
    if len(set(order)) != len(order):
        return OrderRefusal.REPEATED
    if any(registration_id not in eligible for registration_id in order):
        return OrderRefusal.NOT_REGISTERED
    if eligible[order[0]] is not ParticipantRole.DELEGATE:
        return OrderRefusal.FIRST_IS_NO_DELEGATE
    if any(registration_id in shared for registration_id in order):
        return OrderRefusal.SHARED_ADDRESS
    return None


class WhoVotes(StrEnum):
    """How it stands with a member's vote, as the secretariat and the focal point see it."""

    MISSING = "missing"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    PROXY = "proxy"


def who_votes(*, accepted: bool, proposed: bool, returned: bool, proxy: bool) -> WhoVotes:
    """Return how it stands with a member's vote.

    `accepted`, `proposed` and `returned` tell whether such a statement stands and at least one of its
    people is still registered; `proxy` whether an accepted proxy stands. What waits is said first.
    """
    if proxy:
        return WhoVotes.PROXY
    if proposed:
        return WhoVotes.PROPOSED
    if returned:
        return WhoVotes.RETURNED
    return WhoVotes.ACCEPTED if accepted else WhoVotes.MISSING


class ProxyRefusal(StrEnum):
    """Why a vote cannot be entrusted to another member's delegate."""

    TO_ITSELF = "to_itself"
    GIVEN_ALREADY = "given_already"
    PRINCIPAL_HOLDS = "principal_holds"
    HOLDER_GAVE = "holder_gave"
    HOLDER_HAS_NO_VOTER = "holder_has_no_voter"
    CAP_REACHED = "cap_reached"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyFacts:
    """What is known of two members when one would entrust its vote to the other's delegate.

    Counts are of proxies that stand at this event, whether accepted or only asked for;
    `held_by_holder` leaves out the one that is being answered.
    """

    member_id: int
    holder_member_id: int
    given_by_member: int
    held_by_member: int
    given_by_holder: int
    held_by_holder: int
    holder_has_voter: bool
    suspended: bool


def check_proxy(facts: ProxyFacts, cap: int) -> ProxyRefusal | None:
    """Whether a member may entrust its vote to another's delegate, who holds `cap` at most; None means yes.

    No chains: whoever gave its vote away holds nobody's, and whoever holds one keeps its own.
    """
    refusals = (
        (facts.member_id == facts.holder_member_id, ProxyRefusal.TO_ITSELF),
        (facts.suspended, ProxyRefusal.SUSPENDED),
        (facts.given_by_member > 0, ProxyRefusal.GIVEN_ALREADY),
        (facts.held_by_member > 0, ProxyRefusal.PRINCIPAL_HOLDS),
        (facts.given_by_holder > 0, ProxyRefusal.HOLDER_GAVE),
        (not facts.holder_has_voter, ProxyRefusal.HOLDER_HAS_NO_VOTER),
        (facts.held_by_holder >= cap, ProxyRefusal.CAP_REACHED),
    )
    return next((refusal for applies, refusal in refusals if applies), None)
