"""Reading who helps with a delegation."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assembly.errors import NotFoundError
from assembly.extensions import db
from assembly.registration.helping.models import Helper
from assembly.registration.models import Delegation


def helpers_of(delegation_id: int) -> Sequence[Helper]:
    """Return who helps or has helped with a delegation: those who do first, then in the order of their naming."""
    statement = select(Helper).where(Helper.delegation_id == delegation_id)
    statement = statement.options(joinedload(Helper.person), joinedload(Helper.named_by))
    return db.session.scalars(statement.order_by(Helper.ended_at.is_not(None), Helper.id)).all()


def helper_in(delegation: Delegation, helper_id: int) -> Helper:
    """Return a helper of this delegation; raise `NotFoundError`."""
    found = db.session.get(Helper, helper_id)
    if found is None or found.delegation_id != delegation.id:
        raise NotFoundError
    return found


def helper(helper_id: int) -> Helper | None:
    """Return a helper with all that their link shows."""
    delegation = joinedload(Helper.delegation)
    statement = select(Helper).where(Helper.id == helper_id)
    return db.session.scalar(
        statement.options(
            joinedload(Helper.person),
            joinedload(Helper.named_by),
            delegation.joinedload(Delegation.event),
            delegation.joinedload(Delegation.member),
        )
    )
