"""A person's own page: what they see, change, agree to, and how they withdraw; and who cannot do it for them."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock, scope
from assembly.accounts.models import Person, Purpose
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.registration.consents import queries as consents
from assembly.registration.consents.models import ConsentPurpose
from assembly.registration.models import Registration
from assembly.registration.rules import RegistrationState
from tests.factories.accounts import person, sign_in
from tests.factories.letters import letters
from tests.factories.registration import invited_member, open_event, register


class Own:
    """A registered person, signed in by the link to their personal page."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app, self.client = app, client
        with app.app_context(), scope.everything(), transaction():
            event = open_event(conduct={"en": "## Rules\n\nBe *kind*."}, safeguarding=True)
            home = invited_member(event, name="Network of Lomé", contact={"name": "Moussa Keïta"})
            one = register(home.delegation, name="Awa Diallo", position="Director", language="en")
            self.event_id, self.slug, self.id, self.person_id = event.id, event.slug, one.id, one.person_id
            self.focal_point = home.focal_point.id
        sign_in(client, app, self.person_id, Purpose.PERSONAL_PAGE)

    def page(self, path: str = "") -> str:
        return self.client.get(self.at(path)).text

    def at(self, path: str = "") -> str:
        return f"/en/events/{self.slug}/me{path}"

    def standing(self) -> set[ConsentPurpose]:
        with self.app.app_context():
            return set(consents.standing(self.event_id, self.person_id))

    def registration(self) -> Registration:
        return db.session.get_one(Registration, self.id)


@pytest.fixture
def own(app: Flask, client: FlaskClient) -> Own:
    return Own(app, client)


def test_the_page_says_what_one_is_registered_for(own: Own) -> None:
    page = own.page()
    for shown in ("Network of Lomé", "Awa Diallo", "Director", "Delegate", "My calendar"):
        assert shown in page


def test_consents_are_given_and_taken_back_on_ones_own_page(own: Own) -> None:
    assert own.standing() == set()
    own.client.post(own.at("/consents"), data={"list_of_participants": "y", "pictures": "y"})
    assert own.standing() == {ConsentPurpose.LIST_OF_PARTICIPANTS, ConsentPurpose.PICTURES}
    assert own.page().count(" checked") == 2
    own.client.post(own.at("/consents"), data={"pictures": "y", "person_id": str(own.focal_point)})
    assert own.standing() == {ConsentPurpose.PICTURES}
    with own.app.app_context():
        assert consents.standing(own.event_id, own.focal_point) == {}


def test_each_consent_says_what_it_means_and_how_long_it_counts(own: Own) -> None:
    page = own.page()
    assert "They never see your address. The list is closed one year after the event." in page
    assert "Recordings are deleted one year after the event." in page


def test_who_is_not_registered_agrees_to_nothing(own: Own) -> None:
    with own.app.app_context(), transaction():
        stranger = person().id
    browser = own.app.test_client()
    sign_in(browser, own.app, stranger)
    assert "You are not registered for this event" in browser.get(own.at()).text
    assert browser.post(own.at("/consents"), data={"pictures": "y"}).status_code == HTTPStatus.NOT_FOUND
    assert browser.get(own.at("/withdraw")).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.both_databases
def test_data_is_changed_as_typed_and_the_zone_is_confirmed(own: Own) -> None:
    assert "data-guess-zone" in own.page("/change")
    data = {"name": "Ава де ла Крус", "latin_name": "", "language": "ru", "zone": "Asia/Tashkent"}
    answer = own.client.post(own.at("/change"), data=data)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Please write your name in Latin letters too" in answer.text
    assert "Ава де ла Крус" in answer.text
    assert "data-guess-zone" not in answer.text
    answer = own.client.post(own.at("/change"), data=data | {"latin_name": "Ava de la Cruz"})
    assert answer.status_code == HTTPStatus.SEE_OTHER
    with own.app.app_context():
        row = db.session.get_one(Person, own.person_id)
        assert (row.name, row.latin_name, row.language, row.zone) == (
            "Ава де ла Крус", "Ava de la Cruz", "ru", "Asia/Tashkent",
        )  # fmt: skip
        assert row.zone_confirmed
        assert row.search_key == "ава де ла крус ava de la cruz"
    assert "data-guess-zone" not in own.page("/change")


def test_the_zone_is_never_taken_without_being_confirmed(own: Own) -> None:
    own.page()
    own.page("/change")
    with own.app.app_context():
        assert not db.session.get_one(Person, own.person_id).zone_confirmed


def test_declarations_are_the_next_step_until_they_are_accepted(own: Own) -> None:
    assert "Read and accept what this event asks of everybody" in own.page()
    page = own.page("/declarations")
    assert "<em>kind</em>" in page
    assert "never been convicted" in page
    with own.app.app_context(), scope.everything():
        versions = consents.open_for(db.session.get_one(Event, own.event_id), own.id, own.person_id)
    sent = {f"{one.value}_version": version for one, version in versions.items()}
    refused = own.client.post(own.at("/declarations"), data=sent | {"conduct": "y"})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "1 thing needs correcting" in refused.text
    assert (
        own.client.post(own.at("/declarations"), data=sent | {"conduct": "y", "safeguarding": "y"}).status_code == 303
    )
    assert "Read and accept" not in own.page()
    assert own.client.get(own.at("/declarations")).status_code == HTTPStatus.SEE_OTHER


def test_the_secretariats_text_is_shown_without_what_could_run(own: Own) -> None:
    with own.app.app_context(), scope.everything(), transaction():
        event = db.session.get_one(Event, own.event_id)
        event.conduct = {"en": "<img src=x onerror=alert(1)> [a](javascript:alert(1))"}
    page = own.page("/declarations")
    assert "<img" not in page
    assert 'href="javascript' not in page


@pytest.mark.both_databases
def test_withdrawing_says_what_will_happen_and_tells_both_sides(own: Own) -> None:
    page = own.page("/withdraw")
    assert "The focal point of Network of Lomé is told by mail" in page
    with own.app.app_context(), scope.everything():
        assert own.registration().state is RegistrationState.ACCEPTED
    assert own.client.post(own.at("/withdraw")).status_code == HTTPStatus.SEE_OTHER
    with own.app.app_context(), scope.everything():
        row = own.registration()
        assert (row.state, row.seat) == (RegistrationState.WITHDRAWN, None)
        mails = db.session.execute(select(Delivery.kind, Delivery.person_id).where(Delivery.subject_id == own.id)).all()
        assert ("own-withdrawal", own.person_id) in mails
        assert ("person-withdrew", own.focal_point) in mails
        assert "registration-withdrawn" not in {kind for kind, _person in mails}
        (letter,) = letters("person-withdrew")
        assert "Awa Diallo" in letter.body
        assert letter.button
        assert letter.button.url.endswith(f"/fr/events/{own.slug}/delegations/{row.member.code}")
        (letter,) = letters("own-withdrawal")
        assert "You have withdrawn your registration" in letter.body
    shown = own.page()
    assert "Withdrawn" in shown
    assert "What I agree to" not in shown


def test_after_the_deadline_one_asks_the_secretariat(own: Own) -> None:
    with own.app.app_context(), scope.everything(), transaction():
        db.session.get_one(Event, own.event_id).registration_closes_at = clock.now() - timedelta(minutes=1)
    assert "Registration is closed, and the lists are made" in own.page()
    assert own.client.post(own.at("/withdraw")).status_code >= HTTPStatus.BAD_REQUEST
    with own.app.app_context(), scope.everything():
        assert own.registration().state is RegistrationState.ACCEPTED
