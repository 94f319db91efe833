"""Keys, deadlines and counts of votes. Each task may be killed anywhere; the sweep finds what is left."""

from collections.abc import Callable, Sequence

import structlog
from celery import shared_task

from assembly import scope
from assembly.database import transaction
from assembly.extensions import db
from assembly.voting import due, keys, service
from assembly.voting.changes import service as changes
from assembly.voting.heads import service as heads
from assembly.voting.planned import rollcheck
from assembly.voting.planned import service as planned

log = structlog.get_logger()


@shared_task(name="voting.prepare_key")
def prepare_key(vote_id: int) -> None:
    """Make the key that seals a secret vote, prove that it opens, and note its public half."""
    with scope.everything():
        public_key = keys.prepare(vote_id)
        if public_key:
            with transaction():
                service.give_key(vote_id, public_key)


@shared_task(name="voting.open_planned")
def open_planned(event_id: int) -> None:
    """Open the drafts of an event whose time has come, or tell the secretariat what stands in the way."""
    with scope.everything(), transaction():
        planned.open_planned(event_id)


@shared_task(name="voting.check_roll")
def check_roll(event_id: int) -> None:
    """Mail every member who votes for it, before votes that open by themselves."""
    with scope.everything(), transaction():
        rollcheck.send(event_id)


@shared_task(name="voting.close_due")
def close_due(vote_id: int) -> None:
    """Close a vote whose deadline has passed."""
    with scope.everything(), transaction():
        service.close_if_due(vote_id)


@shared_task(name="voting.count")
def count(vote_id: int) -> None:
    """Count a closed vote: open its ballots while the database is free, then store what came out."""
    with scope.everything():
        opened = service.open_ballots(vote_id, keys.private_key)
        if opened:
            with transaction():
                service.store_count(opened)


@shared_task(name="voting.tell_new_holders")
def tell_new_holders(event_id: int) -> None:
    """Mail those who came to vote for a member after votes of an event had opened."""
    with scope.everything(), transaction():
        service.tell_new_holders(event_id)


@shared_task(name="voting.tell_changes")
def tell_changes(vote_id: int) -> None:
    """Mail those concerned by voters and addresses that changed while a vote is open."""
    with scope.everything(), transaction():
        changes.tell_changes(vote_id)


@shared_task(name="voting.remind")
def remind(vote_id: int) -> None:
    """Mail those who have not voted before the deadline."""
    with scope.everything(), transaction():
        service.remind_before_deadline(vote_id)


@shared_task(name="voting.mail_head")
def mail_head(event_id: int) -> None:
    """Mail the scrutineers of an event where the audit trail ends and what lies in the boxes."""
    with scope.everything(), transaction():
        heads.mail_head(event_id)


@shared_task(name="voting.sweep")
def sweep() -> None:
    """Do whatever is due and was not done, because a wake-up was lost or a worker killed."""
    with scope.everything():
        _each(due.keyless_drafts, prepare_key)
        _each(rollcheck.events_due, check_roll)
        _each(planned.due, open_planned)
        _each(due.overdue, close_due)
        _each(due.uncounted, count)
        _each(service.with_new_holders, tell_new_holders)
        _each(changes.with_changes, tell_changes)
        _each(service.to_remind, remind)
        _each(heads.events_due, mail_head)


def _each(find: Callable[[], Sequence[int]], task: Callable[[int], None]) -> None:
    """Do it for each vote or event that is found; one that fails is told of and keeps no other waiting."""
    vote_ids = find()
    db.session.rollback()  # ends the read: what comes next sees what was done meanwhile
    for vote_id in vote_ids:
        try:
            task(vote_id)
        except Exception:
            log.exception("vote_not_done", task=task.__name__, vote=vote_id)
