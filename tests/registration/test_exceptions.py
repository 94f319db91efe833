"""Other seats than everybody's: for a member, its status or its region."""

from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import scope
from assembly.database import transaction
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.members.models import MemberStatus, Region
from assembly.registration import queries, service
from assembly.registration.models import SeatException
from assembly.registration.rules import SeatsFor, seats_of_member
from assembly.registration.service import ExceptionDraft, NoSeatError
from tests.factories.accounts import sign_in, staff
from tests.factories.registration import DELEGATE, OBSERVER, invited_member, open_event, register


def test_what_is_said_of_the_member_counts_before_its_status_and_that_before_its_region() -> None:
    exceptions = [(SeatsFor.MEMBER, DELEGATE, 5), (SeatsFor.REGION, DELEGATE, 3), (SeatsFor.STATUS, OBSERVER, 0)]
    assert seats_of_member({DELEGATE: 2, OBSERVER: 1}, exceptions) == {DELEGATE: 5, OBSERVER: 0}
    assert seats_of_member({DELEGATE: 2}, exceptions[1:]) == {DELEGATE: 3, OBSERVER: 0}


def test_the_seats_of_a_region_hold_for_its_members_and_no_others(context: Flask) -> None:
    with transaction():
        event = open_event()
        here = invited_member(event, region=Region.AMERICAS, country="PE")
        there = invited_member(event, region=Region.EUROPE, country="AT")
        service.set_seats_for(None, event, ExceptionDraft(role=DELEGATE, seats=1, region=Region.AMERICAS))
    assert queries.seats_per_role(event.id, here.member)[DELEGATE] == 1
    assert queries.seats_per_role(event.id, there.member)[DELEGATE] == 2
    everybody = sum(queries.seats_per_role(event.id).values())
    in_all = queries.seats_in_all(event.id, [here.member, there.member])
    assert in_all == {here.member.id: everybody - 1, there.member.id: everybody}
    with transaction():
        register(here.delegation)
    with pytest.raises(NoSeatError), transaction():
        register(here.delegation)


def test_said_again_it_is_changed_and_removed_it_is_gone(context: Flask) -> None:
    with transaction():
        event = open_event()
        home = invited_member(event, status=MemberStatus.AFFILIATE)
        for seats in (0, 4):
            one = service.set_seats_for(
                None, event, ExceptionDraft(role=OBSERVER, seats=seats, status=MemberStatus.AFFILIATE)
            )
    assert queries.seats_per_role(event.id, home.member)[OBSERVER] == 4
    assert len(queries.seat_exceptions(event.id)) == 1
    with transaction():
        service.remove_exception(None, one)
    assert queries.seats_per_role(event.id, home.member)[OBSERVER] == 1


@pytest.mark.both_databases
def test_the_secretariat_adds_and_removes_one_on_the_page(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything(), transaction():
        event = open_event()
        code, slug, secretary = invited_member(event).member.code, event.slug, staff().id
    sign_in(client, app, secretary)
    page = f"/en/secretariat/events/{slug}/seats"
    typed = {"role": ParticipantRole.DELEGATE.value, "whom": f"member:{code}", "seats": "7"}
    assert client.post(page, data=typed | {"seats": "101"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.post(page, data=typed).status_code == HTTPStatus.SEE_OTHER
    assert ">7<" in client.get(page).text.replace(" ", "").replace("\n", "")
    with app.app_context():
        number = db.session.scalars(select(SeatException.id)).one()
    assert client.post(f"{page}/{number}/remove").status_code == HTTPStatus.SEE_OTHER
    assert "Every member has the same seats" in client.get(page).text


def test_for_whom_it_is_has_to_be_chosen(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything(), transaction():
        slug, secretary = open_event().slug, staff().id
    sign_in(client, app, secretary)
    page = f"/en/secretariat/events/{slug}/seats"
    chooser = client.get(page).text.split('name="whom"')[1].split("</select>")[0]
    assert chooser.index('value=""') < chooser.index("<optgroup")
    answer = client.post(page, data={"role": ParticipantRole.DELEGATE.value, "whom": "", "seats": "7"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'id="whom-error"' in answer.text
    with app.app_context():
        assert db.session.scalars(select(SeatException)).all() == []
