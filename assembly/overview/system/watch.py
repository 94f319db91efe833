"""A look at everything once a minute, in a thread of each web and worker process.

Pages read what was seen last and ask nothing. Whichever process notices first that something is broken writes to the
administrators itself, without worker and outbox, which may be what is broken.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from assembly import clock, scope
from assembly.config import Settings
from assembly.database import transaction
from assembly.extensions import db
from assembly.overview.system import breakdowns, queries
from assembly.overview.system.alarm import Alarm, send
from assembly.overview.system.models import Pulse
from assembly.overview.system.queries import Reader
from assembly.overview.system.rules import Look, State, Subject, examine

log = structlog.get_logger()

EXTENSION: Final = "system_watch"
EVERY: Final = 60.0
"""Seconds."""
DATABASE_AWAY: Final = (Look(Subject.DATABASE, State.BROKEN),)


@dataclass(slots=True)
class Seen:
    """What was seen last, and whom to tell."""

    at: datetime
    looks: tuple[Look, ...]
    readers: tuple[Reader, ...] = ()


class Watch:
    """The thread. `role` is the kind of process in which it runs."""

    def __init__(self, app: Flask, role: Subject) -> None:
        self._app, self._role = app, role
        self._stop = threading.Event()
        self.since = clock.now()
        self.seen: Seen | None = None

    def start(self) -> None:
        """Begin to look; pages find what was seen by `troubles`."""
        self._app.extensions[EXTENSION] = self
        threading.Thread(target=self._run, name="watch", daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next look is in a minute
                log.warning("watch_failed", error=type(error).__name__)
            self._stop.wait(EVERY)

    def look(self) -> None:
        """Show that this process is alive, see how everything stands, and write to administrators if that is due."""
        settings: Settings = self._app.extensions["settings"]
        with self._app.app_context(), scope.everything():
            try:
                beat(self._role)
                looks, readers = examine(queries.facts(settings, self.since)), queries.readers()
                db.session.rollback()
                alarms = (*breakdowns.note(looks, clock.now()), *breakdowns.note_database_back(settings.instance))
            except SQLAlchemyError:
                db.session.rollback()
                readers, looks = self.seen.readers if self.seen else (), DATABASE_AWAY
                again = self.seen is not None and self.seen.looks == DATABASE_AWAY  # a restart is over by now
                alarms = (*breakdowns.note_without_database(settings.instance, clock.now()),) if again else ()
            self.seen = Seen(clock.now(), looks, readers)
            self._tell(settings, alarms, readers)

    def _tell(self, settings: Settings, alarms: Sequence[Alarm], readers: tuple[Reader, ...]) -> None:
        for alarm in alarms:
            if send(settings, alarm, readers):
                continue
            if alarm.breakdown_id is None:
                breakdowns.forget_marks(settings.instance)
                continue
            with transaction():
                breakdowns.take_back(alarm)


def beat(name: Subject) -> None:
    """Note that a kind of process is alive."""
    with transaction() as session:
        now = clock.now()
        known = session.scalar(update(Pulse).where(Pulse.name == name.value).values(at=now).returning(Pulse.name))
        if known is None:
            session.add(Pulse(name=name.value, at=now))


def watched_since(app: Flask) -> datetime | None:
    """Return since when this process looks; None where it does not."""
    watch: Watch | None = app.extensions.get(EXTENSION)
    return watch.since if watch else None


def troubles(app: Flask) -> tuple[Look, ...]:
    """Return what was broken at the last look of this process; nothing where it does not look."""
    watch: Watch | None = app.extensions.get(EXTENSION)
    seen = watch.seen if watch else None
    return tuple(look for look in seen.looks if look.state is State.BROKEN) if seen else ()
