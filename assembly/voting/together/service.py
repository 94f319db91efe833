"""Telling people that votes are open: one mail to each, whatever number of votes it is about."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select

from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.mail.outbox import post, recipient_of
from assembly.voting import people
from assembly.voting.models import Vote
from assembly.voting.together.models import OpeningMail, OpeningMailVote

OPENED: Final = "vote-opened"
TOGETHER: Final = "votes-opened"


def tell(voting: Sequence[tuple[Vote, Mapping[int, int]]]) -> None:
    """Mail everybody who votes (member id → person id, by vote), once, for whichever member they vote first.

    Those who vote in the same ones get the same mail: about one vote, or one that names them all.
    """
    first_member: dict[int, int] = {}
    asked: dict[int, list[Vote]] = defaultdict(list)
    for vote, holders in voting:
        for member_id, person_id in sorted(holders.items()):
            first_member.setdefault(person_id, member_id)
            if vote not in asked[person_id]:
                asked[person_id].append(vote)
    alike: dict[tuple[Vote, ...], list[int]] = defaultdict(list)
    for person_id, votes in asked.items():
        alike[tuple(votes)].append(person_id)
    for about, person_ids in alike.items():
        kind, subject_id = (OPENED, about[0].id) if len(about) == 1 else (TOGETHER, _mail_about(about))
        recipients = [recipient_of(person, first_member[person.id]) for person in people.people(person_ids)]
        post(kind, subject_id, recipients, event_id=about[0].event_id)


def _mail_about(votes: Sequence[Vote]) -> int:
    mail = OpeningMail(event_id=votes[0].event_id, votes=list(votes))
    db.session.add(mail)
    db.session.flush()
    return mail.id


def asked_for(vote_id: int) -> ColumnElement[bool]:
    """Return the condition on deliveries that they told somebody that this vote is open, alone or with others."""
    among = select(OpeningMailVote.mail_id).where(OpeningMailVote.vote_id == vote_id)
    return or_(
        and_(Delivery.kind == OPENED, Delivery.subject_id == vote_id),
        and_(Delivery.kind == TOGETHER, Delivery.subject_id.in_(among)),
    )


def votes_asked_for(delivery: Delivery) -> Sequence[Vote]:
    """Return the votes that somebody was told are open by this mail."""
    if delivery.kind == TOGETHER:
        return db.session.get_one(OpeningMail, delivery.subject_id).votes
    return [db.session.get_one(Vote, delivery.subject_id)]
