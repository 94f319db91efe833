"""Changes after closing: asked for in the workspace, made or declined by the secretariat, told by mail."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
import time_machine
from sqlalchemy import select

from assembly import scope
from assembly.accounts.models import Person
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.mail.kinds import kind_named
from assembly.registration.helping.models import Helper
from assembly.registration.models import Delegation
from assembly.registration.requests.models import ProposedPerson
from assembly.registration.requests.rules import Asking, RequestState, asking
from tests.factories.accounts import sign_in
from tests.factories.letters import letters
from tests.factories.registration import ALTERNATE, mails, register
from tests.registration.requests.conftest import NEW, Site


def test_the_workspace_offers_to_ask_once_registration_has_closed(site: Site) -> None:
    page = site.client.get(site.page).text
    for act in (f"people/{site.one}/correct", f"people/{site.one}/replace", f"people/{site.one}/withdraw", "new?role="):
        assert f"/requests/{act}" in page
    assert f"/people/{site.one}/replace" in page
    assert "/people/new" not in page
    with site.app.app_context(), scope.everything(), transaction():
        db.session.get_one(Delegation, site.delegation_id).event.registration_closes_at = site.closes + timedelta(
            hours=1
        )
    assert "/requests/" not in site.client.get(site.page).text
    early = site.client.post(f"{site.page}/requests/people/{site.one}/withdraw")
    assert early.status_code == HTTPStatus.CONFLICT
    assert "you can change your delegation yourself" in early.text


@pytest.mark.parametrize(
    ("hours", "expected"), [(-2, Asking.NOT_YET), (0, Asking.POSSIBLE), (23, Asking.POSSIBLE), (24, Asking.OVER)]
)
def test_a_change_is_asked_for_from_the_close_of_registration_to_the_end_of_the_event(
    hours: int, expected: Asking
) -> None:
    closes = datetime(2026, 11, 1, tzinfo=UTC)
    day = timedelta(days=1)
    assert asking(closes - day, closes, closes + day, closes + timedelta(hours=hours)) is expected


@pytest.mark.both_databases
def test_a_substitution_is_carried_out_as_if_the_secretariat_had_acted_for_the_member(site: Site) -> None:
    request_id = site.ask("replace", **NEW)
    shown = site.client.get(site.page).text
    assert "Replace Awa Diallo by Болот Асаналиев (Delegate)" in shown
    assert "Waits for the secretariat" in shown
    assert "1 request for a change after closing" in site.office.get("/en/secretariat/events/assembly").text
    assert (
        "1 request after closing waits for you" in site.office.get("/en/secretariat/events/assembly/delegations").text
    )
    listed = site.office.get(site.list).text
    assert "Replace Awa Diallo by Болот Асаналиев (Delegate)" in listed
    one = site.office.get(f"{site.list}/{request_id}").text
    assert "Awa is ill." in one
    assert "bolot@people.example" in one
    assert site.people() == [("Awa Diallo", "delegate")]
    assert site.office.post(f"{site.list}/{request_id}").location == site.list
    assert site.people() == [("Болот Асаналиев", "delegate")]
    with site.app.app_context(), scope.everything():
        acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id == site.secretary)).all()
        assert list(acts) == ["registration.withdrawn", "registration.added", "change.accepted"]
        assert len(mails("registration-withdrawn")) == 1
        assert [one.language for one in mails("registration-confirmed")][-1] == "ru"
        assert [one.person_id for one in mails("change-accepted")] == [site.focal_point]
        assert db.session.get_one(ProposedPerson, request_id).person_id == mails("registration-confirmed")[-1].person_id
    assert "Accepted and done" in site.client.get(site.page).text


def test_somebody_is_added_and_accepted_at_once_where_registrations_wait_for_the_secretariat(site: Site) -> None:
    with site.app.app_context(), scope.everything(), transaction():
        db.session.get_one(Delegation, site.delegation_id).event.approval = True
    request_id = site.ask("new", role="alternate", **NEW)
    site.office.post(f"{site.list}/{request_id}")
    assert site.people() == [("Awa Diallo", "delegate"), ("Болот Асаналиев", "alternate")]
    with site.app.app_context(), scope.everything():
        assert [one.name for one in mails("registration-confirmed")][-1] == "Болот Асаналиев"


def test_a_seat_that_is_gone_meanwhile_is_said_and_the_request_waits_on(site: Site) -> None:
    request_id = site.ask("new", role="alternate", **NEW)
    with site.app.app_context(), scope.everything(), transaction():
        delegation = db.session.get_one(Delegation, site.delegation_id)
        with time_machine.travel(site.closes - timedelta(minutes=1), tick=False):
            register(delegation, ALTERNATE)
    refused = site.office.post(f"{site.list}/{request_id}")
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "All your seats in this role are taken." in refused.text
    with site.app.app_context(), scope.everything():
        assert site.request(request_id).state is RequestState.WAITING
        assert mails("change-accepted") == []


def test_a_correction_is_written_by_the_secretariat_beside_the_members_words(site: Site) -> None:
    assert site.client.post(f"{site.page}/requests/people/{site.one}/correct", data={"note": " "}).status_code == 422
    request_id = site.ask("correct", note="Her name is Awa Diallo Sow.")
    page = site.office.get(f"{site.list}/{request_id}").text
    assert "Her name is Awa Diallo Sow." in page
    assert 'value="Awa Diallo"' in page
    with site.app.app_context(), scope.everything():
        person = site.person_of(site.one)
        typed = {"name": "Awa Diallo Sow", "email": person.email, "language": "fr", "zone": person.zone}
    bad = site.office.post(f"{site.list}/{request_id}", data=typed | {"role": "delegate", "email": "no"})
    assert bad.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    site.office.post(f"{site.list}/{request_id}", data=typed | {"role": "alternate"})
    assert site.people() == [("Awa Diallo Sow", "alternate")]


def test_whoever_is_gone_meanwhile_cannot_be_corrected(site: Site) -> None:
    withdraw = site.ask("withdraw")
    site.office.post(f"{site.list}/{withdraw}")
    assert site.people() == []
    assert site.client.get(f"{site.page}/requests/people/{site.one}/correct").status_code == HTTPStatus.NOT_FOUND


def test_a_refusal_is_read_in_the_mail_and_in_the_workspace(site: Site) -> None:
    request_id = site.ask("withdraw", note="She cannot come.")
    empty = site.office.post(f"{site.list}/{request_id}/decline", data={"reason": ""})
    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    site.office.post(f"{site.list}/{request_id}/decline", data={"reason": "The list is printed."})
    assert site.people() == [("Awa Diallo", "delegate")]
    page = site.client.get(site.page).text
    assert "The list is printed." in page
    assert "Declined" in page
    with site.app.app_context(), scope.everything():
        (letter,) = letters("change-declined")
        assert {fact.value for fact in letter.facts} >= {"The list is printed."}
        assert mails("change-declined")[0].language == "fr"
        assert "registration-withdrawn" not in {one.kind for one in mails("registration-withdrawn")}


def test_a_waiting_request_can_be_taken_back_and_then_not_be_answered(site: Site) -> None:
    request_id = site.ask("withdraw")
    assert site.client.post(f"{site.page}/requests/{request_id}/take-back").location == site.page
    assert "Taken back" in site.client.get(site.page).text
    late = site.office.post(f"{site.list}/{request_id}", follow_redirects=True)
    assert "answered or taken back in the meantime" in late.text
    assert site.people() == [("Awa Diallo", "delegate")]
    again = site.client.post(f"{site.page}/requests/{request_id}/take-back", follow_redirects=True)
    assert "answered or taken back in the meantime" in again.text
    declined = site.office.post(f"{site.list}/{request_id}/decline", data={"reason": "No"}, follow_redirects=True)
    assert "answered or taken back in the meantime" in declined.text
    site.ask("withdraw")  # and asked for again


def test_one_request_at_a_time_waits_for_each_person(site: Site) -> None:
    site.ask("withdraw")
    page = f"{site.page}/requests/people/{site.one}"
    refused = site.client.post(f"{page}/replace", data=NEW)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "A request about this person waits already." in refused.text
    assert "Болот Асаналиев" in refused.text
    site.ask("new", role="alternate", **NEW)
    twice = site.client.post(f"{site.page}/requests/new", data=NEW | {"role": "alternate"})
    assert "A request about this person waits already." in twice.text


def test_another_members_people_and_requests_are_not_found(site: Site) -> None:
    request_id = site.ask("withdraw")
    addresses = [
        f"{site.page}/requests/people/{site.theirs}/withdraw",
        f"{site.other_page}/requests/people/{site.theirs}/withdraw",
        f"{site.other_page}/requests/new",
        f"{site.other_page}/requests/{request_id}/take-back",
    ]
    for address in addresses:
        assert site.client.post(address).status_code == HTTPStatus.NOT_FOUND, address
    assert site.client.get(f"{site.list}/{request_id}").status_code == HTTPStatus.FORBIDDEN
    foreign = site.office.get(f"/en/secretariat/events/other/requests/{request_id}")
    assert foreign.status_code == HTTPStatus.NOT_FOUND


def test_a_helper_asks_under_their_own_name_and_is_told_the_answer(site: Site) -> None:
    with time_machine.travel(site.closes - timedelta(hours=1), tick=False):
        named = {"name": "Fatou Sow", "email": "fatou@sow.example", "language": "es"}
        site.client.post(f"{site.page}/helpers/new", data=named)
    with site.app.app_context(), scope.everything():
        helper = db.session.scalars(select(Helper.person_id)).one()
    sign_in(site.client, site.app, helper)
    request_id = site.ask("withdraw")
    assert "Asked by Fatou Sow" in site.client.get(site.page).text
    site.office.post(f"{site.list}/{request_id}")
    with site.app.app_context(), scope.everything():
        told = {one.person_id: one.language for one in mails("change-accepted")}
        assert told == {site.focal_point: "fr", helper: "es"}
        delivery = mails("change-accepted")[0]
        with transaction(), speaking("en"):
            letter = kind_named("change-accepted").render(delivery)
        assert "Fatou Sow" in {fact.value for fact in letter.facts}
        asked = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "change.asked")).one()
        assert asked.actor_id == helper


def test_nobody_is_asked_for_who_takes_part_already(site: Site) -> None:
    with site.app.app_context(), scope.everything():
        there: Person = site.person_of(site.theirs)
        known = {"name": there.name, "email": there.email}
    refused = site.client.post(f"{site.page}/requests/people/{site.one}/replace", data=NEW | known)
    assert "registered for the event already" in refused.text
