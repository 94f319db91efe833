"""The mails of one person: one list, readable as sent, by the secretariat and by the person; and the mail plan."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from assembly import clock, scope
from assembly.accounts.models import Purpose, Token
from assembly.agenda import service as agenda
from assembly.database import transaction
from assembly.events.queries import event_by_slug
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.mail.outbox import post, recipient_of
from assembly.notices import archive, service
from assembly.notices.kinds import NoticeKind
from assembly.notices.schedule import Schedule
from assembly.notices.service import Order
from assembly.registration.models import Registration
from assembly.security import MAIL_PREVIEW_POLICY
from tests.factories import accounts
from tests.factories.agenda import make_item, make_sitting
from tests.factories.events import make_event
from tests.factories.notices import make_notice, register
from tests.notices.mailbox import an_event_with_programme, letter_of, released
from tests.notices.office import SLUG, add, url
from tests.statements import statements

MINE = f"/en/events/{SLUG}/my-mail"


@pytest.mark.usefixtures("federation")
def test_a_mail_is_read_as_it_was_sent_and_leaves_nothing_behind(context: Flask) -> None:
    event, _registration = an_event_with_programme(language="fr", name="Aminata")
    delivery = released(event)
    with transaction():
        shown = archive.read(delivery)
    assert shown is not None
    assert "Bonjour Aminata" in shown.text
    assert '<html lang="fr"' in shown.html
    assert db.session.scalar(select(func.count(Token.id))) == 0  # the link was never made


@pytest.mark.usefixtures("federation")
def test_the_programme_is_the_one_that_was_published_when_it_was_released(context: Flask) -> None:
    event, _registration = an_event_with_programme()
    delivery = released(event)
    before = letter_of(delivery)
    with transaction():
        make_item(make_sitting(event), title={"en": "Added afterwards"})
        agenda.publish_agenda(None, event)
    after = letter_of(delivery)
    assert "Added afterwards" not in after.body
    assert after.facts == before.facts
    assert "Added afterwards" in letter_of(released(event)).body


def test_what_was_made_of_is_gone_is_said(context: Flask) -> None:
    with transaction():
        registration = register(make_event())
        post("registration-confirmed", 999, [recipient_of(registration.person)], event_id=registration.event_id)
    with transaction():
        assert archive.read(db.session.scalars(select(Delivery)).one()) is None


def test_what_is_to_come_stands_first_by_its_time(context: Flask) -> None:
    now = clock.now()
    with transaction():
        event = make_event()
        person_id = register(event).person_id
        for days in (3, 2):
            wall = (now + timedelta(days=days)).replace(tzinfo=None)
            service.release_notice(None, make_notice(event), Order(schedule=Schedule(wall)))
        service.release_notice(None, make_notice(event))
    with transaction() as session:
        last = session.scalars(select(Delivery).order_by(Delivery.id.desc())).first()
        assert last is not None
        last.state, last.sent_at = DeliveryState.SENT, now
    lines = archive.mails_of(person_id, event.id)
    assert [line.ahead for line in lines] == [True, True, False]
    assert lines[0].due_at < lines[1].due_at
    planned = archive.plan(event.id)
    assert [row.mails for row in planned] == [1, 1]


def test_the_plan_counts_by_message_whatever_the_recipients_clocks(context: Flask) -> None:
    wall = datetime(2030, 1, 1, 8)  # noqa: DTZ001
    with transaction():
        event = make_event()
        for zone in ("Pacific/Kiritimati", "America/Lima"):
            register(event, zone=zone)
        notice = make_notice(event)
        service.release_notice(None, notice, Order(schedule=Schedule(wall, each_own_time=True)))
    [row] = archive.plan(event.id)
    assert (row.notice_id, row.mails, row.held) == (notice.id, 2, 0)
    assert (row.first, row.last) == (
        datetime(2029, 12, 31, 18, tzinfo=UTC),
        datetime(2030, 1, 1, 13, tzinfo=UTC),
    )
    with transaction():
        service.pause(None, notice)
    assert archive.plan(event.id)[0].held == 2


def release(site: Flask, kind: NoticeKind = NoticeKind.MESSAGE) -> None:
    with site.app_context(), scope.everything(), transaction():
        service.release_notice(None, make_notice(event_by_slug(SLUG), kind))


def test_the_secretariat_reads_what_somebody_was_sent(client: FlaskClient, site: Flask) -> None:
    _english, russian = add(site, "en", "ru", notice=False)
    release(site)
    page = client.get(url(f"/people/{russian}")).text
    assert "What is still to come" in page
    assert "To all" in page
    page = client.get(url("/mails/2")).text
    assert "Здравствуйте" in page
    frame = client.get(url("/mails/2/content"))
    assert "Здравствуйте" in frame.text
    assert frame.headers["Content-Security-Policy"] == MAIL_PREVIEW_POLICY
    assert frame.headers["Cache-Control"] == "no-store"
    assert client.get(url("/people/9999")).status_code == 404
    assert "To all" in client.get(url("/plan")).text


def test_a_receipt_and_a_way_in_are_not_for_the_secretariat(client: FlaskClient, site: Flask) -> None:
    [person_id] = add(site, "en", notice=False)
    with site.app_context(), scope.everything(), transaction():
        event = event_by_slug(SLUG)
        registration = db.session.scalars(select(Registration)).one()
        for kind in ("receipt", "sign-in"):
            post(kind, 1, [recipient_of(registration.person)], event_id=event.id)
    page = client.get(url(f"/people/{person_id}")).text
    assert "Receipt of a vote" in page
    assert url("/mails/") not in page
    for delivery_id in (1, 2):
        assert client.get(url(f"/mails/{delivery_id}")).status_code == 404


def test_people_read_their_own_mail_and_nobody_else_s(client: FlaskClient, site: Flask) -> None:
    first, _second = add(site, "en", "fr", notice=False)
    release(site)
    accounts.sign_in(client, site, first)
    assert "To all" in client.get(MINE).text
    assert "Dear " in client.get(f"{MINE}/1").text
    assert "Dear " in client.get(f"{MINE}/1/content").text
    for rest in ("/2", "/2/content", "/99"):
        assert client.get(MINE + rest).status_code == 404
    assert client.get(url(f"/people/{first}")).status_code == 403


def test_a_link_that_was_forwarded_does_not_open_the_mail(client: FlaskClient, site: Flask) -> None:
    [person_id] = add(site, "en", notice=False)
    release(site)
    accounts.sign_in(client, site, person_id, purpose=Purpose.PERSONAL_PAGE)
    for rest in ("", "/1", "/1/content"):
        assert "/sign-in" in client.get(MINE + rest).location


@pytest.mark.parametrize("lang", ["es", "fr", "ru"])
def test_pages_are_made_in_four_languages(client: FlaskClient, site: Flask, lang: str) -> None:
    [person_id] = add(site, "en", notice=False)
    assert client.get(url("/plan", lang)).status_code == 200
    release(site)
    for rest in ("/plan", f"/people/{person_id}", "/mails/1"):
        assert client.get(url(rest, lang)).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_mails(client: FlaskClient, site: Flask) -> None:
    [person_id] = add(site, "en", notice=False)
    counts = []
    for _time in range(2):
        release(site)
        for rest in ("/plan", f"/people/{person_id}"):
            client.get(url(rest))
            with statements() as seen:
                assert client.get(url(rest)).status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
