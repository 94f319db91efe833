"""The list of participants shows only what each consented to; the list of people shows the secretariat everything."""

from http import HTTPStatus
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from assembly import clock, scope
from assembly.accounts.models import Role
from assembly.database import transaction
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.members.kinds import Region
from assembly.overview.people import PeopleFilter, PeopleOrder, people_page
from assembly.overview.people_named import named_page
from assembly.paging import ROWS_A_PAGE
from assembly.registration.consents.models import Consent, ConsentPurpose
from assembly.registration.models import Partner, Registration
from assembly.registration.rules import RegistrationState
from tests.factories.accounts import person, sign_in, staff
from tests.factories.registration import ALTERNATE, DELEGATE, invited_member, open_event, register
from tests.statements import statements

LISTED, HIDDEN = ConsentPurpose.LIST_OF_PARTICIPANTS, ConsentPurpose.HIDDEN


def agree(one: Registration, *purposes: ConsentPurpose) -> Registration:
    db.session.add_all(
        Consent(event_id=one.event_id, person_id=one.person_id, purpose=purpose, given_at=clock.now())
        for purpose in purposes
    )
    return one


def guest(event: Event, name: str, organisation: str) -> Registration:
    """Register somebody of a partner."""
    row = person(name=name)
    partner = Partner(name=organisation, name_key=organisation.casefold(), country="CN", created_at=clock.now())
    db.session.add(partner)
    db.session.flush()
    one = Registration(
        event_id=event.id, partner_id=partner.id, person_id=row.id, role=ParticipantRole.GUEST, created_at=clock.now()
    )
    db.session.add(one)
    db.session.flush()
    return one


