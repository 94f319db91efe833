"""A dead link offers to mail another: to the address on file, to those who may have one, and telling nobody which."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from assembly import clock, scope
from assembly.accounts.models import Person, Purpose, Token
from assembly.accounts.tokens import mint
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.registration import service
from assembly.registration.models import Invitation, Registration
from assembly.registration.service.again import NEW_LINK, PAUSE
from tests.factories.accounts import sign_in
from tests.factories.guests import invite_guest, link_of
from tests.factories.letters import letters, token_in
from tests.factories.registration import invited_member, open_event, register
from tests.statements import statements, writes

BUTTON = "Mail me a new link"
KINDS = ("invitation", "guest", "personal")


class Site:
    """A focal point, a guest and a participant, each with a link that has expired while registration is open."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context(), scope.everything(), transaction():
            event = open_event()
            home = invited_member(event, contact={"language": "en", "email": "bamako@members.example"})
            guest = invite_guest(event, language="en")
            one = register(home.delegation, language="en")
            past = clock.now() - timedelta(hours=1)
            personal = mint(Purpose.PERSONAL_PAGE, one.person_id, one.id, now=clock.now(), expires_at=past)
            self.tokens = {"invitation": home.token, "guest": link_of(guest), "personal": personal}
            self.people = {"invitation": home.focal_point.id, "guest": guest.person_id, "personal": one.person_id}
            self.event_id, self.guest_id, self.registration_id = event.id, guest.id, one.id
            self.invitation_id, self.workspace = home.invitation.id, home.page
            db.session.flush()
            db.session.execute(update(Token).values(expires_at=past))

    def page(self, kind: str) -> str:
        return f"/en/{kind}/{self.tokens[kind]}"

    def mailed(self) -> list[Delivery]:
        with self.app.app_context(), scope.everything():
            return list(db.session.scalars(select(Delivery).where(Delivery.kind == NEW_LINK)))

    def new_page(self, kind: str) -> str:
        """Return the address behind the button of the one mail that is due."""
        with self.app.app_context(), scope.everything():
            (letter,) = letters(NEW_LINK)
            return f"/en/{kind}/{token_in(letter)}"

    def close(self) -> None:
        with self.app.app_context(), transaction():
            past = clock.now() - timedelta(minutes=1)
            db.session.execute(update(Event).values(registration_closes_at=past))


@pytest.fixture
def site(app: Flask, client: FlaskClient) -> Site:
    return Site(app)


@pytest.mark.parametrize("kind", KINDS)
def test_one_button_mails_a_link_that_works_and_the_old_one_stays_dead(
    site: Site, client: FlaskClient, kind: str
) -> None:
    page = client.get(site.page(kind))
    assert page.status_code == HTTPStatus.GONE
    assert page.text.count(BUTTON) == 1
    answer = client.post(f"{site.page(kind)}/again")
    assert (answer.status_code, answer.headers["Location"]) == (HTTPStatus.SEE_OTHER, "/en/new-link")
    assert [mail.person_id for mail in site.mailed()] == [site.people[kind]]
    assert client.get(site.new_page(kind)).status_code == HTTPStatus.OK
    assert client.get(site.page(kind)).status_code == HTTPStatus.GONE
    assert client.post(site.page(kind), data={"name": "x"}).status_code == HTTPStatus.GONE


@pytest.mark.parametrize("kind", KINDS)
def test_the_address_is_neither_asked_for_nor_shown(site: Site, client: FlaskClient, kind: str) -> None:
    with site.app.app_context():
        address = db.session.get_one(Person, site.people[kind]).email
    page = client.get(site.page(kind)).text
    assert 'type="email"' not in page
    assert address not in page
    assert address not in client.post(f"{site.page(kind)}/again", follow_redirects=True).text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_sends_nothing(site: Site, client: FlaskClient, kind: str, method: str) -> None:
    with statements() as made:
        answer = client.open(site.page(kind), method=method)
        client.open(f"{site.page(kind)}/again", method=method)
    assert writes(made) == []
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_scanner_that_presses_buttons_needs_the_token_of_the_form(site: Site, client: FlaskClient) -> None:
    site.app.config["WTF_CSRF_ENABLED"] = True
    assert client.post(f"{site.page('guest')}/again").status_code == HTTPStatus.BAD_REQUEST
    assert site.mailed() == []


@pytest.mark.both_databases
def test_pressed_again_at_once_it_sends_one_mail_and_later_another(site: Site, client: FlaskClient) -> None:
    for _press in range(3):
        client.post(f"{site.page('guest')}/again")
    (first,) = site.mailed()
    with site.app.app_context(), transaction():
        db.session.execute(update(Delivery).where(Delivery.kind == NEW_LINK).values(due_at=clock.now() - PAUSE))
    client.post(f"{site.page('guest')}/again")
    (second,) = site.mailed()
    assert second.message_id != first.message_id
    with site.app.app_context():
        asked = select(func.count()).where(AuditEntry.action == "link.asked_again")
        assert db.session.scalar(asked) == 2


