"""What comes next for an event, and what is late: decided from facts alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class StepState(StrEnum):
    """How a step of an event stands; the names are those of the timeline component."""

    DONE = "done"
    NOW = "now"
    LATE = "late"
    NEXT = "next"


class StepKey(StrEnum):
    """The steps from an empty event to a published result."""

    TEXTS = "texts"
    INVITE = "invite"
    REGISTER = "register"
    PROGRAMME = "programme"
    MAIL_AGENDA = "mail-agenda"
    CREDENTIALS = "credentials"
    PREPARE_VOTE = "prepare-vote"
    VOTE = "vote"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What is known of an event: counts, and the ids of its votes by state."""

    starts_at: datetime
    registration_opens_at: datetime
    registration_closes_at: datetime
    unfinished_languages: tuple[str, ...]
    members: int
    invited: int
    answered: int
    """Members that registered somebody or declined."""
    declined: int
    sittings: int
    programme_version: int | None
    agenda_mailed: int
    credentials_waiting: int
    credentials_accepted: int
    """Of members that vote themselves; those that gave a proxy are counted there."""
    proxies: int
    mail_failed: int
    drafts: tuple[int, ...]
    open_votes: tuple[tuple[int, datetime], ...]
    waiting_results: tuple[int, ...]
    count_due: datetime | None
    """By when the votes that have closed should be counted."""
    published: tuple[int, ...]
    requests_waiting: int = 0
    """Changes of delegations that members asked for after registration closed."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: how it stands, until when, and how many of how many are done (where it is counted)."""

    key: StepKey
    state: StepState
    deadline: datetime | None = None
    done: int | None = None
    total: int | None = None
    over: bool = False
    """Whether the event has begun without it: whoever has not answered by then keeps nobody from the vote."""


BEFORE_IT_BEGINS = frozenset({StepKey.INVITE, StepKey.REGISTER, StepKey.CREDENTIALS})


def steps(facts: EventFacts, now: datetime) -> list[Step]:
    """Return the steps in their order; the first that is not done is `NOW`, one past its deadline is `LATE`."""
    found: list[Step] = []
    current = True
    for key, done, deadline, count, total in _steps(facts):
        over = not done and key in BEFORE_IT_BEGINS and facts.starts_at <= now
        if done:
            state = StepState.DONE
        elif deadline is not None and deadline < now:
            state = StepState.LATE
        elif current:
            state = StepState.NOW
        else:
            state = StepState.NEXT
        current = current and (done or over)
        found.append(Step(key, state, deadline, count, total, over))
    return found


def next_step(all_steps: list[Step]) -> Step | None:
    """Return what to do first: what is late and can still be done, else what is due now; None if all is done."""
    late = [step for step in all_steps if step.state is StepState.LATE]
    can_be_done = [step for step in late if not step.over]
    now = [step for step in all_steps if step.state is StepState.NOW]
    return next(iter([*can_be_done, *now, *late]), None)


def _steps(facts: EventFacts) -> Iterator[tuple[StepKey, bool, datetime | None, int | None, int | None]]:
    has_vote = bool(facts.drafts or facts.open_votes or facts.waiting_results or facts.published)
    voters = facts.credentials_accepted + facts.proxies
    closes = max((closes_at for _, closes_at in facts.open_votes), default=None)
    voted = bool(facts.waiting_results or facts.published) and not facts.drafts and not facts.open_votes
    yield StepKey.TEXTS, not facts.unfinished_languages, facts.registration_opens_at, None, None
    yield (
        StepKey.INVITE,
        0 < facts.members <= facts.invited,
        facts.registration_closes_at,
        facts.invited,
        facts.members,
    )
    answered = 0 < facts.members <= facts.answered
    yield StepKey.REGISTER, answered, facts.registration_closes_at, facts.answered, facts.members
    yield StepKey.PROGRAMME, facts.programme_version is not None, facts.starts_at, None, None
    yield StepKey.MAIL_AGENDA, facts.agenda_mailed > 0, facts.starts_at, None, None
    coming = facts.answered - facts.declined
    yield StepKey.CREDENTIALS, 0 < coming <= voters, facts.starts_at, voters, coming
    yield StepKey.PREPARE_VOTE, has_vote, facts.starts_at, None, None
    yield StepKey.VOTE, voted, closes, None, None
    yield StepKey.RESULT, voted and not facts.waiting_results, facts.count_due, None, None
