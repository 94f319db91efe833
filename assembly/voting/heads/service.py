"""Mailing scrutineers hourly where the trail ends and what lies in the boxes, while votes are open.

Whoever set the database back could not take these mails back.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select

from assembly.accounts.models import Role
from assembly.accounts.roles import people_working
from assembly.audit.service import head
from assembly.database import database_now
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.outbox import post, recipient_of
from assembly.voting.heads.models import MailedHead
from assembly.voting.models import Cast, Vote
from assembly.voting.receipts import hash_of_receipts
from assembly.voting.rules import VoteState

KIND: Final = "votes-stand"
EVERY: Final = timedelta(hours=1)
UNDER_WAY: Final = Vote.state.in_((VoteState.OPEN, VoteState.SUSPENDED)) & ~Vote.practice


def events_due() -> Sequence[int]:
    """Return the ids of the events with open votes whose scrutineers had no such mail within the hour."""
    recent = select(MailedHead.id).where(
        MailedHead.event_id == Vote.event_id, MailedHead.at > database_now(db.session()) - EVERY
    )
    statement = select(Vote.event_id).where(UNDER_WAY, ~recent.exists()).distinct().order_by(Vote.event_id)
    return db.session.scalars(statement).all()


def mail_head(event_id: int) -> MailedHead | None:
    """Note how the open votes of an event stand, and mail it; None where another did so within the hour."""
    event = db.session.scalar(select(Event).where(Event.id == event_id).with_for_update(key_share=True))
    if event is None or event_id not in events_due():
        return None
    session = db.session()
    number, last = head(session)
    noted = MailedHead(event_id=event.id, at=database_now(session), entries=number, head=last, votes=_boxes(event_id))
    session.add(noted)
    session.flush()
    post(KIND, noted.id, map(recipient_of, people_working((Role.SCRUTINEER,), event_id)), event_id=event_id)
    return noted


def _boxes(event_id: int) -> list[dict[str, Any]]:
    votes: dict[int, list[str]] = {}
    cast = (
        select(Vote.id, Cast.receipt)
        .outerjoin(Cast, Cast.vote_id == Vote.id)
        .where(Vote.event_id == event_id, UNDER_WAY)
        .order_by(Vote.id)
    )
    for vote_id, receipt in db.session.execute(cast):
        votes.setdefault(vote_id, []).extend([receipt] if receipt else ())
    return [
        {"vote": vote_id, "ballots": len(codes), "receipts": hash_of_receipts(codes)}
        for vote_id, codes in votes.items()
    ]
