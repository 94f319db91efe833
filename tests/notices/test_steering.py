"""A notice that is under way: scheduled, paused, let go, called off, and what failed sent again."""

import contextlib
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from assembly import clock, scope
from assembly.audit.models import AuditEntry
from assembly.config import Settings
from assembly.database import database_now, transaction
from assembly.extensions import db
from assembly.mail import batches, deliver, inbox
from assembly.mail.batches import claim
from assembly.mail.models import Delivery, DeliveryState
from assembly.notices import queries, service
from assembly.notices.kinds import NoticeState
from assembly.notices.models import Notice
from assembly.notices.schedule import Schedule
from assembly.notices.service import Order, Stopped
from tests.factories.events import make_event
from tests.factories.notices import make_notice, register

pytestmark = pytest.mark.usefixtures("federation")

WakeUps = list[tuple[str, tuple[int | str, ...]]]
LEASE = timedelta(seconds=120)


def released(*zones: str, schedule: Schedule | None = None) -> Notice:
    with transaction():
        event = make_event()
        for zone in zones or ("Africa/Bamako",) * 3:
            register(event, zone=zone)
        notice = make_notice(event)
        service.release_notice(None, notice, Order(schedule=schedule))
    return notice


def states() -> list[str]:
    return sorted(db.session.scalars(select(Delivery.state)))


def state_of(notice: Notice) -> NoticeState:
    version = notice.versions[-1]
    return queries.state_of(version, queries.mails_of_version(version.id, clock.now()))


def claimed() -> int:
    with transaction() as session:
        batch = claim(session, LEASE)
        held = select(func.count()).where(Delivery.worker == batch.worker) if batch else None
        return session.scalar(held) or 0 if held is not None else 0


def test_a_scheduled_notice_waits_for_each_recipient_s_clock(context: Flask) -> None:
    with time_machine.travel(datetime(2026, 11, 30, 20, tzinfo=UTC), tick=False):
        own = Schedule(datetime(2026, 12, 1, 8), each_own_time=True)  # noqa: DTZ001
        notice = released("Pacific/Kiritimati", "Africa/Bamako", "America/Lima", schedule=own)
        due = dict(db.session.execute(select(Delivery.zone, Delivery.due_at)).all())
        assert due["Africa/Bamako"] == datetime(2026, 12, 1, 8, tzinfo=UTC)
        assert due["America/Lima"] == datetime(2026, 12, 1, 13, tzinfo=UTC)
        assert due["Pacific/Kiritimati"] <= database_now(db.session())  # over there already: at once
        assert state_of(notice) is NoticeState.SENDING
    version = notice.versions[-1]
    assert (version.wall_time, version.each_own_time) == ("2026-12-01T08:00", True)


def test_nothing_leaves_before_its_time(context: Flask) -> None:
    tomorrow = (clock.now() + timedelta(days=2)).replace(tzinfo=None)
    notice = released(schedule=Schedule(tomorrow))
    assert claimed() == 0
    assert state_of(notice) is NoticeState.SCHEDULED


def test_a_time_that_is_over_is_refused(context: Flask) -> None:
    with pytest.raises(service.TimeHasPassedError):
        released(schedule=Schedule(datetime(2020, 1, 1, 8)))  # noqa: DTZ001
    assert db.session.scalar(select(func.count(Delivery.id))) == 0


def test_what_is_paused_no_worker_takes_until_it_is_let_go(context: Flask, wake_ups: WakeUps) -> None:
    notice = released()
    with transaction():
        assert service.pause(None, notice) == 3
    assert claimed() == 0
    assert state_of(notice) is NoticeState.PAUSED
    wake_ups.clear()
    with transaction():
        assert service.resume(None, notice) == 3
    assert [task for task, _arguments in wake_ups] == ["mail.deliver"]
    assert claimed() == 3


def test_what_a_worker_gives_back_while_it_is_paused_stays_held(context: Flask) -> None:
    notice = released()
    with transaction() as session:
        batch = claim(session, LEASE)
    assert batch is not None
    with transaction():
        assert service.pause(None, notice) == 0  # nothing waits, three are being sent
    with transaction() as session:
        batches.release(session, batch, timedelta())
    assert states() == ["pending"] * 3
    assert claimed() == 0


def test_pressed_in_two_tabs_each_act_is_one(context: Flask) -> None:
    notice = released()
    for act in (service.pause, service.pause, service.resume, service.resume):
        with transaction():
            assert act(None, notice) == 3
    with transaction():
        assert service.cancel(None, notice) == Stopped(stopped=3, gone=0)
    for late in (service.cancel, service.pause, service.resume):
        with pytest.raises(service.NotOnItsWayError), transaction():
            late(None, notice)
    acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.object_type == "notice")).all()
    assert acts[-3:] == ["notice.paused", "notice.resumed", "notice.cancelled"]