class Crowd:
    """Seven people: listed, unnamed, hidden, withdrawn, of another event, a listed guest, and a reader."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app, self.client = app, client
        with app.app_context(), scope.everything(), transaction():
            event = open_event(slug="assembly")
            home = invited_member(event, name="Réseau de Lomé", code="TG-RESEAU", country="TG")
            far = invited_member(event, name="Бюро Алматы", code="KZ-BURO", country="KZ", region=Region.EUROPE)
            agree(register(home.delegation, name="Zoë Müller-Łukasz", position="Director"), LISTED)
            register(home.delegation, name="Unnamed Person")
            agree(register(home.delegation, ALTERNATE, name="Hidden Person"), LISTED, HIDDEN)
            gone = agree(register(far.delegation, name="Gone Person"), LISTED)
            gone.state, gone.seat, gone.withdrawn_at = RegistrationState.WITHDRAWN, None, clock.now()
            agree(register(far.delegation, name="Айгерим", latin_name="Aigerim", language="ru"), LISTED)
            agree(register(invited_member(open_event(slug="other")).delegation, name="Elsewhere Person"), LISTED)
            agree(guest(event, "Li Wei", "Beijing Centre"), LISTED)
            self.event_id, self.reader = event.id, register(far.delegation, ALTERNATE, name="Reading Person").person_id
            self.focal_point, self.staff, self.stranger = home.focal_point.id, staff().id, person().id

    def as_(self, person_id: int) -> FlaskClient:
        browser = self.app.test_client()
        sign_in(browser, self.app, person_id)
        return browser


@pytest.fixture
def crowd(app: Flask, client: FlaskClient) -> Crowd:
    return Crowd(app, client)


PARTICIPANTS = "/en/events/assembly/participants"
PEOPLE = "/en/secretariat/events/assembly/people"
EVERYBODY = {
    "Zoë Müller-Łukasz", "Unnamed Person", "Hidden Person", "Gone Person", "Айгерим", "Li Wei", "Reading Person",
}  # fmt: skip
NAMED = {"Zoë Müller-Łukasz", "Айгерим", "Li Wei"}


@pytest.mark.both_databases
def test_participants_see_who_agreed_and_nobody_else(crowd: Crowd) -> None:
    for reader in (crowd.reader, crowd.focal_point, crowd.staff):
        page = crowd.as_(reader).get(PARTICIPANTS).text.split('id="main"')[1]
        assert {name for name in EVERYBODY if name in page} == NAMED
        assert "Elsewhere Person" not in page
        assert "@people.example" not in page
        assert "Director" in page
        assert "2 more people take part and have not asked to be listed." in page


def test_the_list_is_for_those_who_take_part(crowd: Crowd) -> None:
    assert crowd.as_(crowd.stranger).get(PARTICIPANTS).status_code == HTTPStatus.NOT_FOUND
    assert crowd.client.get(PARTICIPANTS).location.startswith("/en/sign-in")


@pytest.mark.both_databases
def test_a_consent_that_is_taken_back_takes_the_name_off_the_list(crowd: Crowd) -> None:
    with crowd.app.app_context(), scope.everything(), transaction():
        for consent in db.session.query(Consent).where(Consent.event_id == crowd.event_id):
            consent.withdrawn_at = clock.now()
    page = crowd.as_(crowd.reader).get(PARTICIPANTS).text.split('id="main"')[1]
    assert "Nobody is listed yet" in page
    assert not [name for name in EVERYBODY if name in page]


def test_members_come_first_and_each_is_one_group(crowd: Crowd) -> None:
    with crowd.app.app_context(), scope.everything():
        groups = [(group[0][0], [one.name for one in group[1]]) for group in named_page(crowd.event_id).groups]
    assert groups == [
        ("Réseau de Lomé", ["Zoë Müller-Łukasz"]), ("Бюро Алматы", ["Айгерим"]), ("Beijing Centre", ["Li Wei"]),
    ]  # fmt: skip


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("zoe muller", {"Zoë Müller-Łukasz"}),
        ("AIGERIM", {"Айгерим"}),
        ("айгЕРИМ", {"Айгерим"}),
        ("reseau de lome", {"Zoë Müller-Łukasz", "Unnamed Person", "Hidden Person"}),
        ("бюро", {"Айгерим", "Gone Person", "Reading Person"}),
        ("kazakhstan", {"Айгерим", "Gone Person", "Reading Person"}),
        ("beijing", {"Li Wei"}),
        ("%", set()),
        ("nobody at all", set()),
    ],
)
def test_search_minds_neither_accents_nor_case(crowd: Crowd, typed: str, found: set[str]) -> None:
    with crowd.app.app_context(), scope.everything():
        event = db.session.get_one(Event, crowd.event_id)
        assert {row.name for row in people_page(event, PeopleFilter(search=typed)).rows} == found
        named = {one.name for _group, people in named_page(event.id, typed).groups for one in people}
        assert named == found & NAMED


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (PeopleFilter(), EVERYBODY),
        (PeopleFilter(role=DELEGATE), {"Zoë Müller-Łukasz", "Unnamed Person", "Gone Person", "Айгерим"}),
        (PeopleFilter(role=ParticipantRole.GUEST), {"Li Wei"}),
        (PeopleFilter(state=RegistrationState.WITHDRAWN), {"Gone Person"}),
        (PeopleFilter(region=Region.EUROPE), {"Gone Person", "Айгерим", "Reading Person"}),
        (PeopleFilter(language="ru"), {"Айгерим"}),
        (PeopleFilter(member="TG-RESEAU"), {"Zoë Müller-Łukasz", "Unnamed Person", "Hidden Person"}),
        (PeopleFilter(member="TG-RESEAU", search="zoe"), {"Zoë Müller-Łukasz"}),
        (PeopleFilter(undeclared=True), set()),
    ],
)
def test_the_secretariat_filters_people(crowd: Crowd, wanted: PeopleFilter, found: set[str]) -> None:
    with crowd.app.app_context(), scope.everything():
        assert {row.name for row in people_page(db.session.get_one(Event, crowd.event_id), wanted).rows} == found


@pytest.mark.both_databases
def test_who_has_not_accepted_what_is_asked_is_marked(crowd: Crowd) -> None:
    with crowd.app.app_context(), scope.everything(), transaction():
        db.session.get_one(Event, crowd.event_id).safeguarding = True
    page = crowd.as_(crowd.staff).get(f"{PEOPLE}?undeclared=y&q=zoe").text
    assert "Declaration missing" in page.split("</thead>")[-1]


@pytest.mark.both_databases
def test_whoever_does_not_come_misses_no_declaration(crowd: Crowd) -> None:
    with crowd.app.app_context(), scope.everything(), transaction():
        event = db.session.get_one(Event, crowd.event_id)
        event.safeguarding = True
        assert "Gone Person" not in {row.name for row in people_page(event, PeopleFilter(undeclared=True)).rows}
        assert people_page(event, PeopleFilter(undeclared=True)).place.total == len(EVERYBODY) - 1


def test_the_page_shows_everybody_to_the_secretariat_only(crowd: Crowd) -> None:
    page = crowd.as_(crowd.staff).get(PEOPLE).text
    assert {name for name in EVERYBODY if name in page} == EVERYBODY
    assert "7 people" in page
    with crowd.app.app_context(), transaction():
        scrutineer = staff(Role.SCRUTINEER).id
    for reader in (crowd.reader, crowd.focal_point, scrutineer):
        for address in (PEOPLE, f"{PEOPLE}.csv"):
            assert crowd.as_(reader).get(address).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("order", "first"),
    [(PeopleOrder.NAME, "Gone Person"), (PeopleOrder.ORGANISATION, "Li Wei"), (PeopleOrder.NEWEST, "Reading Person")],
)
def test_the_list_goes_by_name_organisation_or_day(crowd: Crowd, order: PeopleOrder, first: str) -> None:
    with crowd.app.app_context(), scope.everything():
        rows = people_page(db.session.get_one(Event, crowd.event_id), PeopleFilter(order=order)).rows
    assert rows[0].name == first
    assert {row.name for row in rows} == EVERYBODY


def test_a_value_that_does_not_exist_filters_nothing(crowd: Crowd) -> None:
    page = crowd.as_(crowd.staff).get(f"{PEOPLE}?role=king&state=lost&region=moon&language=xx&page=99").text
    assert "7 people" in page


@pytest.mark.both_databases
def test_the_download_follows_the_filters_and_says_who_agreed_to_what(crowd: Crowd) -> None:
    browser = crowd.as_(crowd.staff)
    text = browser.get(f"{PEOPLE}.csv?member=TG-RESEAU").data.decode("utf-8-sig")
    assert len(text.splitlines()) == 4
    assert "Elsewhere" not in text
    content = browser.get(f"{PEOPLE}.xlsx?q=zoe").data
    headings, row = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    told = dict(zip(headings, row, strict=True))
    assert told["Name"] == "Zoë Müller-Łukasz"
    assert told["In the list of participants"] == "Yes"
    assert told["Hidden from lists"] == "No"
    assert told["Code"] == "TG-RESEAU"
    assert browser.get(f"{PEOPLE}.exe").status_code == HTTPStatus.NOT_FOUND


def test_a_name_that_begins_like_a_formula_is_a_name_in_the_download(crowd: Crowd) -> None:
    with crowd.app.app_context(), scope.everything(), transaction():
        register(invited_member(db.session.get_one(Event, crowd.event_id)).delegation, name="=cmd|' /C calc'!A0")
    text = crowd.as_(crowd.staff).get(f"{PEOPLE}.csv?q=calc").data.decode("utf-8-sig")
    assert "'=cmd|" in text


@pytest.mark.both_databases
def test_long_lists_have_pages_and_the_number_of_queries_stays(crowd: Crowd) -> None:
    browser = crowd.as_(crowd.staff)

    def queries(address: str) -> int:
        browser.get(address)
        with statements() as sent:
            assert browser.get(address).status_code == HTTPStatus.OK
        return len(sent)

    addresses = (PEOPLE, PARTICIPANTS, f"{PEOPLE}.csv")
    before = [queries(address) for address in addresses]
    with crowd.app.app_context(), scope.everything(), transaction():
        event = db.session.get_one(Event, crowd.event_id)
        for _member in range(ROWS_A_PAGE // 2 + 1):
            home = invited_member(event)
            for _seat in range(2):
                agree(register(home.delegation), LISTED)
    assert [queries(address) for address in addresses] == before
    page = browser.get(PARTICIPANTS).text
    assert "page 1 of 2" in page
    assert "105 people" in page
    assert browser.get(f"{PARTICIPANTS}?page=2").text.count("<li><b>") == 5
