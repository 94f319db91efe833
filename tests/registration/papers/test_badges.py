"""Badges of many at once and of one person: who gets one, what it shows, and that nothing is made by looking."""

from http import HTTPStatus
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select, update

from assembly import clock, scope
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.events.models import Event, Quota
from assembly.extensions import db
from assembly.registration.models import Registration
from assembly.registration.papers import badges, queries
from assembly.registration.papers.rules import PaperKind, shown_code
from assembly.registration.service import withdraw_person
from tests.factories.guests import register_guest
from tests.factories.papers import words
from tests.factories.registration import invited_member, open_event, register
from tests.registration.papers.conftest import Meeting
from tests.statements import statements


@pytest.fixture
def office(meeting: Meeting):
    return meeting.browser(meeting.staff)


@pytest.mark.both_databases
def test_everybody_accepted_gets_one_badge_however_often_the_button_is_pressed(meeting, office):
    assert "2 people have no badge yet" in office.get(meeting.office).text
    for _time in range(2):
        answer = office.post(f"{meeting.office}/badges", data={"role": ""}, follow_redirects=True)
    assert "Everybody who is accepted has a badge." in answer.text
    assert {one.registration_id for one in meeting.papers(PaperKind.BADGE)} == {meeting.awa, meeting.natalia}
    with meeting.app.app_context():
        acts = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "paper.badges_issued")).all()
        assert [act.details["count"] for act in acts] == [2]


def test_the_sheet_shows_name_latin_form_organisation_country_role_in_all_languages_and_code(meeting, office):
    office.post(f"{meeting.office}/badges", data={"role": ""})
    answer = office.get(f"{meeting.office}/badges.pdf")
    assert answer.content_type == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    said = words(answer.data)
    codes = [shown_code(one.code) for one in meeting.papers()]
    for shown in (
        "Awa Diallo",
        "Наталья",
        "Natalia Shcherbakova",
        "Network of Lomé",
        "Togo",
        "Delegate",
        "Делегат",
        *codes,
    ):
        assert shown in said
    assert "International Assembly" in said


@pytest.mark.both_databases
def test_badges_of_one_role_alone(meeting, office):
    with meeting.app.app_context(), scope.everything(), transaction():
        register_guest(db.session.get_one(Event, meeting.event_id), name="Ana Guest")
    office.post(f"{meeting.office}/badges", data={"role": "guest"})
    assert len(meeting.papers()) == 1
    said = words(office.get(f"{meeting.office}/badges.pdf?role=guest").data)
    assert "Ana Guest" in said
    assert "Awa" not in said
    assert office.get(f"{meeting.office}/badges.pdf?role=delegate").status_code == HTTPStatus.NOT_FOUND
    assert office.get(f"{meeting.office}/badges.pdf?role=king").status_code == HTTPStatus.NOT_FOUND
    assert office.post(f"{meeting.office}/badges", data={"role": "king"}).status_code == HTTPStatus.NOT_FOUND


def test_who_is_not_accepted_gets_none(meeting, office):
    with meeting.app.app_context(), scope.everything(), transaction():
        withdraw_person(None, db.session.get_one(Registration, meeting.natalia), now=clock.now())
    office.post(f"{meeting.office}/badges", data={"role": ""})
    assert [one.registration_id for one in meeting.papers()] == [meeting.awa]
    assert office.post(f"{meeting.office}/people/{meeting.natalia}/badge").status_code == HTTPStatus.CONFLICT


def test_a_badge_that_was_made_is_not_printed_once_its_person_has_withdrawn(meeting, office):
    office.post(f"{meeting.office}/badges", data={"role": ""})
    badge = next(one for one in meeting.papers() if one.registration_id == meeting.natalia)
    assert office.get(f"{meeting.office}/{badge.id}.pdf").status_code == HTTPStatus.OK
    with meeting.app.app_context(), scope.everything(), transaction():
        withdraw_person(None, db.session.get_one(Registration, meeting.natalia), now=clock.now())
    assert office.get(f"{meeting.office}/{badge.id}.pdf").status_code == HTTPStatus.NOT_FOUND
    assert "Natalia" not in words(office.get(f"{meeting.office}/badges.pdf").data)
    assert "No longer valid" in office.get(f"{meeting.office}/people/{meeting.natalia}").text


def test_a_registration_that_goes_to_another_person_needs_another_badge(meeting, office):
    office.post(f"{meeting.office}/people/{meeting.awa}/badge")
    with meeting.app.app_context(), scope.everything(), transaction():
        db.session.execute(
            update(Registration).where(Registration.id == meeting.awa).values(person_id=meeting.focal_point)
        )
    assert office.get(f"{meeting.office}/{meeting.papers()[0].id}.pdf").status_code == HTTPStatus.NOT_FOUND
    office.post(f"{meeting.office}/people/{meeting.awa}/badge")
    assert [one.person_id for one in meeting.papers()] == [meeting.awa_id, meeting.focal_point]


