"""Guests, questions and exports against those who mean harm (security.md, cases 2 to 4, 11, 33, 35 to 37)."""

import csv
import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http import HTTPStatus
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock, scope
from assembly.accounts.models import Person, Purpose
from assembly.accounts.tokens import mint
from assembly.database import transaction
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.mail.kinds import kind_named
from assembly.mail.letterhead import current_letterhead
from assembly.mail.models import Delivery
from assembly.mail.render import render
from assembly.registration import service
from assembly.registration.models import Registration, RegistrationState
from tests.factories.accounts import sign_in, staff
from tests.factories.guests import invite_guest, limit_guests, link_of
from tests.factories.questions import answer, ask
from tests.factories.registration import details, invited_member, open_event, register

TYPED = {"name": "Li Wei", "latin_name": "", "language": "en", "zone": "Africa/Bamako", "position": "Researcher"}
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "{event.__init__.__globals__}",
    "{{7*7}} %(name)s {name}",
    "[win](https://evil.example)",
    "Ann\r\nBcc: evil@evil.example",
    "Ann\u202egnp.exe\u200b",
]
ACTIVE = ["=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1"]


class Site:
    """A focal point, a guest and a delegate of one event, each with a link that works; addresses and ids."""

    def __init__(self, app: Flask, name: str = "Li Wei") -> None:
        self.app = app
        with app.app_context(), scope.everything(), transaction():
            event = open_event()
            home = invited_member(event, name=f"Network {name}"[:150])
            invited = invite_guest(event, name=name, language="en")
            one = register(home.delegation, name=name, position=name[:100], language="en")
            until, now = event.registration_closes_at, clock.now()
            self.tokens = {
                "invitation": home.token,
                "guest": link_of(invited),
                "personal": mint(Purpose.PERSONAL_PAGE, one.person_id, one.id, now=now, expires_at=until),
                "sign-in": mint(Purpose.SIGN_IN, one.person_id, one.id, now=now, expires_at=until),
            }  # fmt: skip
            self.event_id, self.slug, self.guest_id, self.one_id = event.id, event.slug, invited.id, one.id
            self.staff, self.person_id, self.focal_point = staff().id, one.person_id, home.focal_point.id
            self.guest_person = invited.person_id

    @property
    def page(self) -> str:
        return f"/en/guest/{self.tokens['guest']}"

    def browser(self, person_id: int) -> FlaskClient:
        browser = self.app.test_client()
        sign_in(browser, self.app, person_id)
        return browser

    def guest(self) -> Registration:
        return db.session.get_one(Registration, self.guest_id)


@pytest.fixture
def site(app: Flask, client: FlaskClient) -> Site:
    return Site(app)


# Whose is it? (2 to 4)


def test_what_is_anothers_looks_like_what_is_not_there(site: Site) -> None:
    with site.app.app_context(), scope.everything(), transaction():
        event = db.session.get_one(Event, site.event_id)
        stranger = register(invited_member(open_event()).delegation).person_id
        theirs = ask(event)
        number = answer(db.session.get_one(Registration, site.one_id), {theirs.id: "text"})
        assert number
    browser = site.browser(stranger)
    pairs = [
        (f"/en/events/{site.slug}/questions/files/1", f"/en/events/{site.slug}/questions/files/999"),
        (f"/en/events/{site.slug}/questions", "/en/events/none/questions"),
        (f"/en/events/{site.slug}/participants", "/en/events/none/participants"),
    ]
    for there, nowhere in pairs:
        known, unknown = browser.get(there), browser.get(nowhere)
        assert known.status_code == unknown.status_code == HTTPStatus.NOT_FOUND
        assert plain(known.text) == plain(unknown.text)


