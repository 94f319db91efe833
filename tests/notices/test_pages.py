"""The pages of messages, as the secretariat uses them."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import scope
from assembly.database import transaction
from assembly.events.queries import event_by_slug
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.notices import service
from assembly.notices.kinds import NoticeKind
from assembly.notices.models import Notice
from tests.factories import accounts
from tests.factories.agenda import make_programme
from tests.factories.events import make_event
from tests.factories.notices import FOUR_BODIES, FOUR_SUBJECTS, make_notice
from tests.notices.office import SLUG, add, count_mails, url
from tests.statements import statements

LANGUAGES = ("en", "es", "fr", "ru")
OF_A_MESSAGE = (
    "", "/audience", "/recipients", "/preview", "/preview/mail", "/review", "/progress", "/proof", "/proof.csv",
    "/delete", "/cancel", "/mend/1",
)  # fmt: skip
TYPED = {
    **{f"subject-{code}": text for code, text in FOUR_SUBJECTS.items()},
    **{f"body-{code}": text for code, text in FOUR_BODIES.items()},
}


def release(site: Flask) -> None:
    with site.app_context(), scope.everything(), transaction():
        service.release_notice(None, db.session.get_one(Notice, 1))


@pytest.mark.both_databases
def test_a_message_is_begun_written_reviewed_and_released(client: FlaskClient, site: Flask) -> None:
    add(site, "en", "ru", notice=False)
    assert "No message has been written yet" in client.get(url()).text
    answer = client.post(url("/new"), data={"template": "message"})
    assert (answer.status_code, answer.location) == (303, url("/1"))
    page = client.get(url("/1")).text
    assert "Dear ((name))," in page
    assert "Здравствуйте, ((name))!" in page
    answer = client.post(url("/1"), data={**TYPED, "review": "1"})
    assert (answer.status_code, answer.location) == (303, url("/1/review"))
    page = client.get(url("/1/review")).text
    assert "2 recipients" in page
    assert "Everybody who is registered." in page
    assert "Languages that are not ready" not in page
    answer = client.post(url("/1/release"), data={"reviewed": fingerprint(page)})
    assert (answer.status_code, answer.location) == (303, url("/1/progress"))
    page = client.get(url("/1/progress")).text
    assert "0 of 2" in page
    assert "The message is on its way to 2 recipients." in page
    assert client.get(url("/1")).location == url("/1/progress")
    assert client.get(url("/1/review")).location == url("/1/progress")


def fingerprint(page: str) -> str:
    found = re.search(r'name="reviewed" value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_the_programme_starts_from_a_text_that_is_ready(client: FlaskClient, site: Flask) -> None:
    client.post(url("/new"), data={"template": "agenda"})
    page = client.get(url("/1")).text
    for text in ("the programme, in your own time", "hora local", "heure locale", "местному времени"):
        assert text in page


def test_an_unknown_place_is_refused_by_name_and_what_was_typed_stays(client: FlaskClient, site: Flask) -> None:
    add(site, "en")
    page = client.post(url("/1"), data={**TYPED, "body-es": "Hola, ((nombre))"}).text
    assert "Español: ((nombre)) cannot be filled in here." in page
    assert "Hola, ((nombre))" in page
    assert "1 thing needs correcting" in page


def test_the_gate_names_the_language_and_how_many_read_it(client: FlaskClient, site: Flask) -> None:
    add(site, "en", "ru", "ru", subject={"en": "To all"}, body={"en": "Dear ((name))"})
    page = client.get(url("/1/review")).text
    assert "Russian: let 2 readers have it as it is" in page
    assert "French: let" not in page
    reviewed = fingerprint(page)
    answer = client.post(url("/1/release"), data={"reviewed": reviewed}, follow_redirects=True)
    assert "Some recipients need a language that is not ready." in answer.text
    assert count_mails(site) == 0
    client.post(url("/1/release"), data={"reviewed": reviewed, "accept": "ru"})
    assert count_mails(site) == 3
    assert "Accepted as they were: Russian" in client.get(url("/1/progress")).text


def test_an_outdated_text_is_told_as_such(client: FlaskClient, site: Flask) -> None:
    add(site, "ru")
    client.post(url("/1"), data={**TYPED, "body-en": "Dear ((name)), there is more."})
    assert "The text is older than the original." in client.get(url("/1/review")).text


def test_released_in_two_tabs_it_went_out_once(client: FlaskClient, site: Flask) -> None:
    add(site, "en")
    reviewed = fingerprint(client.get(url("/1/review")).text)
    client.post(url("/1/release"), data={"reviewed": reviewed})
    again = client.post(url("/1/release"), data={"reviewed": reviewed}, follow_redirects=True)
    assert "This message was released already." in again.text
    assert count_mails(site) == 1


def test_a_text_that_changed_since_the_review_is_looked_at_again(client: FlaskClient, site: Flask) -> None:
    add(site, "en")
    reviewed = fingerprint(client.get(url("/1/review")).text)
    client.post(url("/1"), data={**TYPED, "body-en": "Dear ((name)), there is more."})
    answer = client.post(url("/1/release"), data={"reviewed": reviewed}, follow_redirects=True)
    assert "Look at it once more." in answer.text
    assert count_mails(site) == 0


def test_an_empty_audience_is_said(client: FlaskClient, site: Flask) -> None:
    add(site)
    assert "Nobody would get it" in client.get(url("/1/review")).text
    answer = client.post(url("/1/release"), follow_redirects=True)
    assert count_mails(site) == 0
    assert answer.status_code == 200


@pytest.mark.both_databases
def test_progress_tells_what_became_of_each_mail(client: FlaskClient, site: Flask) -> None:
    add(site, "en", "es", "fr")
    release(site)
    with site.app_context(), transaction() as session:
        mails = session.scalars(select(Delivery).order_by(Delivery.id)).all()
        mails[0].state, mails[0].sent_at, mails[0].uncertain = DeliveryState.SENT, mails[0].created_at, 1
        mails[1].state, mails[1].answer = DeliveryState.FAILED, "550 no such <mailbox>"
    page = client.get(url("/1/progress")).text
    assert "1 of 3" in page
    assert "1 failed" in page
    assert "550 no such &lt;mailbox&gt;" in page
    assert "1 recipient may have it twice" in page
    assert "data-live-url" in page
    assert "Look again" in page
    assert "1 failed" in client.get(url()).text
    assert "Mails that could not be delivered" in client.get(url()).text
    fragment = client.get(url("/1/progress"), headers={"X-Fragment": "1"}).text
    assert "<html" not in fragment
    assert "1 of 3" in fragment


def test_once_all_is_settled_the_page_rests(client: FlaskClient, site: Flask) -> None:
    add(site, "en")
    release(site)
    with site.app_context(), transaction() as session:
        mail = session.scalars(select(Delivery)).one()
        mail.state, mail.sent_at = DeliveryState.SENT, mail.created_at
    page = client.get(url("/1/progress")).text
    assert "Every mail is settled." in page
    assert "data-live-url" not in page


def test_a_draft_is_deleted_after_asking(client: FlaskClient, site: Flask) -> None:
    add(site, "en")
    assert "Delete “To all”" in client.get(url("/1/delete")).text
    assert client.post(url("/1/delete")).status_code == 303
    assert client.get(url("/1")).status_code == 404


def test_a_released_message_is_not_deleted(client: FlaskClient, site: Flask) -> None:
    add(site, "en")
    release(site)
    assert client.post(url("/1/delete")).status_code == 409
    assert count_mails(site) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_are_made_in_four_languages(client: FlaskClient, site: Flask, lang: str) -> None:
    add(site, "en")
    with site.app_context(), transaction():
        make_programme(event_by_slug(SLUG))
        make_notice(event_by_slug(SLUG), NoticeKind.AGENDA)
    for rest in ("", "/new", "/1", "/1/audience", "/1/recipients", "/1/preview", "/1/review", "/1/delete", "/2"):
        answer = client.get(url(rest, lang))
        assert answer.status_code == 200, rest
        assert f'<html lang="{lang}">' in answer.text
    release(site)
    for rest in ("/1/progress", "/1/proof", "/1/cancel"):
        assert client.get(url(rest, lang)).status_code == 200


def test_only_those_who_may_send_reach_it(client: FlaskClient, site: Flask) -> None:
    add(site, "en")
    with site.app_context(), transaction():
        person_id = accounts.person().id
    accounts.sign_in(client, site, person_id)
    for rest in (
        "",
        "/1",
        "/1/audience",
        "/1/recipients",
        "/1/preview",
        "/1/preview/mail",
        "/1/review",
        "/1/progress",
        "/1/proof",
    ):
        assert client.get(url(rest)).status_code == 403
    assert client.post(url("/1/release")).status_code == 403
    assert count_mails(site) == 0


def test_a_message_of_another_event_is_not_found(client: FlaskClient, site: Flask) -> None:
    add(site, "en")
    with site.app_context(), transaction():
        make_event(slug="other")
    elsewhere = "/en/secretariat/events/other/messages/1"
    for rest in (
        "",
        "/audience",
        "/recipients",
        "/preview",
        "/preview/mail",
        "/review",
        "/progress",
        "/proof",
        "/delete",
    ):
        assert client.get(elsewhere + rest).status_code == 404
    assert client.post(f"{elsewhere}/release").status_code == 404


@pytest.mark.parametrize("rest", ["", "/1", "/1/audience", "/1/recipients", "/1/review", "/1/preview", "/2/progress"])
def test_the_number_of_queries_does_not_grow_with_the_recipients(client: FlaskClient, site: Flask, rest: str) -> None:
    add(site, "en")
    with site.app_context(), scope.everything(), transaction():
        service.release_notice(None, make_notice(event_by_slug(SLUG)))
    client.get(url(rest))
    few = count_queries(client, url(rest))
    add(site, *["en"] * 6, notice=False)
    with site.app_context(), scope.everything(), transaction():
        service.release_notice(None, make_notice(event_by_slug(SLUG)))
    assert count_queries(client, url(rest.replace("2", "3"))) == few


def count_queries(client: FlaskClient, path: str) -> int:
    with statements() as seen:
        assert client.get(path).status_code == 200
    return len(seen)
