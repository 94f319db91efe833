"""Scheduling, pausing, calling off and sending again, as the secretariat does it."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock
from assembly.accounts.models import Person
from assembly.database import transaction
from assembly.events.queries import event_by_slug
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.mail.outbox import post, recipient_of
from tests.notices.office import SLUG, add, count_mails, url

TOMORROW = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT08:00")
LONG_AGO = "2020-01-01T08:00"


def hidden(page: str, name: str) -> str:
    found = re.search(rf'type="hidden" name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def schedule(client: FlaskClient, when: str = "own", at: str = TOMORROW) -> None:
    """Choose a time, look at what it means, and release."""
    answer = client.post(url("/1/release"), data={"when": when, "at": at, "show": "1"})
    assert answer.location.startswith(url("/1/review?when="))
    page = client.get(answer.location).text
    typed = {"when": when, "at": at, "shown": hidden(page, "shown"), "reviewed": hidden(page, "reviewed")}
    client.post(url("/1/release"), data=typed)


@pytest.mark.both_databases
def test_the_review_says_when_the_mails_leave(client: FlaskClient, site: Flask) -> None:
    add(site, "en", "ru")
    page = client.get(url("/1/review"), query_string={"when": "event", "at": TOMORROW}).text
    assert "It leaves:" in page
    assert "08:00" in page
    assert "Schedule it for 2 recipients" in page
    assert "Send it now" not in page
    page = client.get(url("/1/review"), query_string={"when": "own", "at": LONG_AGO}).text
    assert "This time is over already." in page
    page = client.get(url("/1/review"), query_string={"when": "own"}).text
    assert "Please fill this in." in page
    for strange in ({"when": "never"}, {"when": "own", "at": "soon"}, {"when": "own", "at": "9999-12-31T23:59"}):
        assert client.get(url("/1/review"), query_string=strange).status_code == 200


def test_nothing_is_sent_at_a_time_that_was_not_looked_at(client: FlaskClient, site: Flask) -> None:
    add(site, "en")
    reviewed = hidden(client.get(url("/1/review")).text, "reviewed")
    typed = {"reviewed": reviewed, "shown": "now", "when": "own", "at": TOMORROW}
    answer = client.post(url("/1/release"), data=typed)
    assert answer.location.startswith(url("/1/review?when=own&at="))
    assert count_mails(site) == 0


@pytest.mark.both_databases
def test_a_scheduled_message_waits_and_can_be_paused_let_go_and_called_off(client: FlaskClient, site: Flask) -> None:
    add(site, "en", "fr")
    schedule(client)
    page = client.get(url("/1/progress")).text
    assert "The message will go to 2 recipients at its time." in page
    assert "2 mails wait for their time." in page
    assert "by each recipient’s own clock." in page
    assert "Waits for its time" in client.get(url()).text
    page = client.post(url("/1/steer"), data={"act": "pause"}, follow_redirects=True).text
    assert "2 mails are held back." in page
    assert "data-live-url" not in page
    page = client.post(url("/1/steer"), data={"act": "resume"}, follow_redirects=True).text
    assert "2 mails are on their way again." in page
    page = client.get(url("/1/cancel")).text
    assert "2 mails are not sent yet, and will not be." in page
    assert "Nobody has got it." in page
    page = client.post(url("/1/cancel"), follow_redirects=True).text
    assert "2 mails were stopped. Nobody has got it." in page
    assert "Called off" in client.get(url()).text
    for late in ("/1/cancel", "/1/steer"):  # the second tab
        page = client.post(url(late), data={"act": "pause"}, follow_redirects=True).text
        assert "Nothing of this message is waiting to be sent any more." in page


@pytest.mark.both_databases
def test_what_failed_is_mended_and_sent_again_alone(client: FlaskClient, site: Flask) -> None:
    add(site, "en", "es")
    page = client.get(url("/1/review")).text
    client.post(url("/1/release"), data={"reviewed": hidden(page, "reviewed")})
    with site.app_context(), transaction() as session:
        first, second = session.scalars(select(Delivery).order_by(Delivery.id)).all()
        first.state, first.answer, failed = DeliveryState.FAILED, "550 no such mailbox", first.id
        second.state, second.sent_at = DeliveryState.SENT, second.created_at
    page = client.get(url("/1/progress")).text
    assert url(f"/1/mend/{failed}") in page
    assert "Send the 1 that failed once more" in page
    assert "550 no such mailbox" in client.get(url(f"/1/mend/{failed}")).text
    page = client.post(url(f"/1/mend/{failed}"), data={"address": "nowhere"}).text
    assert "This is not a complete mail address." in page
    assert 'value="nowhere"' in page
    client.post(url(f"/1/mend/{failed}"), data={"address": "new@people.example"})
    with site.app_context():
        mail = db.session.get_one(Delivery, failed)
        assert (mail.address, mail.state) == ("new@people.example", "pending")
    assert client.get(url(f"/1/mend/{failed}")).status_code == 404  # it is on its way
    page = client.post(url("/1/steer"), data={"act": "again"}, follow_redirects=True).text
    assert "not among those that failed" in page


def test_a_draft_can_be_neither_steered_nor_mended(client: FlaskClient, site: Flask) -> None:
    add(site, "en")
    for act in ("pause", "resume", "again"):
        client.post(url("/1/steer"), data={"act": act})
    assert client.get(url("/1/cancel")).status_code == 303
    assert client.get(url("/1/mend/1")).status_code == 404
    assert count_mails(site) == 0


def test_what_was_called_off_can_be_used_for_a_new_message(client: FlaskClient, site: Flask) -> None:
    add(site, "en")
    schedule(client)
    client.post(url("/1/cancel"))
    answer = client.post(url("/1/copy"))
    assert answer.location == url("/2")
    page = client.get(answer.location).text
    assert "nothing of it has been sent" in page
    assert "To all" in page
    assert "1 recipient" in client.get(url("/2/review")).text
    assert count_mails(site) == 1


def test_a_mail_that_is_no_message_goes_once_more_to_its_reader_alone(client: FlaskClient, site: Flask) -> None:
    """It may hold what is theirs, such as a receipt: nobody types where it goes, and no message goes that way."""
    [person_id] = add(site, "fr")
    with site.app_context(), transaction() as session:
        person = session.get_one(Person, person_id)
        event_id = event_by_slug(SLUG).id
        post("person-withdrew", 1, [recipient_of(person)], event_id=event_id)
        mail = session.scalars(select(Delivery)).one()
        mail.state, mail.answer, number = DeliveryState.BOUNCED, "550 no such mailbox", mail.id
        person.email = "corrected@people.example"
    again = url(f"/mails/{number}/again")
    assert again in client.get(url()).text
    assert client.post(again, data={"address": "mine@elsewhere.example"}).status_code == 303
    with site.app_context():
        mail = db.session.get_one(Delivery, number)
        assert (mail.address, mail.state) == ("corrected@people.example", DeliveryState.PENDING)
    assert "not among those that failed" in client.post(again, follow_redirects=True).text
    assert again not in client.get(url()).text
    schedule(client)
    with site.app_context(), transaction() as session:
        message = session.scalars(select(Delivery).where(Delivery.kind == "notice")).one()
        message.state, number = DeliveryState.FAILED, message.id
    client.post(url(f"/mails/{number}/again"))
    with site.app_context():
        assert db.session.get_one(Delivery, number).state is DeliveryState.FAILED
