"""The ways that lead from page to page, and what My assembly shows of the programme."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly import clock, scope
from assembly.accounts.models import Role
from assembly.agenda import service as agenda
from assembly.database import transaction
from tests.factories.accounts import person, sign_in, staff
from tests.factories.agenda import FOUR, make_sitting, sitting_draft
from tests.factories.credentials import give, voting_member
from tests.factories.registration import invited_member, open_event, register


def test_the_secretariat_finds_its_way_back_and_to_a_further_event(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything(), transaction():
        slug, secretary = open_event().slug, staff().id
    sign_in(client, app, secretary)
    assert 'href="/en/secretariat/"' in client.get("/en/").text
    assert f'href="/en/secretariat/events/{slug}"' in client.get(f"/en/events/{slug}").text
    assert 'href="/en/secretariat/events/new"' in client.get(f"/en/secretariat/events/{slug}").text


def test_the_secretariat_is_warned_where_somebody_reads_the_mail_of_a_role(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything(), transaction():
        event, secretary = open_event(), staff(email="office@federation.example")
        staff(Role.SCRUTINEER, event_id=open_event().id, name="Of another event", email="shared@people.example")
        person(email="shared@people.example")
        page, event_id = f"/en/secretariat/events/{event.slug}", event.id
    sign_in(client, app, secretary)
    assert "Address shared" not in client.get(page).text
    with app.app_context(), transaction():
        staff(Role.SCRUTINEER, event_id=event_id, name="Awa Diallo", email="diallo@people.example")
        person(name="Moussa Diallo", email="diallo@people.example")
    said = client.get(page).text
    assert said.count("Address shared") == 1
    assert "Awa Diallo has a role here and shares the address diallo@people.example" in said


def test_a_scrutineer_finds_the_votes(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything(), transaction():
        event = open_event()
        slug, scrutineer = event.slug, staff(Role.SCRUTINEER, event_id=event.id).id
    public = client.get(f"/en/events/{slug}").text
    assert "/scrutiny/" not in public
    assert "/secretariat/" not in public
    sign_in(client, app, scrutineer)
    page = client.get(f"/en/events/{slug}").text
    assert f'href="/en/scrutiny/events/{slug}/votes"' in page
    assert "/secretariat/" not in page


def test_who_is_asked_to_hold_a_proxy_is_asked_on_my_assembly_and_sees_what_they_hold(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context(), scope.everything(), transaction():
        event = open_event()
        holder, voter = voting_member(event)
        proxy_id = give(invited_member(event, name="Network of Lomé"), holder, accepted=False).id
        slug, delegate = event.slug, voter.person_id
    sign_in(client, app, delegate)
    page = f"/en/events/{slug}/my-assembly"
    assert "Say whether you will vote for Network of Lomé too" in client.get(page).text
    assert client.post(f"/en/events/{slug}/proxies/{proxy_id}", data={"answer": "perhaps"}).status_code == 400
    assert client.post(f"/en/events/{slug}/proxies/{proxy_id}", data={"answer": "yes"}).status_code == 303
    shown = client.get(page).text
    assert "Say whether" not in shown
    assert "you vote for this member too." in shown


@pytest.mark.both_databases
def test_a_participant_sees_the_sittings_as_they_were_published(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything(), transaction():
        event = open_event()
        sitting = make_sitting(event, starts_at=clock.now() + timedelta(days=12))
        agenda.publish_agenda(None, event)
        draft = sitting_draft(FOUR | {"en": "Not for readers yet"}, sitting.starts_at + timedelta(hours=1))
        agenda.change_sitting(None, sitting, draft)
        published_at = (sitting.starts_at - timedelta(hours=1)).isoformat(timespec="minutes")
        slug, delegate = event.slug, register(invited_member(event).delegation).person_id
        sitting_id = sitting.id
    sign_in(client, app, delegate)
    page = client.get(f"/en/events/{slug}/my-assembly").text
    assert FOUR["en"] in page
    assert published_at in page
    assert f'href="/en/events/{slug}/join/{sitting_id}"' in page
    assert "meet.example" not in page
    assert "Not for readers yet" not in page
