"""Case 24: while votes are open, scrutineers hold in their mail what a database that was set back cannot know."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

import worker.voting
from assembly.accounts.models import Role
from assembly.audit.service import head
from assembly.database import database_now, transaction
from assembly.extensions import db
from assembly.voting.heads import service as heads
from assembly.voting.heads.models import MailedHead
from assembly.voting.models import Secrecy
from assembly.voting.receipts import hash_of_receipts
from tests.factories import accounts
from tests.factories import voting as make
from tests.factories.events import make_event
from tests.factories.voting import Scene
from tests.voting.test_mails import deliveries, written


def test_they_are_mailed_hourly_how_the_open_votes_stand_until_all_are_closed(
    context: Flask, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        here, everywhere = (accounts.staff(Role.SCRUTINEER, event_id=one).id for one in (scene.event_id, None))
        elsewhere = make_event().id
        accounts.staff(Role.SCRUTINEER, event_id=elsewhere)
    secret, closed = make.open_vote(scene, secrecy=Secrecy.SEALED), make.open_vote(scene)
    make.close(closed, scene)
    for _twice in range(2):
        worker.voting.sweep()
    db.session.rollback()
    assert [one.person_id for one in deliveries("votes-stand")] == [here, everywhere]

    receipts = [make.cast(secret, seat).receipt for seat in scene.seats[:2]]
    an_hour_later(monkeypatch)
    last = head(db.session())
    worker.voting.sweep()
    db.session.rollback()
    _first, second = db.session.scalars(select(MailedHead).order_by(MailedHead.id))
    assert (second.entries, second.head) == last
    assert second.votes == [{"vote": secret, "ballots": 2, "receipts": hash_of_receipts(receipts)}]
    mail = written(deliveries("votes-stand", here)[-1])
    said = str([*mail.facts, mail.body])
    assert last[1] in said
    assert hash_of_receipts(receipts) in said
    assert not [receipt for receipt in receipts if receipt in said]

    make.close(secret, scene)
    an_hour_later(monkeypatch, hours=3)
    assert heads.events_due() == []


def an_hour_later(monkeypatch: pytest.MonkeyPatch, hours: int = 1) -> None:
    def later(session: object) -> datetime:
        return database_now(session) + timedelta(hours=hours, seconds=1)  # type: ignore[arg-type]

    monkeypatch.setattr(heads, "database_now", later)


def test_what_was_mailed_is_not_changed_in_the_database_either(context: Flask, scene: Scene) -> None:
    make.open_vote(scene)
    with transaction():
        assert heads.mail_head(scene.event_id)
        assert heads.mail_head(scene.event_id) is None, "within the hour"
    for forgery in (update(MailedHead).values(entries=1), delete(MailedHead)):
        with pytest.raises(DatabaseError), transaction() as session:
            session.execute(forgery)
