"""Addresses from which mail came back. The mark is drawn from the mails themselves: another address has none."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from assembly.accounts.models import Person
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState


def returned(person_ids: Collection[int]) -> dict[int, datetime]:
    """Return when mail to the address that people have now last came back, for those from whom it did."""
    statement = (
        select(Delivery.person_id, func.max(Delivery.bounced_at))
        .join(Person, Person.id == Delivery.person_id)
        .where(
            Delivery.person_id.in_(person_ids),
            Delivery.state == DeliveryState.BOUNCED,
            Delivery.address == Person.email,
        )
        .group_by(Delivery.person_id)
    )
    return {person_id: at for person_id, at in db.session.execute(statement) if at is not None}