def test_what_is_the_secretariats_is_refused_alike_whether_it_is_there_or_not(site: Site) -> None:
    browser = site.browser(site.focal_point)
    office = f"/en/secretariat/events/{site.slug}"
    assert browser.get(f"{office}/people.csv").status_code == HTTPStatus.FORBIDDEN
    for path in ("questions/people/{}", "questions/{}/answers/file", "guests/{}/withdraw"):
        method = "POST" if path.endswith("withdraw") else "GET"
        known, unknown = (browser.open(f"{office}/{path.format(one)}", method=method) for one in (site.guest_id, 999))
        assert known.status_code == unknown.status_code == HTTPStatus.FORBIDDEN
        assert plain(known.text) == plain(unknown.text)


def plain(page: str) -> str:
    """A page without its own address, which the links to other languages name, and without the form's token."""
    return re.sub(r'(href|value|action)="[^"]*"', "", page)


@pytest.mark.parametrize("where", ["invitation", "guest", "personal", "sign-in"])
def test_a_token_works_for_its_own_purpose_only(site: Site, where: str) -> None:
    browser = site.app.test_client()
    for kind, token in site.tokens.items():
        if kind != where:
            for method in ("GET", "POST"):
                answered = browser.open(f"/en/{where}/{token}", method=method, data=TYPED)
                assert answered.status_code == HTTPStatus.GONE, (kind, method)
    with site.app.app_context(), scope.everything():
        assert site.guest().state is RegistrationState.DRAFT


def test_a_guests_expired_link_stays_so_after_signing_in(site: Site) -> None:
    with site.app.app_context(), transaction():
        db.session.get_one(Event, site.event_id).registration_closes_at = clock.now()
        token = mint(Purpose.GUEST, site.guest_person, site.guest_id, now=clock.now(), expires_at=clock.now())
    browser = site.browser(site.guest_person)
    assert browser.get(f"/en/guest/{token}").status_code == HTTPStatus.GONE
    assert browser.post(f"/en/guest/{token}", data=TYPED).status_code == HTTPStatus.GONE


# More than the form asks for (11)


@pytest.mark.both_databases
def test_what_the_form_does_not_ask_for_is_ignored(site: Site, client: FlaskClient) -> None:
    more = {"role": "staff", "state": "withdrawn", "email": "evil@evil.example", "place": "1", "partner": "1",
            "person_id": str(site.person_id), "event_id": "99", "party": "x", "weight": "9"}  # fmt: skip
    assert client.post(site.page, data=TYPED | more).status_code == HTTPStatus.SEE_OTHER
    colleague = TYPED | more | {"email": "chen@guests.example", "name": "Chen"}
    assert client.post(f"{site.page}/colleague", data=colleague).status_code == HTTPStatus.SEE_OTHER
    with site.app.app_context(), scope.everything():
        guest = site.guest()
        both = db.session.scalars(select(Registration).where(Registration.party == guest.party)).all()
        assert len(both) == 2
        for one in both:
            assert (one.role, one.state) == (ParticipantRole.GUEST, RegistrationState.ACCEPTED)
            assert (one.event_id, one.partner_id, one.place) == (site.event_id, None, None)
        assert guest.person_id == site.guest_person
        assert guest.person.email != "evil@evil.example"


# Sheets: case 33


@pytest.mark.parametrize("text", ACTIVE)
def test_no_export_holds_a_formula(app: Flask, client: FlaskClient, text: str) -> None:
    site = Site(app, name=text)
    with app.app_context(), scope.everything(), transaction():
        event = db.session.get_one(Event, site.event_id)
        question = ask(event, label={"en": text})
        answer(db.session.get_one(Registration, site.one_id), {question.id: text})
        number = question.id
    browser = site.browser(site.staff)
    office = f"/en/secretariat/events/{site.slug}"
    for path in (f"{office}/people.csv", f"{office}/questions/answers/file?as=csv",
                 f"{office}/questions/{number}/answers/file?as=csv"):  # fmt: skip
        sheet = browser.get(path)
        assert sheet.status_code == HTTPStatus.OK
        for row in csv.reader(StringIO(sheet.data.decode("utf-8-sig"), newline="")):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    for path in (f"{office}/people.xlsx", f"{office}/questions/answers/file?as=xlsx"):
        with ZipFile(BytesIO(browser.get(path).data)) as book:
            assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


# Names (35 to 37)


