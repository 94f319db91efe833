"""Scrutineers hold in their mail, day by day, where the trail ended (decision 6; cases 19 and 24)."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from assembly import clock
from assembly.accounts.models import Role
from assembly.audit.service import head, record
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.trail import heads
from tests.factories.accounts import staff
from tests.factories.events import make_event, make_federation
from tests.voting.test_mails import written
from worker.trail import mail_head


def mailed() -> list[Delivery]:
    return list(db.session.scalars(select(Delivery).where(Delivery.kind == heads.KIND).order_by(Delivery.id)))


def test_each_scrutineer_is_mailed_once_a_day(context: Flask) -> None:
    now = clock.now()
    with transaction():
        make_federation()
        coming = make_event(starts_at=now, ends_at=now + timedelta(days=1), slug="coming")
        past = make_event(starts_at=now - timedelta(days=50), ends_at=now - timedelta(days=40))
        here, everywhere = (staff(Role.SCRUTINEER, event_id=one).id for one in (coming.id, None))
        staff(Role.SCRUTINEER, event_id=past.id)
        record(None, "vote.counted", "vote", 1)
    for _twice in range(2):
        mail_head()
    number, digest = head(db.session())
    assert [(one.person_id, one.subject_id) for one in mailed()] == [(here, number), (everywhere, number)]
    db.session.rollback()
    with transaction():
        record(None, "vote.counted", "vote", 2)
    with transaction():
        assert heads.mail_head(now + timedelta(hours=23)) == 0
    with transaction():
        assert heads.mail_head(now + timedelta(hours=25)) == 2
    first, second = written(mailed()[0]), written(mailed()[1])
    assert digest in str(first.facts)
    assert "1 entry" in str(first.facts)
    assert first.button
    assert second.button
    assert first.button.url.endswith("/events/coming/trail")
    assert second.button.url.endswith("/secretariat/trail")


def test_nothing_is_mailed_of_an_empty_trail(context: Flask) -> None:
    with transaction():
        make_federation()
        staff(Role.SCRUTINEER)
        assert heads.mail_head(clock.now()) == 0
