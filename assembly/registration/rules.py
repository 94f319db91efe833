"""What may happen to a delegation and its people: decided from facts alone. Times carry their zone."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Final, TypeVar

Role = TypeVar("Role", bound=StrEnum)

PERSONAL_LINK_LASTS: Final = timedelta(days=30)
"""How long after an event the link to one's personal page works."""


OFFER_LASTS: Final = timedelta(hours=48)
"""How long a freed place is kept for the next in the waiting list."""

MOST_COLLEAGUES: Final = 5
"""How many people one guest may register besides themselves."""


class RegistrationState(StrEnum):
    """Where a registration stands."""

    DRAFT = "draft"  # a guest was invited and has not answered
    SUBMITTED = "submitted"  # waits for the secretariat
    ACCEPTED = "accepted"
    WAITING = "waiting"  # for a place
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


OVER: Final = (RegistrationState.DECLINED, RegistrationState.WITHDRAWN)
"""The states of those who do not come; they may be registered anew."""

TRANSITIONS: Final[Mapping[RegistrationState, frozenset[RegistrationState]]] = {
    RegistrationState.DRAFT: frozenset(
        {
            RegistrationState.ACCEPTED,
            RegistrationState.WAITING,
            RegistrationState.DECLINED,
            RegistrationState.WITHDRAWN,
        }
    ),
    RegistrationState.SUBMITTED: frozenset(
        {RegistrationState.ACCEPTED, RegistrationState.DECLINED, RegistrationState.WITHDRAWN}
    ),
    RegistrationState.WAITING: frozenset({RegistrationState.ACCEPTED, RegistrationState.WITHDRAWN}),
    RegistrationState.ACCEPTED: frozenset({RegistrationState.WITHDRAWN}),
    RegistrationState.DECLINED: frozenset(),
    RegistrationState.WITHDRAWN: frozenset(),
}


def may_become(old: RegistrationState, new: RegistrationState) -> bool:
    """Whether a registration may go from `old` to `new`. Whoever declined or withdrew is registered anew."""
    return new in TRANSITIONS[old]


class Window(StrEnum):
    """Whether people can be registered now."""

    BEFORE = "before"
    OPEN = "open"
    CLOSED = "closed"


def window(opens_at: datetime, closes_at: datetime, now: datetime) -> Window:
    """Return where registration stands. At the very deadline it has closed."""
    if now < opens_at:
        return Window.BEFORE
    return Window.OPEN if now < closes_at else Window.CLOSED


class Answer(StrEnum):
    """What a member has said to its invitation."""

    NOT_INVITED = "not-invited"
    INVITED = "invited"
    OPENED = "opened"
    STARTED = "started"
    COMPLETE = "complete"
    DECLINED = "declined"


OUTSTANDING: Final = frozenset({Answer.NOT_INVITED, Answer.INVITED, Answer.OPENED, Answer.STARTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFacts:
    """What is known of a member's answer; counts are of live registrations."""

    invited: bool
    opened: bool
    declined: bool
    people: int
    delegates: int


def answer(facts: AnswerFacts) -> Answer:
    """Return what a member has said. It is complete as soon as one delegate is registered.

    A member is represented by one delegate; that more seats are free is its own affair.
    """
    if facts.delegates:
        return Answer.COMPLETE
    if facts.people:
        return Answer.STARTED
    if facts.declined:
        return Answer.DECLINED
    if facts.opened:
        return Answer.OPENED
    return Answer.INVITED if facts.invited else Answer.NOT_INVITED


def is_late(given: Answer, closes_at: datetime, now: datetime) -> bool:
    """Whether registration has closed without the member's answer. Who was never invited cannot be late."""
    return now >= closes_at and given in OUTSTANDING - {Answer.NOT_INVITED}


class SeatsFor(IntEnum):
    """For whom other seats than everybody's hold; the closer one counts."""

    REGION = 1
    STATUS = 2
    MEMBER = 3


def seats_of_member(everybody: Mapping[Role, int], exceptions: Iterable[tuple[SeatsFor, Role, int]]) -> dict[Role, int]:
    """Return the seats of one member by role; `exceptions` are those that hold for it."""
    closer_last = sorted(exceptions, key=lambda one: one[0])
    return dict(everybody) | {role: number for _whom, role, number in closer_last}


def free_seat(taken: Collection[int], seats: int) -> int | None:
    """Return the lowest seat that nobody has; None if all are taken. Seats count from 1."""
    return next((seat for seat in range(1, seats + 1) if seat not in taken), None)


def needs_latin_form(name: str) -> bool:
    """Whether a name has letters of another script than Latin, so that a badge needs a second form."""
    return any(
        letter.isalpha() and not unicodedata.name(letter, "").startswith(("LATIN", "MODIFIER")) for letter in name
    )


def free_places(taken: Collection[int], places: int, wanted: int, *, without_place: int = 0) -> list[int] | None:
    """Return the lowest free places for all who come together; None if they are too few. Places count from 1.

    Those who came before there was a limit are `without_place`, and those from before it shrank may have a place
    beyond it: both count.
    """
    if len(taken) + without_place + wanted > places:
        return None
    return [place for place in range(1, places + 1) if place not in taken][:wanted]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What ties a person to others than the member that registers them."""

    has_signed_in: bool
    has_other_roles: bool
    belongs_elsewhere: bool


def looks_after_themselves(facts: PersonFacts) -> bool:
    """Whether only the person may change their name, address, language and zone.

    Otherwise a focal point could take over an account by changing its address.
    """
    return facts.has_signed_in or facts.has_other_roles or facts.belongs_elsewhere


def seats_in_order(taken: Iterable[int], seats: int) -> list[int]:
    """Return the seats that a page shows: those of the quota, and any that were given before it shrank."""
    return sorted({*range(1, seats + 1), *taken})