def test_what_is_being_sent_when_it_is_called_off_stays_sent(context: Flask) -> None:
    notice = released()
    with transaction() as session:
        batch = claim(session, LEASE)
        first = session.scalars(select(Delivery).order_by(Delivery.id)).first()
    assert batch is not None
    assert first is not None
    with transaction():
        assert service.cancel(None, notice) == Stopped(stopped=0, gone=0)
    with transaction() as session:
        answer = batches.Answer(batches.Outcome.SENT, "250 taken")
        assert batches.record(session, batch, first.id, answer, 0)
        batches.release(session, batch, timedelta())  # the worker ends here
    deliver.run()
    db.session.rollback()
    assert states() == ["cancelled", "cancelled", "sent"]
    assert state_of(notice) is NoticeState.CANCELLED


def test_called_off_while_workers_send_each_mail_is_either_sent_or_not(context: Flask, settings: Settings) -> None:
    """Security, case 42's neighbour: whatever the race, what the outbox says is what happened."""
    notice = released(*["Africa/Bamako"] * 30)
    notice_id, event_id = notice.id, notice.event_id
    start = threading.Barrier(2)

    def call_off() -> None:
        with context.app_context(), scope.everything():
            start.wait()
            found = queries.notice_of(event_id, notice_id)
            with contextlib.suppress(service.NotOnItsWayError), transaction():  # the workers may have been quicker
                service.cancel(None, found)
            db.session.remove()

    other = threading.Thread(target=call_off)
    other.start()
    start.wait()
    deliver.run()
    other.join()
    deliver.run()
    db.session.rollback()
    found = states()
    assert set(found) <= {"sent", "cancelled"}
    assert found.count("sent") == len(inbox.ids(settings.inbox))


def fail(*addresses: str) -> list[int]:
    """Let the mails to the first of the recipients come back."""
    with transaction() as session:
        rows = session.scalars(select(Delivery).order_by(Delivery.id)).all()
        for row in rows:
            row.state = DeliveryState.SENT
        for row, address in zip(rows, addresses, strict=False):
            row.state, row.address, row.answer = DeliveryState.BOUNCED, address, "550 no such mailbox"
        return [row.id for row in rows[: len(addresses)]]


def test_a_mail_that_failed_goes_alone_to_the_new_address(context: Flask) -> None:
    notice = released()
    [failed] = fail("old@people.example")
    before = db.session.get_one(Delivery, failed).message_id
    with transaction():
        service.send_again(None, notice, failed, "new@people.example")
    mail = db.session.get_one(Delivery, failed)
    assert (mail.address, mail.state, mail.attempts, mail.answer) == ("new@people.example", "pending", 0, None)
    assert mail.message_id != before
    assert states() == ["pending", "sent", "sent"]
    with pytest.raises(service.NothingToMendError), transaction():  # the second tab
        service.send_again(None, notice, failed, "other@people.example")
    with pytest.raises(service.AddressError), transaction():
        service.send_again(None, notice, failed, "nowhere")


def test_all_that_failed_go_to_where_the_register_says_now(context: Flask) -> None:
    notice = released()
    failed = fail("a@people.example", "b@people.example")
    with transaction():
        assert service.send_all_again(None, notice) == 2
    mails = [db.session.get_one(Delivery, id_) for id_ in failed]
    assert [mail.address for mail in mails] == [mail.person.email for mail in mails]
    with pytest.raises(service.NothingToMendError), transaction():
        service.send_all_again(None, notice)


def test_what_is_mended_while_it_is_paused_waits_with_the_others(context: Flask) -> None:
    notice = released()
    with transaction() as session:
        rows = session.scalars(select(Delivery).order_by(Delivery.id)).all()
        rows[0].state = DeliveryState.FAILED
        failed = rows[0].id
    with transaction():
        assert service.pause(None, notice) == 2
    with transaction():
        service.send_again(None, notice, failed, "new@people.example")
    assert claimed() == 0
    with transaction():
        assert service.resume(None, notice) == 3


def test_a_mail_of_another_notice_is_not_mended_here(context: Flask) -> None:
    first, second = released(), released()
    [failed] = fail("old@people.example")
    with pytest.raises(service.NothingToMendError), transaction():
        service.send_again(None, second, failed, "new@people.example")
    with transaction():
        service.send_again(None, first, failed, "new@people.example")
