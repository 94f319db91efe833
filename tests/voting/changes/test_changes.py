"""Whoever changes a voter or an address during a vote cannot keep it from those who were there before."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly import clock, scope
from assembly.accounts.models import Person, Role
from assembly.credentials import service as credentials
from assembly.database import transaction
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.registration import service as registrations
from assembly.registration.models import Delegation, Invitation, Registration
from assembly.registration.service import Details
from assembly.voting import service
from assembly.voting.changes import service as changes
from tests.factories import accounts
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.letters import letters
from tests.factories.registration import mails
from tests.factories.voting import Scene, Seat
from tests.voting.test_handing_over import hand_over, stand_in

OLD, NEW = "awa@home.example", "somebody@else.example"


def told() -> dict[str, list[str]]:
    """Tell what is to be told, as the sweep does; return the addresses of each kind of mail."""
    for vote_id in changes.with_changes():
        with transaction():
            changes.tell_changes(vote_id)
    assert changes.with_changes() == [], "nothing is told twice"
    kinds = (changes.ADDRESS_LEFT, changes.ADDRESS_CHANGED, changes.VOTES_NO_MORE, changes.VOTER_CHANGED)
    return {kind: [one.address for one in found] for kind in kinds if (found := mails(kind))}


def address_of(person_id: int) -> str:
    return db.session.get_one(Person, person_id).email


def focal_point(seat: Seat) -> list[str]:
    return [address_of(seat.focal_point_id)]


def change_address(seat: Seat, email: str, name: str = "Awa") -> None:
    with transaction():
        registration = db.session.get_one(Registration, seat.registration_id)
        details = Details(name=name, email=email, language="en", zone="UTC")
        registrations.change_person(
            seat.focal_point_id, registration, ParticipantRole.DELEGATE, details, now=clock.now(), late=True
        )


@pytest.mark.both_databases
def test_a_new_address_is_told_to_the_old_one_and_to_the_member(context: Flask, scene: Scene) -> None:
    seat, other = scene.seats[0], scene.seats[1]
    change_address(seat, OLD)
    change_address(other, "early@home.example", "Early")
    make.open_vote(scene)
    make.open_vote(scene)
    assert told() == {}, "what changed before the vote concerns nobody"
    change_address(seat, NEW)
    assert told() == {changes.ADDRESS_LEFT: [OLD], changes.ADDRESS_CHANGED: focal_point(seat)}
    [left], [member] = letters(changes.ADDRESS_LEFT), letters(changes.ADDRESS_CHANGED)
    assert left.subject == "Mail to Awa goes to another address now"
    assert NEW not in left.body + member.body + "".join(fact.value for fact in (*left.facts, *member.facts))
    assert left.button is None, "whoever reads the old address may have no business here any more"
    assert member.button
    change_address(seat, "third@else.example")
    assert told()[changes.ADDRESS_LEFT] == [OLD, OLD], "who had it before the vote learns of each change"


def test_whoever_was_asked_to_vote_and_is_replaced_is_told_and_the_member_too(context: Flask, scene: Scene) -> None:
    seat = scene.seats[0]
    vote_id = make.open_vote(scene)
    assert told() == {}
    before = address_of(seat.delegate_id)
    with transaction():
        successor = make.replace_delegate(seat)
        name = db.session.get_one(Person, successor).name
    assert told() == {changes.VOTES_NO_MORE: [before], changes.VOTER_CHANGED: focal_point(seat)}
    [gone], [member] = letters(changes.VOTES_NO_MORE), letters(changes.VOTER_CHANGED)
    assert gone.subject == f"You do not vote for {seat.name} any more"
    assert [fact.value for fact in member.facts][1] == name
    make.close(vote_id, scene)
    with transaction():
        make.replace_delegate(scene.seats[1])
    assert len(told()[changes.VOTES_NO_MORE]) == 1, "after the vote it concerns nobody"


def test_another_person_in_the_same_place_is_found_as_well(context: Flask, scene: Scene) -> None:
    seat = scene.seats[0]
    make.open_vote(scene)
    before = address_of(seat.delegate_id)
    with transaction():
        db.session.get_one(Registration, seat.registration_id).person_id = accounts.person().id
    assert told() == {changes.VOTES_NO_MORE: [before], changes.VOTER_CHANGED: focal_point(seat)}


def test_nobody_is_told_twice_of_what_another_mail_has_said(context: Flask, scene: Scene) -> None:
    handing, giving, holding = scene.seats[:3]
    with transaction():
        registration_id, _somebody = stand_in(handing)
        db.session.add_all(
            Invitation(delegation_id=one.delegation_id, person_id=one.focal_point_id, created_at=clock.now())
            for one in (handing, giving)
        )
    make.open_vote(scene)
    with transaction():
        hand_over(handing, registration_id)
        home, theirs = (db.session.get_one(Delegation, one.delegation_id) for one in (giving, holding))
        proxy = credentials.give_proxy(None, home, theirs, now=clock.now())
        credentials.accept_proxy(None, proxy, now=clock.now())
    assert told() == {changes.VOTES_NO_MORE: [address_of(giving.delegate_id)]}, "the member gave the proxy itself"


def test_a_focal_point_who_votes_and_gives_the_vote_away_needs_no_mail_about_it(context: Flask, scene: Scene) -> None:
    giving, holding = scene.seats[:2]
    with transaction():
        db.session.get_one(Registration, giving.registration_id).person_id = giving.focal_point_id
        db.session.add(
            Invitation(delegation_id=giving.delegation_id, person_id=giving.focal_point_id, created_at=clock.now())
        )
    make.open_vote(scene)
    with transaction():
        home, theirs = (db.session.get_one(Delegation, one.delegation_id) for one in (giving, holding))
        proxy = credentials.give_proxy(None, home, theirs, now=clock.now())
        credentials.accept_proxy(None, proxy, now=clock.now())
    assert told() == {}


def test_of_a_practice_vote_nobody_is_told(context: Flask, scene: Scene) -> None:
    make.open_vote(scene, practice=True)
    with transaction():
        make.replace_delegate(scene.seats[0])
    assert told() == {}


def test_scrutineers_see_it_while_the_vote_is_open(app: Flask, client: FlaskClient, wake_ups: object) -> None:
    with app.app_context(), scope.everything():
        with transaction():
            scene = make.assembly_of(2)
        seat = scene.seats[0]
        change_address(seat, OLD)
        vote_id = make.open_vote(scene)
        with transaction():
            scrutineer = accounts.staff(Role.SCRUTINEER).id
    sign_in(client, app, scrutineer)
    page = f"/en/scrutiny/events/{scene.slug}/votes/{vote_id}"
    title = "Changes of addresses and holders while the vote was open"
    assert "None yet." in client.get(page).text.partition(title)[2]
    with app.app_context(), scope.everything():
        change_address(seat, NEW)
        with transaction():
            make.replace_delegate(scene.seats[1])
            service.extend_deadline(make.acting(scene.staff_id), vote_id, clock.now() + timedelta(days=3))
    table = client.get(page).text.partition(title)[2].partition("</table>")[0]
    assert "New mail address: Awa (entry " in table
    assert "Held from then on: " in table
    assert NEW not in table
