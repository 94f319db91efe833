"""News and what one needs: who asked for no news is left out of the one, told why, and gets the other."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock, scope
from assembly.database import transaction
from assembly.events.queries import event_by_slug
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.mail.kinds import kind_named
from assembly.mail.models import Delivery
from assembly.mail.news import links
from assembly.mail.news import service as news
from assembly.notices import archive, in_bulk, previews, queries, service
from assembly.notices.kinds import NoticeKind, Template
from assembly.notices.mails import released_message
from assembly.notices.models import Notice
from assembly.notices.schedule import Schedule
from assembly.notices.service import ChangedMeanwhileError, NobodyError, Order
from assembly.notices.starting_texts import NEWS, start
from tests.factories.events import make_event
from tests.factories.notices import make_notice, register
from tests.notices.mailbox import mail_of, part, released
from tests.notices.office import SLUG, add, url

MESSAGE = NoticeKind.MESSAGE
JUNE = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


@pytest.mark.usefixtures("federation")
def test_only_news_can_be_refused_in_the_mail_itself(context: Flask) -> None:
    with transaction():
        event = make_event()
        who = register(event, language="fr").person_id
    needed, offered = released(event, MESSAGE), released(event, MESSAGE, news=True)
    assert mail_of(needed)["List-Unsubscribe"] is None
    mail = mail_of(offered)
    address = f"/fr/no-news/{links.token_of(who)}"
    assert str(mail["List-Unsubscribe"]).endswith(f"{address}>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in part(mail, "plain")
    assert address in part(mail, "html")


@pytest.mark.usefixtures("federation")
def test_in_bulk_each_mail_has_the_link_of_its_own_reader(context: Flask) -> None:
    with transaction():
        event = make_event()
        people = {register(event, language="ru").person_id for _number in range(3)}
        service.release_notice(None, make_notice(event, news=True))
    with transaction() as session:
        rows = list(session.scalars(select(Delivery)))
        forms = in_bulk.forms(rows, released_message)
        assert len({form.key for form in forms if form}) == 1  # one letter for all
        found = {row.person_id: form.values["news"] for row, form in zip(rows, forms, strict=True) if form}
    assert found == {person_id: links.token_of(person_id) for person_id in people}


def test_who_asked_for_none_is_left_out_of_news_alone_and_it_is_kept_why(context: Flask) -> None:
    with transaction():
        event = make_event()
        refusing, other = register(event), register(event)
        news.refuse(refusing.person_id, JUNE)
        version = service.release_notice(None, make_notice(event, news=True))
        needed = service.release_notice(None, make_notice(event))
    assert (version.recipients, needed.recipients) == (1, 2)
    assert db.session.scalars(select(Delivery.person_id).where(queries.mails_of(version.id))).all() == [other.person_id]
    with transaction():
        news.want(refusing.person_id)  # what was so at the release stays known
        [spared] = queries.left_out_of(version.id)
        assert (spared.person_id, spared.member_id, spared.refused_at) == (
            refusing.person_id, refusing.member_id, JUNE,
        )  # fmt: skip
        assert [at for _subject, at in archive.spared(refusing.person_id, event.id)] == [version.released_at]


def test_news_of_which_nobody_wants_to_know_is_sent_to_nobody(context: Flask) -> None:
    with transaction():
        event = make_event()
        news.refuse(register(event).person_id, JUNE)
        notice = make_notice(event, news=True)
    with pytest.raises(NobodyError), transaction():
        service.release_notice(None, notice)


def test_who_asks_for_none_after_the_review_has_it_looked_at_again(context: Flask) -> None:
    with transaction():
        event = make_event()
        who = register(event).person_id
        register(event)
        notice = make_notice(event, news=True)
        reviewed = service.fingerprint(notice, service.recipients_of(notice))
        news.refuse(who, clock.now())
    with pytest.raises(ChangedMeanwhileError), transaction():
        service.release_notice(None, notice, Order(reviewed=reviewed))


def test_who_asks_for_none_before_it_leaves_is_spared(context: Flask) -> None:
    with transaction():
        event = make_event()
        who = register(event).person_id
        register(event)
        later = Schedule((clock.now() + timedelta(days=2)).replace(tzinfo=None))
        service.release_notice(None, make_notice(event, news=True), Order(schedule=later))
        news.refuse(who, clock.now())
    with transaction() as session:
        rows = session.scalars(select(Delivery)).all()
        alone = {row.person_id: kind_named(row.kind).still_due(row) for row in rows}
        together = {row.person_id: in_bulk.due(rows)[row.id] for row in rows}
        assert alone == together == {row.person_id: row.person_id != who for row in rows}


@pytest.mark.usefixtures("federation")
def test_nobody_else_finds_a_working_link_in_a_mail_that_is_looked_at(context: Flask) -> None:
    with transaction():
        event = make_event()
        who = register(event).person_id
    delivery = released(event, MESSAGE, news=True)
    with transaction():
        read = archive.read(delivery)
        notice = make_notice(event, news=True)
        [candidate] = service.recipients_of(notice)
        with speaking("en"):
            shown = previews.preview(notice, candidate, clock.now())
    for mail in (read, shown):
        assert mail is not None
        assert "/en/no-news/0" in mail.html
        assert links.token_of(who) not in mail.html


@pytest.mark.parametrize("template", Template)
def test_what_one_needs_is_never_news_by_itself(template: Template) -> None:
    assert start(template, ("en",)).news is (template in NEWS)
    assert {Template.SAVE_THE_DATE, Template.THANKS} == NEWS


def test_the_secretariat_chooses_and_sees_who_is_spared(site: Flask, client: FlaskClient) -> None:
    refusing, _other = add(site, "en", "fr")
    with site.app_context(), transaction():
        news.refuse(refusing, JUNE)
    saved = {"subject-en": "Hello", "body-en": "Hello", "weight": "news"}
    assert "have asked for no news" not in client.get(url("/1")).text
    assert client.post(url("/1"), data=saved).status_code == 303
    assert "1 more has asked for no news" in client.get(url("/1")).text
    for page in ("/1/review", "/1/recipients"):
        assert "1 has asked for no news: will not be written to" in client.get(url(page)).text
    refused = client.post(url("/1"), data=saved | {"notice_days": "30"}).text
    assert "everybody needs it" in refused
    add(site, kind=NoticeKind.AGENDA)
    assert "Do people need it" not in client.get(url("/2")).text
    assert "It carries the programme" in client.post(url("/2"), data=saved).text
    with site.app_context(), scope.everything(), transaction() as session:
        version = service.release_notice(None, session.get_one(Notice, 1), Order(event_by_slug(SLUG).languages))
        assert version.recipients == 1
    assert "1 had asked for no news" in client.get(url("/1/progress")).text
    assert "asked for no news" in client.get(url("/1/proof.csv")).text
    shown = client.get(url(f"/people/{refusing}")).text
    assert "Wants no news" in shown
    assert "Not sent" in shown
