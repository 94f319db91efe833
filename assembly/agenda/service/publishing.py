"""Publishing the agenda: what was drafted becomes what readers, mail and calendars take."""

from datetime import datetime

from assembly import clock
from assembly.agenda import queries, rules
from assembly.agenda.changes import differences
from assembly.agenda.documents import service as documents
from assembly.agenda.models import AgendaVersion
from assembly.agenda.programme import to_json
from assembly.agenda.queries import PublishedIds
from assembly.agenda.service.refusals import NothingToPublishError
from assembly.agenda.signups import service as signups
from assembly.audit.service import record
from assembly.events.models import Event
from assembly.events.queries import lock_event
from assembly.extensions import db


def publish_agenda(actor_id: int | None, event: Event) -> AgendaVersion:
    """Show the draft to readers, as the next version; two who press at once publish one.

    A sitting's SEQUENCE rises here where its time, place or status differs from what readers had.
    """
    lock_event(event.id)
    before = queries.latest_version(event.id)
    programme = queries.programme_of(before)
    known = {sitting.id: sitting for sitting in programme.sittings} if programme else {}
    sittings = queries.sittings_of(event.id)
    draft = queries.draft_of(event, sittings)
    if not differences(programme, draft):
        raise NothingToPublishError
    for sitting, drafted in zip(sittings, draft.sittings, strict=True):
        sitting.sequence = rules.next_sequence(known.get(sitting.id), drafted)
    version = _version(event, before, clock.now())
    version.content = to_json(queries.unnamed_draft(event, sittings))
    db.session.add(version)
    db.session.flush()
    _let_go(event, queries.ids_in(programme), queries.ids_in(draft), version.published_at)
    record(actor_id, "agenda.published", "agenda_version", version.id, number=version.number)
    return version


def _let_go(event: Event, before: PublishedIds, after: PublishedIds, now: datetime) -> None:
    """Tell those who had signed up for what readers no longer see, and let its documents go."""
    items, sittings = before.items - after.items, before.sittings - after.sittings
    signups.call_off(event.id, items, now)
    documents.let_go(sittings, items, now)


def _version(event: Event, before: AgendaVersion | None, now: datetime) -> AgendaVersion:
    return AgendaVersion(event_id=event.id, number=before.number + 1 if before else 1, published_at=now)
