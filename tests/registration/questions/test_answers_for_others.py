"""Answering for others: the focal point for its people, the secretariat for anybody; nobody else."""

from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import scope
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.registration.consents.models import Acceptance, Consent
from assembly.registration.questions.kinds import QuestionKind
from tests.factories import accounts
from tests.factories.guests import register_guest
from tests.factories.members import statements
from tests.factories.questions import ask
from tests.factories.registration import DELEGATE, invited_member, open_event, register
from tests.registration.questions.worlds import Site


@pytest.mark.both_databases
def test_a_focal_point_answers_for_its_people_what_it_may(site: Site) -> None:
    client = site.as_(site.focal_point)
    page = client.get(site.page).text
    assert "Questions about Awa Diallo" in page
    assert "A visa?" in page
    assert "Any illness?" not in page
    both = {f"q{site.visa}": "no", f"q{site.health}": "made up"}
    saved = client.post(site.page, data=site.typed(site.visa, site.health, **both))
    assert saved.location == f"{site.home}/questions"
    assert site.values(site.awa) == {site.visa: "no"}


def test_a_focal_point_does_not_see_what_was_told_in_confidence(site: Site) -> None:
    site.client.post(site.mine, data=site.typed(site.health, **{f"q{site.health}": "asthma"}))
    assert "asthma" not in site.as_(site.focal_point).get(site.page).text


def test_the_people_of_another_member_are_not_found(site: Site) -> None:
    client = site.as_(site.focal_point)
    mixed = site.page.replace(str(site.awa), str(site.theirs))
    for address in (site.page_of_theirs, mixed):
        for method in ("GET", "POST"):
            answer = client.open(address, method=method, data=site.typed(site.visa, **{f"q{site.visa}": "no"}))
            assert answer.status_code == HTTPStatus.NOT_FOUND, (method, address)
    assert site.values(site.theirs) == {}


def test_a_focal_point_sees_whose_answers_are_missing(site: Site) -> None:
    client = site.as_(site.focal_point)
    client.post(site.page, data=site.typed(site.visa, **{f"q{site.visa}": "yes"}))
    page = client.get(f"{site.home}/questions").text
    assert page.index("Awa Diallo") < page.index("1 answer missing")
    workspace = client.get(site.home).text
    assert "1 answer is missing for Awa Diallo." in workspace
    assert "1 answer is missing for Moussa Traoré." in workspace
    assert f"{site.home}/questions" in workspace


def test_the_workspace_asks_as_often_for_many_people_as_for_few(site: Site) -> None:
    client = site.as_(site.focal_point)
    client.get(site.home)
    with statements() as few:
        client.get(f"{site.home}/questions")
    with site.app.app_context(), scope.everything(), transaction():
        event = open_event(seats={DELEGATE: 30})
        big = invited_member(event)
        ask(event, QuestionKind.CHOICE, required=True)
        for _ in range(30):
            register(big.delegation, DELEGATE)
        address, person = f"/en{big.page}/questions", big.focal_point.id
    client = site.as_(person)
    client.get(address)
    with statements() as many:
        assert client.get(address).text.count("1 answer missing") == 30
    assert len(many) == len(few)


# The secretariat


@pytest.fixture
def staff(site: Site) -> FlaskClient:
    with site.app.app_context(), transaction():
        person = accounts.staff().id
    return site.as_(person)


def page_of(site: Site, registration_id: int) -> str:
    return f"/en/secretariat/events/{site.slug}/questions/people/{registration_id}"


def test_the_secretariat_writes_down_what_somebody_tells_it_and_the_person_reads_so(
    site: Site, staff: FlaskClient
) -> None:
    page = staff.get(page_of(site, site.awa)).text
    assert "Questions about Awa Diallo" in page
    assert "Any illness?" in page  # what a focal point may not ask
    typed = {f"q{site.visa}": "no", f"q{site.health}": "asthma"}
    saved = staff.post(page_of(site, site.awa), data=site.typed(site.visa, site.health, **typed))
    assert saved.location.startswith(f"/en/secretariat/events/{site.slug}/delegations/")
    assert site.values(site.awa) == {site.visa: "no", site.health: "asthma"}
    assert site.client.get(site.mine).text.count("Answered by the secretariat on") == 2
    with site.app.app_context():
        act = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "answers.changed")).one()
        assert act.details == {"question_ids": [site.visa, site.health], "by": "secretariat"}


@pytest.mark.both_databases
def test_what_the_person_answers_anew_is_theirs_again(site: Site, staff: FlaskClient) -> None:
    staff.post(page_of(site, site.awa), data=site.typed(site.health, **{f"q{site.health}": "asthma"}))
    site.client.post(site.mine, data=site.typed(site.health, **{f"q{site.health}": "hay fever"}))
    assert "Answered by the secretariat" not in site.client.get(site.mine).text


def test_a_guest_is_answered_for_too(site: Site, staff: FlaskClient) -> None:
    with site.app.app_context(), scope.everything(), transaction():
        guest = register_guest(db.session.get_one(Event, site.event_id))
        number = guest.id
    guests = f"/en/secretariat/events/{site.slug}/guests"
    assert page_of(site, number) in staff.get(guests).text
    saved = staff.post(page_of(site, number), data=site.typed(site.visa, **{f"q{site.visa}": "no"}))
    assert saved.location == guests
    assert site.values(number) == {site.visa: "no"}


def test_who_was_invited_alone_is_told_of_no_focal_point(site: Site) -> None:
    with site.app.app_context(), scope.everything(), transaction():
        guest = register_guest(db.session.get_one(Event, site.event_id)).person_id
    browser = site.app.test_client()
    accounts.sign_in(browser, site.app, guest)
    page = browser.get(f"/en/events/{site.slug}/questions").text
    assert "Only you and the secretariat see it." in page
    assert "Your focal point" not in page


def test_the_secretariat_in_a_members_workspace_answers_as_the_secretariat(site: Site, staff: FlaskClient) -> None:
    assert staff.get(site.page).location == page_of(site, site.awa)


def test_nobody_else_answers_there_and_people_of_another_event_are_not_found(site: Site, staff: FlaskClient) -> None:
    for stranger in (site.awa_person, site.focal_point):
        assert site.as_(stranger).get(page_of(site, site.awa)).status_code == HTTPStatus.FORBIDDEN
    with site.app.app_context(), transaction():
        other = open_event().slug
    assert staff.get(page_of(site, site.awa).replace(site.slug, other)).status_code == HTTPStatus.NOT_FOUND
    assert staff.get(page_of(site, 999)).status_code == HTTPStatus.NOT_FOUND


def test_consents_and_declarations_are_the_persons_own(site: Site, staff: FlaskClient) -> None:
    """No field of the page gives them: what is sent of them is of nobody's interest."""
    wishes = {"pictures": "y", "conduct": "y", "safeguarding": "y"}
    staff.post(page_of(site, site.awa), data=site.typed(site.visa, **{f"q{site.visa}": "no"}, **wishes))
    with site.app.app_context(), scope.everything():
        assert db.session.scalars(select(Consent)).all() == []
        assert db.session.scalars(select(Acceptance)).all() == []
