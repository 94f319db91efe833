"""What signing in leaves behind goes when its time is over (`Retention.SESSION`); run every hour, harmless twice."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update

from assembly.accounts.factors import enrolment, rules
from assembly.accounts.factors.models import FactorAct, FactorReset, UsedChallenge
from assembly.accounts.kept import service as kept
from assembly.accounts.kept.models import KeptForm
from assembly.accounts.models import Purpose, SignInRequest, Token, UserSession
from assembly.accounts.sessions import IDLE
from assembly.extensions import db

KEPT = timedelta(days=30)


def sweep(now: datetime) -> None:
    """Remove old sessions, links, requests, tries and kept forms; seal anew what a former secret sealed."""
    over = now - KEPT
    db.session.execute(delete(KeptForm).where(KeptForm.sent_at <= now - kept.LIFETIME))
    db.session.execute(delete(UsedChallenge).where(UsedChallenge.used_at <= now - 2 * rules.CHALLENGE_LIFETIME))
    db.session.execute(delete(FactorAct).where(FactorAct.at <= over))
    db.session.execute(delete(FactorReset).where(FactorReset.asked_at <= over))
    db.session.execute(delete(Token).where(Token.purpose == Purpose.SIGN_IN, Token.expires_at <= over))
    db.session.execute(delete(SignInRequest).where(SignInRequest.requested_at <= over))
    _sessions(now)
    enrolment.reseal()


def _sessions(now: datetime) -> None:
    """Remove sessions thirty days after their end.

    That somebody has ever signed in is a fact that others ask for, so that the last row of each stays, without what
    tells of browser and network. So do rows that began with a code by telephone, which scrutineers are told of.
    """
    over = now - KEPT
    ended = or_(UserSession.ended_at <= over, UserSession.expires_at <= over, UserSession.seen_at <= over - IDLE)
    last = (
        select(func.max(UserSession.id)).where(UserSession.purpose == Purpose.SIGN_IN).group_by(UserSession.person_id)
    )
    by_telephone = UserSession.purpose == Purpose.TELEPHONE
    db.session.execute(delete(UserSession).where(ended, ~by_telephone, UserSession.id.not_in(last)))
    told = or_(UserSession.device != "", UserSession.network.is_not(None))
    db.session.execute(update(UserSession).where(ended, told).values(device="", network=None))
