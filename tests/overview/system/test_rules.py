"""What counts as broken, and when administrators are written to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assembly.overview.system.rules import Act, Course, Facts, Look, State, Subject, examine, next_act

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FINE = Facts(
    now=NOW,
    pulses={"web": NOW, "worker": NOW, "timer": NOW},
    last_sent=NOW - MINUTE,
    last_backup=NOW - HOUR,
    backup_every=24 * HOUR,
)


def look_at(subject: Subject, **facts: object) -> Look:
    (found,) = (look for look in examine(replace(FINE, **facts)) if look.subject is subject)  # type: ignore[arg-type]
    return found


def test_where_all_is_well_nothing_is_said() -> None:
    assert {look.state for look in examine(FINE)} == {State.FINE}
    assert [look.subject for look in examine(FINE)] == list(Subject)


@pytest.mark.parametrize(
    ("subject", "facts", "state", "since"),
    [
        (Subject.MAIL, {"oldest_due": NOW - 4 * MINUTE}, State.FINE, None),
        (Subject.MAIL, {"oldest_due": NOW - 6 * MINUTE}, State.BROKEN, NOW - MINUTE),
        (Subject.MAIL, {"oldest_due": NOW - 9 * MINUTE, "last_sent": NOW - HOUR}, State.BROKEN, NOW - 9 * MINUTE),
        (Subject.MAIL, {"oldest_due": NOW - HOUR, "watched_since": NOW - 5 * MINUTE}, State.FINE, None),
        (Subject.MAIL, {"oldest_due": NOW - HOUR, "watched_since": NOW - 6 * MINUTE}, State.BROKEN, NOW - MINUTE),
        (Subject.WORKER, {"pulses": {"worker": NOW - HOUR}, "watched_since": NOW - 2 * MINUTE}, State.FINE, None),
        (
            Subject.WORKER,
            {"pulses": {"worker": NOW - HOUR}, "watched_since": NOW - 4 * MINUTE},
            State.BROKEN,
            NOW - HOUR,
        ),
        (Subject.MAIL, {"mail_refused": True}, State.BROKEN, NOW - MINUTE),
        (Subject.MAIL, {"mail_set_up": False, "oldest_due": NOW - HOUR}, State.OFF, None),
        (Subject.WORKER, {"pulses": {"worker": NOW - 3 * MINUTE}}, State.FINE, None),
        (Subject.WORKER, {"pulses": {"worker": NOW - 4 * MINUTE}}, State.BROKEN, NOW - 4 * MINUTE),
        (Subject.WORKER, {"pulses": {}}, State.UNKNOWN, None),
        (Subject.TIMER, {"pulses": {"worker": NOW, "timer": NOW - HOUR}}, State.BROKEN, NOW - HOUR),
        (Subject.TIMER, {"pulses": {"worker": NOW - HOUR, "timer": NOW - HOUR}}, State.UNKNOWN, None),
        (Subject.BROKER, {"broker_answers": False}, State.BROKEN, None),
        (Subject.DISK, {"disk_free": 10**9 - 1}, State.BROKEN, None),
        (Subject.BACKUP, {"last_backup": NOW - 36 * HOUR}, State.FINE, None),
        (Subject.BACKUP, {"last_backup": NOW - 37 * HOUR}, State.BROKEN, NOW - 37 * HOUR),
        (Subject.BACKUP, {"last_backup": None, "installed_at": NOW - 37 * HOUR}, State.BROKEN, None),
        (Subject.BACKUP, {"last_backup": None, "backup_every": None}, State.OFF, None),
        (Subject.CLOCK, {"drift": timedelta(seconds=-2.1)}, State.BROKEN, None),
        (Subject.VOTES, {"overdue_votes": 1}, State.BROKEN, None),
    ],
)
def test_what_counts_as_broken(
    subject: Subject, facts: dict[str, object], state: State, since: datetime | None
) -> None:
    assert look_at(subject, **facts) == Look(subject, state, since)


BEGAN = Course(NOW)
TOLD = replace(BEGAN, told=frozenset({"mail"}), last_told_at=NOW)


@pytest.mark.parametrize(
    ("course", "broken", "after", "act"),
    [
        (BEGAN, {"mail"}, MINUTE, Act.NOTHING),
        (BEGAN, {"mail"}, 2 * MINUTE, Act.TELL),
        (BEGAN, set(), HOUR, Act.NOTHING),
        (TOLD, {"mail"}, 5 * HOUR, Act.NOTHING),
        (TOLD, {"mail", "worker"}, 59 * MINUTE, Act.NOTHING),
        (TOLD, {"mail", "worker"}, HOUR, Act.TELL),
        (TOLD, set(), MINUTE, Act.MENDED),
        (replace(BEGAN, last_told_at=NOW - 30 * MINUTE), {"mail"}, 5 * MINUTE, Act.NOTHING),
        (replace(BEGAN, last_told_at=NOW - 30 * MINUTE), {"mail"}, 30 * MINUTE, Act.TELL),
    ],
)
def test_when_administrators_are_written_to(course: Course, broken: set[str], after: timedelta, act: Act) -> None:
    assert next_act(course, frozenset(broken), NOW + after) is act
