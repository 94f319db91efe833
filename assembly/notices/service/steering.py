"""A notice that is under way: stopped for a while, let go, called off, and what failed sent again.

Each act locks the notice first, so that it is one, in however many tabs it is pressed. What a worker is sending at
that moment is sent: its row is changed by nobody else.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from assembly import clock, queue
from assembly.accounts.models import Person
from assembly.audit.service import record
from assembly.extensions import db
from assembly.forms import valid_address
from assembly.mail import mending
from assembly.mail.batches import WAITING
from assembly.mail.models import Delivery, DeliveryState
from assembly.mail.outbox import TASK
from assembly.notices import queries
from assembly.notices.models import Notice, NoticeVersion
from assembly.notices.service.refusals import AddressError, NothingToMendError, NotOnItsWayError
from assembly.notices.service.writing import locked


@dataclass(frozen=True, slots=True)
class Stopped:
    """What became of a notice that was called off: how many mails were stopped, and how many had gone already."""

    stopped: int
    gone: int


def pause(actor_id: int | None, notice: Notice) -> int:
    """Hold back what was not sent yet; return how many mails that is. What fails meanwhile is held as well."""
    version = _under_way(notice)
    waiting = _count(version, Delivery.state.in_(WAITING))
    if version.paused_at is not None:
        return waiting
    _refuse_settled(version)
    version.paused_at = clock.now()
    _change(version, Delivery.state.not_in((DeliveryState.SENT, DeliveryState.CANCELLED)), held_at=version.paused_at)
    record(actor_id, "notice.paused", "notice", notice.id, waiting=waiting)
    return waiting


def resume(actor_id: int | None, notice: Notice) -> int:
    """Let go what was held back; return how many mails wait. Those whose time came meanwhile go at once."""
    version = _under_way(notice)
    waiting = _count(version, Delivery.state.in_(WAITING))
    if version.paused_at is None:
        return waiting
    version.paused_at = None
    _change(version, Delivery.held_at.is_not(None), held_at=None)
    queue.enqueue(TASK)
    record(actor_id, "notice.resumed", "notice", notice.id, waiting=waiting)
    return waiting


def cancel(actor_id: int | None, notice: Notice) -> Stopped:
    """Call off what was not sent yet. Mails in a worker's hands ask once more before they go, and then do not."""
    version = _under_way(notice)
    _refuse_settled(version)
    stopped = _count(version, Delivery.state.in_(WAITING))
    version.cancelled_at, version.paused_at = clock.now(), None
    _change(version, Delivery.state.in_(WAITING), state=DeliveryState.CANCELLED)
    _change(version, Delivery.held_at.is_not(None), held_at=None)
    gone = _count(version, Delivery.state == DeliveryState.SENT)
    record(actor_id, "notice.cancelled", "notice", notice.id, stopped=stopped, gone=gone)
    return Stopped(stopped, gone)


def send_again(actor_id: int | None, notice: Notice, delivery_id: int, address: str) -> None:
    """Send one mail that failed once more, to this address. The register stays as it is."""
    version = _under_way(notice)
    if not valid_address(address):
        raise AddressError
    failed = select(Delivery.id).where(queries.mails_of(version.id), Delivery.id == delivery_id)
    if db.session.scalar(failed) is None or not mending.send_again({delivery_id: address}):
        raise NothingToMendError
    record(actor_id, "notice.sent_again", "notice", notice.id, mails=1)


def send_all_again(actor_id: int | None, notice: Notice) -> int:
    """Send all that failed once more, each to the address that the register has now; return how many."""
    version = _under_way(notice)
    failed = (
        select(Delivery.id, Person.email)
        .join(Person, Person.id == Delivery.person_id)
        .where(queries.mails_of(version.id), Delivery.state.in_(mending.UNDELIVERED))
    )
    changed = mending.send_again(dict(db.session.execute(failed).all()))
    if not changed:
        raise NothingToMendError
    record(actor_id, "notice.sent_again", "notice", notice.id, mails=changed)
    return changed


def send_mail_again(actor_id: int | None, event_id: int, delivery_id: int) -> None:
    """Send a mail that is no message once more, to the address that its reader has now: it may hold what is theirs."""
    statement = select(Person.email).join(Delivery, Delivery.person_id == Person.id)
    mine = Delivery.id == delivery_id, Delivery.event_id == event_id, Delivery.kind != queries.KIND
    address = db.session.scalar(statement.where(*mine))
    if address is None or not mending.send_again({delivery_id: address}):
        raise NothingToMendError
    record(actor_id, "mail.sent_again", "delivery", delivery_id)


def _under_way(notice: Notice) -> NoticeVersion:
    """Return what was released of it, read anew under the lock; raise `NotOnItsWayError`."""
    locked(notice.id)
    statement = select(NoticeVersion).where(NoticeVersion.notice_id == notice.id)
    version = db.session.scalar(statement.execution_options(populate_existing=True))
    if version is None or version.cancelled_at is not None:
        raise NotOnItsWayError
    return version


def _refuse_settled(version: NoticeVersion) -> None:
    if not _count(version, Delivery.state.not_in(queries.SETTLED)):
        raise NotOnItsWayError


def _count(version: NoticeVersion, condition: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).where(queries.mails_of(version.id), condition)) or 0


def _change(version: NoticeVersion, condition: ColumnElement[bool], **values: Any) -> None:
    statement = update(Delivery).where(queries.mails_of(version.id), condition).values(**values)
    db.session.execute(statement.execution_options(synchronize_session=False))
