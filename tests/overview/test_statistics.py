"""The figures of an event: what is counted, where, and in which form they leave."""

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly import clock, scope
from assembly.database import transaction
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.members.geography import region_by_country
from assembly.members.models import MemberStatus, Region
from assembly.overview.statistics import clocks, statistics
from assembly.overview.statistics_map import places
from assembly.overview.statistics_views import SHEETS
from assembly.registration.models import Registration
from assembly.registration.questions.service import add_ready_made
from assembly.registration.rules import RegistrationState
from tests.factories.accounts import person, sign_in, staff
from tests.factories.members import make_member
from tests.factories.questions import answer
from tests.factories.registration import ALTERNATE, DELEGATE, invited_member, open_event, register
from tests.statements import statements

OFFICE = "/en/secretariat/events/assembly/statistics"


def at(one: Registration, *moment: int) -> Registration:
    one.created_at = datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type]
    return one


@pytest.fixture
def event(context: Flask) -> Event:
    """Two members of Mali and one of Peru registered, one of Nepal did not; a guest; others who do not count."""
    with transaction():
        event = open_event(slug="assembly", zone="Asia/Kathmandu")
        for country in ("ML", "ML"):
            home = invited_member(event, country=country)
            at(register(home.delegation, language="fr", zone="Africa/Bamako"), 2026, 9, 1, 12)
        at(register(home.delegation, ALTERNATE, language="fr", zone="Africa/Bamako"), 2026, 9, 1, 18, 14)
        peru = invited_member(event, country="PE", region=Region.AMERICAS)
        at(register(peru.delegation, language="es", zone="America/Lima"), 2026, 9, 1, 18, 15)
        (asked,) = add_ready_made(None, event, "interpretation", now=clock.now())
        answer(home.delegation.registrations[0], {asked.id: ["en", "es"]})
        gone = register(peru.delegation, language="es")
        answer(gone, {asked.id: ["ru"]})
        gone.state, gone.seat, gone.withdrawn_at = RegistrationState.WITHDRAWN, None, clock.now()
        make_member(country="NP")
        suspended = invited_member(event, country="FR")
        register(suspended.delegation, language="ru")
        suspended.member.status = MemberStatus.SUSPENDED
        register(invited_member(open_event()).delegation, language="ru")
        guest = Registration(
            event_id=event.id, person_id=person(language="en").id, role=ParticipantRole.GUEST,
            created_at=datetime(2026, 9, 4, 12, tzinfo=UTC),
        )  # fmt: skip
        db.session.add(guest)
        return event


def test_members_and_countries_are_counted_of_all(event: Event) -> None:
    found = statistics(event)
    assert (found.participation.members, found.members) == (3, 5)
    assert (found.participation.countries, found.all_countries) == (2, 3)
    assert found.participation.participants == 4
    counted = {one.country: (one.members, one.registered, one.participants) for one in found.countries}
    assert counted["PE"] == (1, 1, 1)
    assert counted["NP"] == (1, 0, 0)
    assert counted["ML"][1:] == (2, 3)
    assert "FR" not in counted


def test_members_of_regions_that_are_not_invited_are_not_counted(event: Event) -> None:
    with transaction():
        make_member(country="CH", region=Region.EUROPE)
    found = statistics(event)
    assert [one.region for one in found.participation.regions] == [Region.AMERICAS, Region.SUB_SAHARAN_AFRICA]
    assert (found.members, found.all_countries) == (5, 3)