def test_many_tries_from_one_network_are_slowed_down(site: Site, client: FlaskClient) -> None:
    answers = [client.post(f"/en/guest/{number}/again").status_code for number in range(12)]
    assert answers[0] == HTTPStatus.SEE_OTHER
    assert answers[-1] == HTTPStatus.TOO_MANY_REQUESTS


def test_a_stranger_learns_nothing_from_the_answer(site: Site, client: FlaskClient) -> None:
    """A token that never was, one of another purpose, and one whose owner may have none: the same page, no mail."""
    with site.app.app_context(), scope.everything(), transaction():
        service.withdraw_guest(None, db.session.get_one(Registration, site.guest_id), now=clock.now())
    wanted = client.post(f"{site.page('invitation')}/again", follow_redirects=True)
    for address in ("/en/guest/nothing", f"/en/personal/{site.tokens['invitation']}", site.page("guest")):
        answer = client.post(f"{address}/again", follow_redirects=True)
        assert (answer.status_code, answer.text) == (wanted.status_code, wanted.text)
    assert len(site.mailed()) == 1
    assert BUTTON not in client.get("/en/guest/nothing").text


def test_whoever_may_not_act_any_more_gets_no_link(site: Site, client: FlaskClient) -> None:
    with site.app.app_context(), scope.everything(), transaction():
        invitation = db.session.get_one(Invitation, site.invitation_id)
        service.withdraw_invitations(None, invitation.delegation, invitation.person_id, now=clock.now())
        service.withdraw_person(None, db.session.get_one(Registration, site.registration_id), now=clock.now())
        db.session.get_one(Person, site.people["guest"]).disabled_at = clock.now()
    for kind in KINDS:
        client.post(f"{site.page(kind)}/again")
    assert site.mailed() == []


def test_a_mail_that_waits_is_not_sent_once_the_link_would_open_nothing(site: Site, client: FlaskClient) -> None:
    client.post(f"{site.page('guest')}/again")
    with site.app.app_context(), scope.everything():
        with transaction():
            service.withdraw_guest(None, db.session.get_one(Registration, site.guest_id), now=clock.now())
        assert letters(NEW_LINK) == []


def test_a_withdrawn_invitation_is_followed_by_the_one_that_was_sent_after_it(site: Site, client: FlaskClient) -> None:
    with site.app.app_context(), scope.everything(), transaction():
        first = db.session.get_one(Invitation, site.invitation_id)
        home, person = first.delegation, first.person
        service.withdraw_invitations(None, home, person.id, now=clock.now())
        second = service.invite(None, home.event, home.member, person, after=1, now=clock.now())
        assert second
        second_id = second.id
    assert BUTTON in client.get(site.page("invitation")).text
    client.post(f"{site.page('invitation')}/again")
    with site.app.app_context(), scope.everything():
        (letter,) = letters(NEW_LINK)
        assert service.focal_point_link(token_in(letter), now=clock.now()).invitation.id == second_id


def test_nothing_is_offered_or_sent_once_registration_has_closed_whichever_way_one_comes(
    site: Site, client: FlaskClient
) -> None:
    """Expired stays expired (security, case 4): neither the button nor signing in brings the invitation back."""
    site.close()
    for kind in ("invitation", "guest"):
        assert BUTTON not in client.get(site.page(kind)).text
        client.post(f"{site.page(kind)}/again")
    assert site.mailed() == []
    sign_in(client, site.app, site.people["invitation"])
    assert client.get(site.page("invitation")).status_code == HTTPStatus.GONE
    assert client.get(f"/en{site.workspace}/people/new").status_code == HTTPStatus.CONFLICT


@pytest.mark.both_databases
def test_a_new_personal_link_opens_the_page_after_registration_has_closed(site: Site, client: FlaskClient) -> None:
    site.close()
    client.post(f"{site.page('personal')}/again")
    assert client.post(site.new_page("personal")).status_code == HTTPStatus.SEE_OTHER


def test_a_link_that_went_to_somebody_else_renews_nothing(site: Site, client: FlaskClient) -> None:
    """The person of the registration was corrected: the link of the one before is no way in."""
    with site.app.app_context(), scope.everything(), transaction():
        db.session.get_one(Registration, site.registration_id).person_id = site.people["invitation"]
    client.post(f"{site.page('personal')}/again")
    assert site.mailed() == []
