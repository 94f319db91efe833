"""What became of a mail that came back. Told twice, or of a mail that was sent anew meanwhile, it changes nothing."""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import select

from assembly import keyring
from assembly.database import database_now
from assembly.extensions import db
from assembly.mail.bounces import verp
from assembly.mail.bounces.reading import Bounce
from assembly.mail.models import Delivery, DeliveryState
from assembly.mail.rules import ANSWER_LENGTH

GONE = (DeliveryState.SENT, DeliveryState.UNCERTAIN)
"""The states of a mail that can come back."""


class Effect(StrEnum):
    """What a report changed."""

    BOUNCED = "bounced"
    NOTED = "noted"
    KNOWN = "known"
    UNKNOWN = "unknown"  # a mail that is not ours, or an address that we did not write


def take(bounce: Bounce) -> Effect:
    """Record a report at the mail that it is about."""
    delivery = _find(bounce)
    if delivery is None:
        return Effect.UNKNOWN
    if delivery.state not in GONE:
        return Effect.KNOWN
    if not bounce.hard:
        return _note(delivery, bounce.text)
    delivery.state, delivery.bounced_at = DeliveryState.BOUNCED, database_now(db.session())
    delivery.answer = bounce.text or "came back without a reason"
    return Effect.BOUNCED


def _note(delivery: Delivery, text: str) -> Effect:
    """Keep what the server said when it took the mail, and add that it is late."""
    noted = f"{delivery.answer or ''} · {text or 'delayed'}"[:ANSWER_LENGTH]
    if delivery.answer and delivery.answer.endswith(text or "delayed"):
        return Effect.KNOWN
    delivery.answer = noted
    return Effect.NOTED


def _find(bounce: Bounce) -> Delivery | None:
    """Return the mail that we sent under that address, else the one with that Message-ID; its row is locked."""
    for delivery_id, signature in _signed(bounce.addresses):
        row = db.session.scalar(select(Delivery).where(Delivery.id == delivery_id).with_for_update())
        if row and any(verp.is_genuine(key, row.id, row.message_id, signature) for key in keyring.all_keys()):
            return row
    statement = select(Delivery).where(Delivery.message_id.in_(bounce.message_ids)).with_for_update()
    return db.session.scalar(statement.limit(1)) if bounce.message_ids else None


def _signed(addresses: Iterable[str]) -> list[tuple[int, str]]:
    return [found for address in addresses if (found := verp.delivery_in(address))]
