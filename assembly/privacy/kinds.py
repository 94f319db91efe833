"""The kinds of personal data whose time runs out, made from the declarations; each says what is due and removes it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from sqlalchemy import Column, ColumnElement, Table, and_, delete, func, or_, select, tuple_, update

from assembly.accounts.models import Person
from assembly.agenda.models import AgendaVersion
from assembly.database_types import Base, Retention
from assembly.events.models import Event
from assembly.extensions import db
from assembly.members.models import MemberImport
from assembly.members.runs import UNDER_WAY
from assembly.privacy import files
from assembly.privacy.declared import blank, declaration, erasable, tables
from assembly.privacy.erasing import Places, blocks, wipe
from assembly.privacy.periods import PERIODS, reference

SWEPT: Final = frozenset({"user_session", "sign_in_request"})
"""Tables that are swept by the room of accounts, with the tokens and limits that have no personal column."""


class Kind(Protocol):
    """Personal data of one table that are kept equally long."""

    @property
    def table(self) -> str:
        """The name of the table."""

    @property
    def retention(self) -> Retention:
        """How long they are kept."""

    def due(self, now: datetime) -> int:
        """Return of how many rows the time is over."""

    def remove(self, now: datetime, places: Places, limit: int) -> int:
        """Remove some of what is due, the oldest rows first; return how many."""


@dataclass(frozen=True, slots=True)
class Timed:
    """Columns whose time runs from the end of the event. A row goes whole where one of them cannot be blanked."""

    rows: Table
    retention: Retention
    columns: tuple[Column[Any], ...]

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.rows.name

    @property
    def goes_whole(self) -> bool:
        """Whether the rows are removed rather than blanked."""
        return any(column not in erasable(self.rows) for column in self.columns)

    def due(self, now: datetime) -> int:
        """Return of how many rows the time is over."""
        return db.session.scalar(select(func.count()).select_from(self.rows).where(self._over(now))) or 0

    def remove(self, now: datetime, places: Places, limit: int) -> int:
        """Blank the columns, or remove the rows with their files."""
        keys = list(self.rows.primary_key.columns)
        found = [
            tuple(row) for row in db.session.execute(select(*keys).where(self._over(now)).order_by(*keys).limit(limit))
        ]
        if not found:
            return 0
        these = keys[0].in_([key for (key,) in found]) if len(keys) == 1 else tuple_(*keys).in_(found)
        if not self.goes_whole:
            values = {column.name: blank(column) for column in self.columns}
            db.session.execute(update(self.rows).where(these).values(values))
            return len(found)
        if "stored" in self.rows.c:
            for stored in db.session.scalars(select(self.rows.c.stored).where(these)).all():
                files.remove_paper(places.instance, stored)
        db.session.execute(delete(self.rows).where(these))
        return len(found)

    def _over(self, now: datetime) -> ColumnElement[bool]:
        since, period = reference(self.rows), PERIODS[self.retention]
        if since is None or period is None:
            raise LookupError(f"nobody knows from when {self.rows.name} is kept")
        filled = (and_(column.is_not(None), column != (blank(column) or "")) for column in self.columns)
        return since <= now - period if self.goes_whole else and_(since <= now - period, or_(*filled))


@dataclass(frozen=True, slots=True)
class Sheets:
    """Sheets of members that were brought in, with what was mended in them."""

    table = "member_import"
    retention = Retention.SESSION

    def due(self, now: datetime) -> int:
        """Return how many were touched last so long ago."""
        return len(self._over(now))

    def remove(self, now: datetime, places: Places, limit: int) -> int:
        """Forget them, and their files."""
        found = self._over(now)[:limit]
        for run in found:
            files.remove_sheet(run, places.instance)
        return len(found)

    def _over(self, now: datetime) -> Sequence[MemberImport]:
        over = MemberImport.touched_at <= now - period_of(self.retention), MemberImport.state.not_in(UNDER_WAY)
        return db.session.scalars(select(MemberImport).where(*over).order_by(MemberImport.id)).all()


@dataclass(frozen=True, slots=True)
class ClosedAccounts:
    """People whose account was closed: they are erased as on their wish, once nothing stands in the way."""

    table = "person"
    retention = Retention.ACCOUNT

    def due(self, now: datetime) -> int:
        """Return how many can be erased."""
        return len(self._over(now))

    def remove(self, now: datetime, places: Places, limit: int) -> int:
        """Erase them."""
        found = self._over(now)[:limit]
        for person in found:
            wipe(None, person, places, now=now)
        return len(found)

    def _over(self, now: datetime) -> list[Person]:
        closed = Person.disabled_at <= now - period_of(self.retention), Person.email != ""
        people = db.session.scalars(select(Person).where(*closed).order_by(Person.id)).all()
        return [person for person in people if not blocks(person, now)]


@dataclass(frozen=True, slots=True)
class PublishedNames:
    """People who spoke without being registered, by name in the published programme, as the draft has them."""

    table = "agenda_version"
    retention = Retention.EVENT

    def due(self, now: datetime) -> int:
        """Return in how many published programmes there are any."""
        return len(self._over(now))

    def remove(self, now: datetime, places: Places, limit: int) -> int:
        """Take them out: the item stays, with who was registered."""
        found = self._over(now)[:limit]
        for version in found:
            version.content = without_named_speakers(version.content)
        db.session.flush()
        return len(found)

    def _over(self, now: datetime) -> list[AgendaVersion]:
        ended = Event.ends_at <= now - period_of(self.retention)
        versions = db.session.scalars(
            select(AgendaVersion)
            .join(Event, Event.id == AgendaVersion.event_id)
            .where(ended)
            .order_by(AgendaVersion.id)
        )
        return [version for version in versions if without_named_speakers(version.content) != version.content]


def without_named_speakers(content: Any) -> Any:
    """Return what is published without those who stand in it by name."""
    match content:
        case {"speakers": list() as speakers, **rest}:
            left = [one for one in speakers if "name" not in one]
            return {**without_named_speakers(rest), "speakers": left}
        case dict():
            return {key: without_named_speakers(one) for key, one in content.items()}
        case list():
            return [without_named_speakers(one) for one in content]
        case _:
            return content


def period_of(retention: Retention) -> timedelta:
    """Return how long a kind of retention lasts; raise `LookupError` for one without an end."""
    period = PERIODS[retention]
    if period is None:
        raise LookupError(retention)
    return period


def kinds() -> list[Kind]:
    """Return all kinds but answers, whose questions say their own day."""
    return [*_timed(), PublishedNames(), Sheets(), ClosedAccounts()]


def _timed() -> Iterator[Timed]:
    for table, columns in tables():
        for retention in (Retention.EVENT, Retention.NOTICE, Retention.SESSION):
            same = tuple(column for column in columns if declaration(column).retention is retention)
            if same and table.name not in {*SWEPT, Sheets.table}:
                yield Timed(Base.metadata.tables[table.name], retention, same)