@pytest.mark.both_databases
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_a_name_on_every_page(app: Flask, client: FlaskClient, name: str) -> None:
    site = Site(app, name=name)
    office, home = site.browser(site.staff), site.browser(site.focal_point)
    pages = [
        client.get(site.page).text,
        client.get(f"/en/personal/{site.tokens['personal']}").text,
        client.get(f"/en/invitation/{site.tokens['invitation']}").text,
        office.get(f"/en/secretariat/events/{site.slug}/guests").text,
        office.get(f"/en/secretariat/events/{site.slug}/questions/people/{site.one_id}").text,
    ]
    code = re.search(r"/delegations/([^/?\"]+)", office.get(f"/en/secretariat/events/{site.slug}/delegations").text)
    assert code
    pages.append(office.get(f"/en/secretariat/events/{site.slug}/delegations/{code[1]}").text)
    pages.append(home.get(f"/en/events/{site.slug}/delegations/{code[1]}").text)
    client.post(site.page, data=TYPED | {"name": name, "latin_name": ""})
    pages.append(client.get(site.page).text)
    for page in pages:
        assert "<img src=x" not in page
        assert ">49 " not in page
        assert "<Event" not in page
        assert 'href="https://evil.example"' not in page


@pytest.mark.both_databases
@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(
    "kind", ["guest-invitation", "registration-waiting", "place-offered", "guest-not-coming", "companion-not-coming"]
)
def test_a_hostile_name_is_a_name_in_every_mail(app: Flask, client: FlaskClient, kind: str, name: str) -> None:
    with app.app_context(), scope.everything():
        with transaction():
            event = open_event(title={"en": f"Assembly {name}"})
            staff(name=name)
            everybody_waits(event, name)
        mails = [mail_of(one) for one in db.session.scalars(select(Delivery).where(Delivery.kind == kind))]
    assert mails
    for mail in mails:
        html, text = part(mail, "html"), part(mail, "plain")
        assert "<img src=x" not in html
        assert "https://evil.example" not in re.findall(r'href="([^"]*)"', html)
        assert mail["Bcc"] is None
        assert len(mail.get_all("To", [])) == len(mail.get_all("Subject", [])) == 1
        assert "\u202e" not in html + text + mail["Subject"]
        assert "<Event" not in html + text


def everybody_waits(event: Event, name: str) -> None:
    """Let each kind of mail to guests be written: one place, given back and offered; a companion who does not come."""
    limit_guests(event, 1)
    guests = [invite_guest(event, name=f"{name} {number}", language="en") for number in range(3)]
    for one in guests:
        service.register_guest(
            one, details(name=one.person.name, email=one.person.email, language="en"), now=clock.now()
        )
    companion = service.add_colleague(guests[2], details(name=name, language="en"), now=clock.now())
    service.withdraw_guest(companion.person_id, companion, now=clock.now())
    service.withdraw_guest(guests[0].person_id, guests[0], now=clock.now())
    invite_guest(event, name=name, language="en")


def mail_of(delivery: Delivery) -> EmailMessage:
    with transaction(), speaking(delivery.language):
        letter = kind_named(delivery.kind).render(delivery)
        content = render(delivery, letter, current_letterhead(), clock.now())
    return message_from_bytes(content, policy=default)


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_a_line_break_in_a_name_is_a_space(site: Site, client: FlaskClient) -> None:
    client.post(site.page, data=TYPED | {"name": "Ann\r\nBcc: evil@evil.example", "position": "Head\nof all"})
    with site.app.app_context(), scope.everything():
        assert db.session.get_one(Person, site.guest_person).name == "Ann Bcc: evil@evil.example"
        assert site.guest().position == "Head of all"


@pytest.mark.parametrize("name", ["\u200b\u200b", "\u202e \u202c", "\ufeff", "  "])
def test_a_name_that_nobody_sees_is_none(site: Site, client: FlaskClient, name: str) -> None:
    answered = client.post(site.page, data=TYPED | {"name": name})
    assert answered.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Please fill this in." in answered.text
