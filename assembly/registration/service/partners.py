"""Organisations that are no members: kept with what was agreed with them."""

from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from assembly.audit.service import record
from assembly.errors import DomainError
from assembly.extensions import db
from assembly.folding import name_key
from assembly.i18n import lazy_gettext as _l
from assembly.registration.models import Partner


class PartnerKnownError(DomainError):
    """There is a partner of this name in this country."""

    code = "partner_known"
    message = _l("There is a partner of this name in this country already.")


def store_partner(
    actor_id: int | None,
    partner: Partner | None,
    *,
    name: str,
    country: str,
    agreement: str | None,
    agreed_on: date | None,
    now: datetime,
) -> Partner:
    """Add a partner, or change one; raise `PartnerKnownError`."""
    row = partner or Partner(created_at=now)
    row.name = " ".join(name.split())
    row.name_key = name_key(row.name)
    row.country = country
    row.agreement = (agreement or "").strip() or None
    row.agreed_on = agreed_on
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise PartnerKnownError from error
    record(actor_id, "partner.changed" if partner else "partner.added", "partner", row.id)
    return row
