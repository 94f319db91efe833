"""What a calendar needs, from facts alone: whatever happened before, what is sent brings it into step."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assembly.agenda.calendars.rules import (
    GATHERING,
    Change,
    Difference,
    EntryStatus,
    Held,
    Wanted,
    difference,
    is_due,
    latest,
    sequence_in_step,
)

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
SOON = NOW + timedelta(days=2)


def wanted(uid: str = "a", sequence: int = 0, starts_at: datetime = SOON, digest: str = "18:00") -> Wanted:
    return Wanted(uid, sequence, starts_at, starts_at + timedelta(hours=3), digest)


def held(
    uid: str = "a",
    sequence: int = 0,
    status: EntryStatus = EntryStatus.CONFIRMED,
    starts_at: datetime = SOON,
    digest: str = "18:00",
) -> Held:
    return Held(uid, sequence, status, starts_at, starts_at + timedelta(hours=3), digest)


def test_a_new_sitting_is_requested_with_its_own_sequence() -> None:
    found = difference((), [wanted(sequence=3)], NOW)
    assert [(change.uid, change.sequence) for change in found.requests] == [("a", 3)]
    assert found.updates == found.cancellations == ()


def test_what_stands_there_already_needs_nothing_also_when_it_moved_and_moved_back() -> None:
    assert not any(difference([held(sequence=1)], [wanted(sequence=3)], NOW))


def test_what_has_moved_is_updated_with_a_higher_sequence() -> None:
    found = difference([held(sequence=1)], [wanted(sequence=2, digest="19:00")], NOW)
    assert [change.sequence for change in found.updates] == [2]
    ahead = difference([held(sequence=5)], [wanted(sequence=2, digest="19:00")], NOW)
    assert [change.sequence for change in ahead.updates] == [6]


def test_what_is_gone_is_cancelled_with_a_higher_sequence() -> None:
    found = difference([held(sequence=4)], [], NOW)
    assert [(change.uid, change.sequence) for change in found.cancellations] == [("a", 5)]


def test_what_was_never_sent_is_never_cancelled() -> None:
    assert not any(difference([], [], NOW))


def test_what_was_cancelled_once_is_not_cancelled_again() -> None:
    assert not any(difference([held(status=EntryStatus.CANCELLED)], [], NOW))


def test_who_comes_back_is_asked_again_with_a_sequence_above_the_cancellation() -> None:
    found = difference([held(sequence=2, status=EntryStatus.CANCELLED)], [wanted(sequence=1)], NOW)
    assert [change.sequence for change in found.requests] == [3]


def test_what_is_over_is_left_as_it_stands() -> None:
    yesterday = NOW - timedelta(days=1)
    assert not any(difference([], [wanted(starts_at=yesterday)], NOW))
    assert not any(difference([held(starts_at=yesterday)], [], NOW))


def test_what_is_tried_again_keeps_its_sequence_unless_it_says_something_else() -> None:
    before = [held(sequence=0)]
    again = difference(before, [wanted(sequence=1, digest="19:00")], NOW, {"a": held(sequence=1, digest="19:00")})
    assert [change.sequence for change in again.updates] == [1]
    other = difference(before, [wanted(sequence=1, digest="20:00")], NOW, {"a": held(sequence=1, digest="19:00")})
    assert [change.sequence for change in other.updates] == [2]
    gone = difference(before, [], NOW, {"a": held(sequence=1, digest="19:00")})
    assert [change.sequence for change in gone.cancellations] == [2]


def test_a_mail_with_the_whole_programme_keeps_the_sequence_of_what_has_not_changed() -> None:
    assert sequence_in_step(wanted(sequence=1), None) == 1
    assert sequence_in_step(wanted(sequence=1), held(sequence=4)) == 4
    assert sequence_in_step(wanted(sequence=1, digest="19:00"), held(sequence=4)) == 5


def test_changes_are_gathered_for_a_quarter_of_an_hour() -> None:
    changes = difference([held()], [], NOW)
    assert not is_due(changes, NOW, NOW + GATHERING - timedelta(seconds=1))
    assert is_due(changes, NOW, NOW + GATHERING)


def test_what_begins_soon_or_was_to_begin_now_is_told_at_once() -> None:
    in_an_hour = NOW + timedelta(hours=1)
    moved = difference([held(starts_at=in_an_hour)], [wanted(starts_at=SOON, digest="later")], NOW)
    assert is_due(moved, NOW, NOW)


# Whatever happens, in whatever order


@dataclass
class Calendar:
    """A calendar that does what RFC 5546 asks: it takes only what is newer, and only cancels what it has."""

    entries: dict[str, Held] = field(default_factory=dict)

    def take(self, change: Change, method: str) -> None:
        known = self.entries.get(change.uid)
        assert known is None or change.sequence > known.sequence, "a calendar passes over what is not newer"
        assert method == "REQUEST" or known, "a CANCEL came before its REQUEST"
        facts = change.after or change.before
        assert facts is not None
        status = EntryStatus.CONFIRMED if method == "REQUEST" else EntryStatus.CANCELLED
        self.entries[change.uid] = Held(
            change.uid, change.sequence, status, facts.starts_at, facts.ends_at, facts.digest
        )

    def standing(self) -> dict[str, str]:
        return {one.uid: one.digest for one in self.entries.values() if one.status is EntryStatus.CONFIRMED}


def send(changes: Difference, *calendars: Calendar) -> None:
    for calendar in calendars:
        for change in changes.asked:
            calendar.take(change, "REQUEST")
        for change in changes.cancellations:
            calendar.take(change, "CANCEL")


STEPS = st.lists(
    st.tuples(
        st.booleans(),  # whether the person takes part
        st.dictionaries(st.sampled_from("abc"), st.sampled_from(["18:00", "19:00", "20:00"])),
        st.booleans(),  # whether the mail goes
    ),
    max_size=12,
)


@given(STEPS)
def test_whatever_is_changed_a_calendar_ends_as_it_should_be_and_never_refuses_anything(
    steps: list[tuple[bool, dict[str, str], bool]],
) -> None:
    theirs, sequences, before = Calendar(), dict.fromkeys("abc", 0), dict[str, str]()
    for takes_part, programme, goes in steps:
        for uid, digest in programme.items():
            sequences[uid] += uid in before and before[uid] != digest
        before |= programme
        needed = [wanted(uid, sequences[uid], digest=digest) for uid, digest in programme.items()] if takes_part else []
        changes = difference(theirs.entries.values(), needed, NOW)
        if goes:
            send(changes, theirs)
            assert theirs.standing() == {one.uid: one.digest for one in needed}
            assert not any(difference(theirs.entries.values(), needed, NOW)), "nothing is sent twice"


@given(st.permutations([held(sequence=number, digest=str(number)) for number in range(4)]))
def test_of_all_that_was_sent_the_highest_sequence_is_what_somebody_has(sent: list[Held]) -> None:
    [found] = latest(sent)
    assert found.sequence == 3