def test_roles_languages_and_zones_count_everybody_who_is_accepted(event: Event) -> None:
    found = statistics(event)
    assert found.people == 5
    assert dict(found.roles) == {DELEGATE: 3, ALTERNATE: 1, ParticipantRole.GUEST: 1}
    assert found.languages == [("fr", 3), ("en", 1), ("es", 1)]
    assert [(one.offset // timedelta(hours=1), one.people) for one in found.clocks] == [(-5, 1), (0, 3), (7, 1)]


def test_interpretation_is_counted_as_people_asked_for_it(event: Event) -> None:
    asked = statistics(event).interpretation
    assert asked
    assert asked.answered == 1
    assert asked.needs == [("none", 0), ("en", 1), ("es", 1), ("fr", 0), ("ru", 0)]
    with transaction():
        assert statistics(open_event()).interpretation is None


def test_zones_whose_clocks_agree_when_the_event_begins_are_one() -> None:
    zones = {"Europe/London": 1, "Africa/Bamako": 2, "Europe/Paris": 4}
    for month, expected in ((1, [(0, 3), (1, 4)]), (7, [(0, 2), (1, 1), (2, 4)])):
        counted = clocks(zones, datetime(2026, month, 1, tzinfo=UTC))
        assert [(one.offset // timedelta(hours=1), one.people) for one in counted] == expected
    assert [one.zones[0][0] for one in clocks(zones, datetime(2026, 1, 1, tzinfo=UTC))] == [
        "Africa/Bamako", "Europe/Paris",
    ]  # fmt: skip


def test_a_day_is_one_of_the_events_calendar_and_empty_days_stand_between(event: Event) -> None:
    """Midnight in Kathmandu is 18:15 in UTC."""
    assert statistics(event).days == [
        (date(2026, 9, 1), 3), (date(2026, 9, 2), 1), (date(2026, 9, 3), 0), (date(2026, 9, 4), 1),
    ]  # fmt: skip


def test_nobody_registered_gives_no_days_and_no_fault(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything(), transaction():
        open_event(slug="assembly")
        secretary = staff().id
    sign_in(client, app, secretary)
    assert "Nobody is registered yet" in client.get(OFFICE).text
    for part in SHEETS:
        assert client.get(f"{OFFICE}/{part}.csv").status_code == HTTPStatus.OK


def test_each_figure_is_a_picture_a_table_and_a_sheet(event: Event, client: FlaskClient) -> None:
    with transaction():
        secretary = staff().id
    from flask import current_app

    sign_in(client, current_app._get_current_object(), secretary)  # type: ignore[attr-defined]
    page = client.get(OFFICE).text
    assert "3 members from 2 countries registered 4 participants." in page
    assert page.count("<circle") == 3
    assert page.count('class="dot-open"') == 1
    for name in ("Peru", "Sub-Saharan Africa", "UTC−5 · Lima", "French"):
        assert name in page
    for part in SHEETS:
        assert f"/statistics/{part}.csv" in page
        text = client.get(f"{OFFICE}/{part}.csv").data.decode("utf-8-sig")
        assert len(text.splitlines()) > 2, part
        assert client.get(f"{OFFICE}/{part}.xlsx").status_code == HTTPStatus.OK
    assert "PE,Peru,1,1,1" in client.get(f"{OFFICE}/countries.csv").data.decode("utf-8-sig")
    assert "2026-09-03,0" in client.get(f"{OFFICE}/days.csv").data.decode("utf-8-sig")
    for wrong in ("regions.exe", "votes.csv"):
        assert client.get(f"{OFFICE}/{wrong}").status_code == HTTPStatus.NOT_FOUND


def test_the_number_of_queries_does_not_grow(event: Event) -> None:
    def queries() -> int:
        with statements() as sent:
            statistics(event)
        return len(sent)

    statistics(event)
    before = queries()
    with transaction():
        for _number in range(5):
            home = invited_member(event)
            at(register(home.delegation), 2026, 10, 1)
    statistics(event)
    assert queries() == before
    assert statistics(event).days[-1][0] - statistics(event).days[0][0] == timedelta(days=30)


def test_every_country_has_its_place_on_the_map() -> None:
    found = places()
    without = set(region_by_country()) - set(found)
    assert without <= {"BV", "HM", "XK"}  # two islands without people; Kosovo, which ISO does not list
    assert all(0 <= x <= 3600 and 0 <= y <= 1800 for x, y in found.values())
    for country, x, y in (("ML", 1720, 773), ("RU", 2176, 343), ("BR", 1334, 1135), ("AU", 3312, 1239)):
        assert abs(found[country][0] - x) <= 5
        assert abs(found[country][1] - y) <= 5


def test_a_figure_named_like_a_formula_is_a_text(context: Flask, client: FlaskClient, event: Event) -> None:
    """Case 33: whatever a language is called in the database, a spreadsheet only shows it."""
    with transaction():
        register(invited_member(event).delegation).person.language = "=1+1"
        secretary = staff().id
    sign_in(client, context, secretary)
    assert "'=1+1,'=1+1,1" in client.get(f"{OFFICE}/languages.csv").data.decode("utf-8-sig")
    sheet = ZipFile(BytesIO(client.get(f"{OFFICE}/languages.xlsx").data)).read("xl/worksheets/sheet1.xml").decode()
    assert "=1+1" in sheet
    assert "<f>" not in sheet
