"""How everything stands, in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.overview.system.rules import Look, State, Subject
from assembly.timezones import local_time

NAMES: Final[Mapping[Subject, Any]] = {
    Subject.DATABASE: _l("Database"),
    Subject.MAIL: _l("Mail"),
    Subject.WEB: _l("Pages"),
    Subject.WORKER: _l("Worker"),
    Subject.TIMER: _l("Timer"),
    Subject.BROKER: _l("Wake-ups"),
    Subject.DISK: _l("Disk"),
    Subject.BACKUP: _l("Backup"),
    Subject.CLOCK: _l("Clocks"),
    Subject.VOTES: _l("Votes"),
}

_SINCE: Final[Mapping[Subject, Any]] = {
    Subject.MAIL: _l("No mail has left since %(when)s."),
    Subject.WEB: _l("The pages have given no sign of life since %(when)s."),
    Subject.WORKER: _l("The worker has given no sign of life since %(when)s: no mail leaves, no vote is counted."),
    Subject.TIMER: _l("The timer has given no sign of life since %(when)s: reminders and deadlines come late."),
    Subject.BACKUP: _l("No backup has been made since %(when)s."),
}

_TROUBLES: Final[Mapping[Subject, Any]] = {
    Subject.DATABASE: _l("The database does not answer."),
    Subject.MAIL: _l("Mail does not leave."),
    Subject.BROKER: _l("Wake-ups do not reach the workers: everything takes some seconds longer."),
    Subject.DISK: _l("The disk is nearly full."),
    Subject.BACKUP: _l("No backup has been made yet."),
    Subject.CLOCK: _l("The clocks of the pages and of the database differ."),
    Subject.VOTES: _l("A vote that should be closed or counted is not."),
}

_REMEDIES: Final[Mapping[Subject, Any]] = {
    Subject.DATABASE: _l("Start it, and look at its log."),
    Subject.MAIL: _l("Look whether the mail server takes mail: assembly check."),
    Subject.WEB: _l("Start it: assembly serve."),
    Subject.WORKER: _l("Start it: assembly worker."),
    Subject.TIMER: _l("Start it: assembly beat."),
    Subject.BROKER: _l("Start Redis, or look whether the folder of the broker can be written to."),
    Subject.DISK: _l("Remove what is not needed, or make the disk larger."),
    Subject.BACKUP: _l("Look whether the worker can write to BACKUP_DIR: assembly backup."),
    Subject.CLOCK: _l("Run a time service (NTP) on both machines."),
    Subject.VOTES: _l("Look whether the worker runs, and whether the keys of secret votes are in its folder."),
}

MARKS: Final[Mapping[State, str]] = {
    State.FINE: "yes",
    State.BROKEN: "no",
    State.OFF: "off",
    State.UNKNOWN: "wait",
}
"""The kind of status (components/status.html) of each state."""

_STATES: Final[Mapping[State, Any]] = {
    State.FINE: _l("Works"),
    State.OFF: _l("Not set up"),
    State.UNKNOWN: _l("Not known"),
}


def name(subject: Subject) -> str:
    """Return what a subject is called."""
    return str(NAMES[subject])


def trouble(look: Look, zone: str) -> str:
    """Return what is broken, and since when, in one sentence."""
    if look.since is None or look.subject not in _SINCE:
        return str(_TROUBLES.get(look.subject) or _("It gives no sign of life."))
    return str(_SINCE[look.subject]) % {"when": moment(look.since, zone)}


def moment(at: datetime, zone: str) -> str:
    """Return a moment as it stands in a sentence."""
    when = local_time(at, zone)
    day = f"{when.weekday} {when.short_date}"
    # Translators: a day, a time, and its distance from UTC, as they stand in a sentence
    return _("%(day)s, %(time)s (%(offset)s)", day=day, time=when.time, offset=when.offset)


def remedy(subject: Subject) -> str:
    """Return what to do about it."""
    return str(_REMEDIES[subject])


def state(look: Look, zone: str) -> str:
    """Return how it stands."""
    return trouble(look, zone) if look.state is State.BROKEN else str(_STATES[look.state])
