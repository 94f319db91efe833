"""Asking a colleague to help with a delegation, and what they do with their link. The end of it is in `ending.py`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from assembly.accounts import tokens
from assembly.accounts.models import Purpose, Role, RoleGrant
from assembly.accounts.service import person_for
from assembly.audit.service import record
from assembly.errors import DomainError, InvalidLinkError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.mail.outbox import post, recipient_of
from assembly.registration.helping import queries
from assembly.registration.helping.models import Helper
from assembly.registration.models import Delegation
from assembly.registration.service import check_open
from assembly.scope import everything

NAMED: Final = "helper-named"
MOST_HELPERS: Final = 10
"""How many may help with one delegation at a time; a mistake or a mischief names more."""


class HelperRefusedError(DomainError):
    """The person cannot be asked to help; `code` says why."""


@dataclass(frozen=True, slots=True)
class HelperDraft:
    """What is typed of a colleague; the zone is that of whoever names them, until they say another."""

    name: str
    email: str
    language: str
    zone: str


def name_helper(actor_id: int, delegation: Delegation, draft: HelperDraft, *, now: datetime) -> Helper:
    """Ask a colleague to help, and mail them their link; who is known by address and name is the same person.

    Raise `HelperRefusedError`, or `RegistrationClosedError` where the link would open nothing.
    """
    check_open(delegation.event, max(now, delegation.event.registration_opens_at))
    _lock(delegation)
    person = person_for(None, email=draft.email, name=draft.name, language=draft.language, zone=draft.zone)
    _check(actor_id, delegation, person.id)
    helper = Helper(
        delegation_id=delegation.id,
        member_id=delegation.member_id,
        person_id=person.id,
        named_by_id=actor_id,
        created_at=now,
    )
    db.session.add(helper)
    db.session.add(
        RoleGrant(person_id=person.id, role=Role.HELPER, event_id=delegation.event_id, member_id=delegation.member_id)
    )
    db.session.flush()
    record(actor_id, "helper.named", "helper", helper.id, delegation_id=delegation.id)
    post(NAMED, helper.id, [recipient_of(person, delegation.member_id)], event_id=delegation.event_id)
    return helper


def helper_link(token: str, *, now: datetime) -> Helper:
    """Return whose link this is; raise `InvalidLinkError`, which says why it does not work."""
    row = tokens.find(Purpose.HELPER, token, now)
    with everything():
        helper = queries.helper(row.subject_id)
    if helper is None or helper.person_id != row.person_id:
        raise InvalidLinkError(code="unknown_link")
    if helper.ended_at is not None:
        raise InvalidLinkError(
            _l("Your help with this delegation has ended. Whoever asked you can ask you again."), code="withdrawn_link"
        )
    return helper


def open_help(helper: Helper, *, now: datetime) -> None:
    """Record that the helper opened the delegation."""
    if helper.opened_at is None:
        helper.opened_at = now
        record(helper.person_id, "helper.opened", "helper", helper.id)


def _lock(delegation: Delegation) -> None:
    """Let nobody else name helpers of this delegation until the commit."""
    db.session.execute(select(Delegation.id).where(Delegation.id == delegation.id).with_for_update())


def _check(actor_id: int, delegation: Delegation, person_id: int) -> None:
    if person_id == actor_id:
        raise HelperRefusedError(_l("This is you. Name somebody else."), code="oneself")
    live = select(Helper.person_id).where(Helper.delegation_id == delegation.id, Helper.ended_at.is_(None))
    if db.session.scalar(live.where(Helper.person_id == person_id)) is not None:
        raise HelperRefusedError(_l("This person helps you already."), code="already_helps")
    if (db.session.scalar(select(func.count()).select_from(live.subquery())) or 0) >= MOST_HELPERS:
        raise HelperRefusedError(
            _l("So many people help you already that nobody more can. End the help of somebody first."),
            code="too_many_helpers",
        )
