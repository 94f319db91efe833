"""What scrutineers have to know about who voted, beside how the vote was conducted."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from assembly.accounts.models import UserSession
from assembly.extensions import db
from assembly.registration.help_desk.models import TelephoneCode
from assembly.voting.models import Cast, Vote


def signed_in_by_telephone(vote: Vote) -> Sequence[TelephoneCode]:
    """Return the codes by telephone with which somebody was signed in while this vote was open, and who voted in it.

    A ballot has no time and no session, so that more cannot be known: they may have cast it in another browser.
    """
    statement = (
        select(TelephoneCode)
        .join(UserSession, UserSession.id == TelephoneCode.session_id)
        .where(
            TelephoneCode.person_id.in_(select(Cast.person_id).where(Cast.vote_id == vote.id)),
            or_(UserSession.ended_at.is_(None), UserSession.ended_at >= vote.opened_at),
        )
        .options(joinedload(TelephoneCode.person), joinedload(TelephoneCode.asked_by))
        .options(joinedload(TelephoneCode.confirmed_by))
        .order_by(TelephoneCode.used_at)
    )
    if vote.closed_at is not None:
        statement = statement.where(TelephoneCode.used_at <= vote.closed_at)
    return db.session.scalars(statement).all()
