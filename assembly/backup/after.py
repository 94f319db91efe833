"""What has to be done in a restored database before anybody uses it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app

from assembly import schema
from assembly.accounts import sessions
from assembly.audit.service import record, verify
from assembly.backup.heads import MailedStand, last_mailed, later
from assembly.backup.held import hold
from assembly.backup.manifest import Manifest
from assembly.backup.models import Restoration
from assembly.config import Settings
from assembly.database import database_now, transaction
from assembly.extensions import db
from assembly.privacy.replay import replay
from assembly.reports import life
from assembly.voting.models import Vote
from assembly.voting.restored import service as restored
from assembly.voting.restored.models import RestoredVote
from assembly.voting.rules import VoteState


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done and found: people forgotten again, mails held back, votes that wait, and what is wrong."""

    erased: int
    held: int
    votes: tuple[RestoredVote, ...]
    not_opened: int
    entries: int
    bad_entry: int | None
    faults: Mapping[int, list[life.Fault]]


def make_safe(manifest: Manifest, known: Mapping[int, MailedStand]) -> Outcome:
    """Erase again, sign everybody out, hold mail back, let votes wait, and compare all with the audit trail.

    An entry point; needs an application context and the scope of everything. `known` is what the database that was
    replaced knew of mails about open votes.
    """
    settings: Settings = current_app.extensions["settings"]
    erased = replay(settings.erasure_ledger)
    with transaction() as session:
        mailed = later(last_mailed(session.connection()), known)
        now = database_now(session)
        held = hold(now)
        session.add(Restoration(backup_at=manifest.at, restored_at=now, held=held))
        sessions.end_everybodys(now)  # one that was ended after the backup would work again
        record(None, "backup.restored", "backup", None, entries=manifest.stand.entries, held=held, erased=erased)
        for vote in manifest.stand.votes:
            if vote.state == VoteState.OPEN.value:
                record(None, "vote.suspended", "vote", vote.vote)
        votes = tuple(_rows(manifest, mailed, now))
        restored.take_in(votes)
        not_opened = len(restored.stop_plans())
        schema.open_again(session.connection())
    count, bad = verify(db.session())
    outcome = Outcome(erased, held, votes, not_opened, count, bad, life.faults())
    db.session.rollback()
    return outcome


def _rows(manifest: Manifest, mailed: Mapping[int, MailedStand], now: datetime) -> list[RestoredVote]:
    """Return what is to be compared: each vote that was under way, but those that were only to try out voting."""
    return [
        RestoredVote(
            vote_id=vote.vote, backup_at=manifest.at, restored_at=now, entries=manifest.stand.entries,
            head=manifest.stand.head, ballots=vote.ballots, receipts=vote.receipts, **_mailed(mailed.get(vote.vote)),
        )
        for vote in manifest.stand.votes
        if not db.session.get_one(Vote, vote.vote).practice
    ]  # fmt: skip


def _mailed(stand: MailedStand | None) -> dict[str, Any]:
    if stand is None:
        return {}
    return {
        "mailed_at": stand.at, "mailed_entries": stand.entries, "mailed_head": stand.head,
        "mailed_ballots": stand.ballots, "mailed_receipts": stand.receipts,
    }  # fmt: skip
