"""What comes next for an event, and what is late."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from assembly.overview.rules import EventFacts, StepKey, StepState, next_step, steps

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
NEW = EventFacts(
    starts_at=NOW + 30 * DAY,
    registration_opens_at=NOW + DAY,
    registration_closes_at=NOW + 20 * DAY,
    unfinished_languages=("fr", "ru"),
    members=118,
    invited=0,
    answered=0,
    declined=0,
    sittings=0,
    programme_version=None,
    agenda_mailed=0,
    credentials_waiting=0,
    credentials_accepted=0,
    proxies=0,
    mail_failed=0,
    drafts=(),
    open_votes=(),
    waiting_results=(),
    count_due=None,
    published=(),
)
READY = replace(
    NEW, unfinished_languages=(), invited=118, answered=118, sittings=2, programme_version=1, agenda_mailed=232,
    credentials_accepted=110, proxies=8, drafts=(1,),
)  # fmt: skip


def key_of(facts: EventFacts, now: datetime = NOW) -> StepKey | None:
    step = next_step(steps(facts, now))
    return step.key if step else None


def test_a_count_that_does_not_come_is_late() -> None:
    closed = replace(READY, starts_at=NOW - DAY, drafts=(), waiting_results=(1,), count_due=NOW)
    for moment, state in ((NOW, StepState.NOW), (NOW + timedelta(seconds=1), StepState.LATE)):
        step = next_step(steps(closed, moment))
        assert step
        assert (step.key, step.state) == (StepKey.RESULT, state)


def test_a_new_event_begins_with_its_texts() -> None:
    assert key_of(NEW) is StepKey.TEXTS


def test_once_texts_are_complete_the_members_are_invited() -> None:
    assert key_of(replace(NEW, unfinished_languages=())) is StepKey.INVITE


def test_what_is_late_comes_before_what_is_due() -> None:
    half = replace(READY, answered=100, drafts=())
    assert key_of(half) is StepKey.REGISTER
    after = steps(half, NOW + 21 * DAY)
    assert next_step(after).state is StepState.LATE  # type: ignore[union-attr]


def test_only_one_step_is_due_at_a_time() -> None:
    states = [step.state for step in steps(NEW, NOW)]
    assert states.count(StepState.NOW) == 1


def test_a_prepared_vote_is_to_be_opened_then_counted_then_nothing_is_left() -> None:
    assert key_of(READY) is StepKey.VOTE
    opened = replace(READY, drafts=(), open_votes=((1, NOW + DAY),))
    assert key_of(opened) is StepKey.VOTE
    assert key_of(replace(opened, open_votes=(), waiting_results=(1,))) is StepKey.RESULT
    assert key_of(replace(opened, open_votes=(), published=(1,))) is None


def test_every_member_that_answered_needs_a_voter_or_a_proxy() -> None:
    assert key_of(replace(READY, credentials_accepted=109)) is StepKey.CREDENTIALS


def test_who_declined_needs_no_voter() -> None:
    assert key_of(replace(READY, declined=8, proxies=0)) is StepKey.VOTE


def test_once_the_event_has_begun_who_never_answered_keeps_nobody_from_the_vote() -> None:
    some_silent = replace(READY, answered=114, credentials_accepted=100, proxies=8)
    begun = some_silent.starts_at + DAY
    assert key_of(some_silent, some_silent.starts_at - DAY) is StepKey.REGISTER
    assert key_of(some_silent, begun) is StepKey.VOTE
    found = {step.key: step.state for step in steps(some_silent, begun)}
    assert found[StepKey.REGISTER] is found[StepKey.CREDENTIALS] is StepState.LATE
    assert found[StepKey.VOTE] is StepState.NOW


def test_a_federation_without_members_has_nobody_to_invite_yet() -> None:
    assert key_of(replace(READY, members=0, invited=0, answered=0)) is StepKey.INVITE