def test_the_page_of_a_person_offers_what_can_be_made(meeting, office):
    page = f"{meeting.office}/people/{meeting.awa}"
    offered = office.get(page).text
    assert f'action="{page}/badge"' in offered
    assert f'action="{page}/letter"' in offered
    office.post(f"{page}/badge")
    assert f'action="{page}/badge"' not in office.get(page).text
    assert (
        f'action="{meeting.office}/people/{meeting.natalia}/letter"'
        not in office.get(f"{meeting.office}/people/{meeting.natalia}").text
    )
    assert f'href="{page}"' in office.get(meeting.office.replace("papers", "people")).text


@pytest.mark.both_databases
def test_a_badge_that_was_taken_back_is_made_anew_under_another_code(meeting, office):
    office.post(f"{meeting.office}/people/{meeting.awa}/badge")
    (first,) = meeting.papers()
    answer = office.post(f"{meeting.office}/{first.id}/withdraw", follow_redirects=True)
    assert "It is taken back" in answer.text
    office.post(f"{meeting.office}/people/{meeting.awa}/badge")
    again = meeting.papers()
    assert len(again) == 2
    assert again[0].withdrawn_at
    assert again[0].code != again[1].code


def test_names_are_names_and_a_name_that_no_font_has_shows_its_latin_form(app: Flask, meeting, office):
    """Cases 35 and 36."""
    strange = '#read("/x") *a* $b$ <img onerror> {{7*7}}'
    with app.app_context(), scope.everything(), transaction():
        home = invited_member(db.session.get_one(Event, meeting.event_id), name="=cmd|' \u202eorganisation")
        register(home.delegation, name=strange)
        register(home.delegation, name="한국 김", latin_name="Kim Hanguk")
    office.post(f"{meeting.office}/badges", data={"role": ""})
    said = words(office.get(f"{meeting.office}/badges.pdf").data)
    assert strange.replace(" ", "") in said.replace(" ", "")
    assert "=cmd|' organisation" in said
    assert "Kim Hanguk" in said
    assert "□" not in said


@pytest.mark.both_databases
def test_eight_on_a_sheet_and_as_many_queries_for_many_as_for_one(meeting, office):
    with meeting.app.app_context(), scope.everything(), transaction():
        db.session.execute(update(Quota).values(seats=30))
        home = invited_member(db.session.get_one(Event, meeting.event_id))
        for _number in range(15):
            register(home.delegation)
    office.post(f"{meeting.office}/badges", data={"role": ""})
    with meeting.app.app_context(), scope.everything(), statements() as executed:
        found = queries.badges(meeting.event_id, None)
        content = badges.sheets(db.session.get_one(Event, meeting.event_id), found, made_at=clock.now())
    assert len(found) == 17
    assert len(PdfReader(BytesIO(content)).pages) == 3
    assert len(executed) <= 4


def test_a_paper_of_another_event_is_not_found(meeting, office):
    office.post(f"{meeting.office}/people/{meeting.awa}/badge")
    (badge,) = meeting.papers()
    with meeting.app.app_context(), transaction():
        other = f"/en/secretariat/events/{open_event().slug}/papers"
    for address in (f"{other}/{badge.id}.pdf", f"{other}/people/{meeting.awa}"):
        assert office.get(address).status_code == HTTPStatus.NOT_FOUND
    assert office.post(f"{other}/{badge.id}/withdraw").status_code == HTTPStatus.NOT_FOUND
    assert office.post(f"{other}/people/{meeting.awa}/badge").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.both_databases
def test_ones_own_badge_and_nobody_elses(meeting, office):
    """Case 2: the focal point, who may edit the delegation, and a colleague find nothing."""
    office.post(f"{meeting.office}/badges", data={"role": ""})
    badge = next(one for one in meeting.papers() if one.registration_id == meeting.awa)
    address = f"{meeting.own}/{badge.id}.pdf"
    assert words(meeting.browser(meeting.awa_id).get(address).data).count("Awa Diallo") == 1
    for other in (meeting.natalia_id, meeting.focal_point):
        browser = meeting.browser(other)
        answer, unknown = browser.get(address), browser.get(f"{meeting.own}/999.pdf")
        assert answer.status_code == unknown.status_code == HTTPStatus.NOT_FOUND
        assert "There is no such page, or it is not yours to see." in answer.text
    assert meeting.browser(meeting.staff).get(address).status_code == HTTPStatus.NOT_FOUND
