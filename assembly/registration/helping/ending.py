"""The end of a colleague's help: their role goes at once, so that an open page is refused at the next press."""

from datetime import datetime
from typing import Final

from sqlalchemy import delete, select

from assembly.accounts.models import Role, RoleGrant
from assembly.audit.service import record
from assembly.extensions import db
from assembly.mail.outbox import post, recipient_of
from assembly.registration.helping.models import Helper
from assembly.registration.models import Delegation
from assembly.scope import everything

ENDED: Final = "help-ended"
LEFT: Final = "helper-left"


def end_help(actor_id: int | None, helper: Helper, *, now: datetime) -> None:
    """End the help and tell the helper; who ends it themselves tells whoever asked them."""
    db.session.refresh(helper, with_for_update={"of": Helper})  # not what was read with it
    if helper.ended_at is not None:
        return
    helper.ended_at, helper.ended_by_id = now, actor_id
    delegation = helper.delegation
    db.session.execute(
        delete(RoleGrant).where(
            RoleGrant.person_id == helper.person_id,
            RoleGrant.role == Role.HELPER,
            RoleGrant.event_id == delegation.event_id,
            RoleGrant.member_id == delegation.member_id,
        )
    )
    record(actor_id, "helper.ended", "helper", helper.id, delegation_id=delegation.id)
    kind, told = (LEFT, helper.named_by) if actor_id == helper.person_id else (ENDED, helper.person)
    if told is not None:
        post(kind, helper.id, [recipient_of(told, helper.member_id)], event_id=delegation.event_id)


def end_all_named_by(actor_id: int | None, delegation: Delegation, person_id: int, *, now: datetime) -> None:
    """End the help of those whom somebody asked who may not open the delegation any more."""
    named = select(Helper).where(
        Helper.delegation_id == delegation.id, Helper.named_by_id == person_id, Helper.ended_at.is_(None)
    )
    with everything():
        for helper in db.session.scalars(named).all():
            end_help(actor_id, helper, now=now)
