"""The versions in which a programme was published: who published each, and what each changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from assembly.accounts.models import Person
from assembly.agenda import queries
from assembly.agenda.changes import Change, differences
from assembly.agenda.models import AgendaVersion
from assembly.agenda.programme import Programme
from assembly.audit.models import AuditEntry
from assembly.errors import NotFoundError
from assembly.extensions import db
from assembly.registration.models import Registration, RegistrationState
from assembly.scope import everything


@dataclass(frozen=True, slots=True)
class Published:
    """One version as a line of the list. `by` is None where a command published it."""

    number: int
    published_at: datetime
    by: str | None


def versions_of(event_id: int) -> Sequence[Published]:
    """Return the versions of a programme, the newest first; who published one stands in the audit trail."""
    act = (
        (AuditEntry.action == "agenda.published")
        & (AuditEntry.object_type == "agenda_version")
        & (AuditEntry.object_id == AgendaVersion.id)
    )
    statement = (
        select(AgendaVersion.number, AgendaVersion.published_at, Person.name)
        .outerjoin(AuditEntry, act)
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .where(AgendaVersion.event_id == event_id)
        .order_by(AgendaVersion.number.desc())
    )
    return [Published(*row) for row in db.session.execute(statement)]


@dataclass(frozen=True, slots=True)
class Version:
    """One version with all that was in it, and what it changed; the first one changed nothing."""

    number: int
    published_at: datetime
    programme: Programme
    changes: tuple[Change, ...]
    is_latest: bool


def version_of(event_id: int, number: int) -> Version:
    """Return one version; raise `NotFoundError`."""
    statement = select(AgendaVersion).where(
        AgendaVersion.event_id == event_id, AgendaVersion.number.in_((number - 1, number, number + 1))
    )
    near = {row.number: row for row in db.session.scalars(statement)}
    version, programme = near.get(number), queries.programme_of(near.get(number))
    if version is None or programme is None:
        raise NotFoundError
    before = queries.programme_of(near.get(number - 1))
    changes = differences(before, programme) if before else ()
    return Version(number, version.published_at, programme, changes, is_latest=number + 1 not in near)


def participants(event_id: int) -> int:
    """Count those who take part in an event, of members and guests alike: whom a moved sitting concerns."""
    statement = select(func.count(Registration.id)).where(
        Registration.event_id == event_id, Registration.state == RegistrationState.ACCEPTED
    )
    with everything():
        return db.session.scalar(statement) or 0


def speakers_in(programme: Programme, changes: Sequence[Change]) -> list[str]:
    """Return the names of those who chair or speak in items that changed in a way that is felt, each once."""
    felt = {(change.is_sitting, change.id) for change in changes if change.is_felt}
    names = (
        speaker.name
        for sitting in programme.sittings
        for item in sitting.items
        if (False, item.id) in felt or (True, sitting.id) in felt
        for speaker in item.speakers
    )
    return list(dict.fromkeys(names))
