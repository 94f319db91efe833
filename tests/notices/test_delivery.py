"""A notice all the way: released, sent by the outbox, and lying in each recipient's inbox."""

from flask import Flask
from sqlalchemy import select

from assembly import clock
from assembly.config import Settings
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail import deliver, inbox
from assembly.mail.models import Delivery, DeliveryState
from assembly.notices import queries, service
from assembly.notices.kinds import NoticeKind
from tests.factories.agenda import make_programme
from tests.factories.events import make_event, make_federation
from tests.factories.notices import FOUR_SUBJECTS, make_notice, register, withdraw


def test_everybody_gets_the_programme_and_who_withdrew_does_not(context: Flask, settings: Settings) -> None:
    with transaction():
        make_federation()
        event = make_event()
        make_programme(event)
        for language in ("en", "es", "fr", "ru"):
            register(event, language=language, email=f"{language}@people.example")
        gone = register(event, email="gone@people.example")
        version = service.release_notice(None, make_notice(event, NoticeKind.AGENDA))
    with transaction():
        withdraw(gone)
    deliver.run()
    mails = [inbox.read(settings.inbox, id_) for id_ in inbox.ids(settings.inbox)]
    assert {mail.summary.language: mail.summary.subject for mail in mails} == FOUR_SUBJECTS
    assert not any("gone@people.example" in mail.summary.recipient for mail in mails)
    for mail in mails:
        assert any(b"METHOD:REQUEST" in enclosure.content for enclosure in mail.enclosures)
    db.session.rollback()
    assert queries.mails_of_version(version.id, clock.now()).counts == {
        DeliveryState.SENT: 4,
        DeliveryState.CANCELLED: 1,
    }
    assert all(db.session.scalars(select(Delivery.sent_at).where(Delivery.state == DeliveryState.SENT)))
