"""Mails of the outbox, written as a worker writes them."""

from sqlalchemy import select

from assembly.database import transaction
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.mail.kinds import Letter, kind_named
from assembly.mail.models import Delivery


def letters(kind: str) -> list[Letter]:
    """Write every mail of a kind that is still due, each in its recipient's language. Opens its own transaction."""
    written = []
    with transaction():
        rows = db.session.scalars(select(Delivery).where(Delivery.kind == kind).order_by(Delivery.id)).all()
        for delivery in rows:
            with speaking(delivery.language):
                if kind_named(kind).still_due(delivery):
                    written.append(kind_named(kind).render(delivery))
    return written


def token_in(letter: Letter) -> str:
    """Return the token of the link that a letter's button opens."""
    assert letter.button
    return letter.button.url.rsplit("/", 1)[1]
