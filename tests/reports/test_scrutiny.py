"""The scrutineers' report: roll, holders, changes, incidents, objections, receipts, confirmation and trail."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock, scope
from assembly.accounts.models import Person, Role
from assembly.audit import service as audit
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.extensions import db
from assembly.reports import paper
from assembly.voting import queries, service
from assembly.voting.models import Secrecy, Vote
from assembly.voting.objections.models import Objection
from assembly.voting.planned.service import plan
from assembly.voting.receipts import hash_of_receipts
from assembly.voting.service import Acceptance
from tests.factories import accounts
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.papers import words
from tests.factories.voting import Scene

REASON = "The ballot showed the wrong year."


def eventful(scene: Scene) -> int:
    """A secret vote with a proxy, a new delegate, a new address, a pause, and a ballot that was replaced."""
    staff, (one, two, three, four, _five) = make.acting(scene.staff_id), scene.seats
    for number, seat in enumerate(scene.seats, start=1):
        with transaction():
            db.session.get_one(Person, seat.delegate_id).name = f"Delegate {number}"
    with transaction():
        make.proxy(scene, one, two)
    deleted = make.draft_vote(scene)
    with transaction():
        plan(staff, [deleted], clock.now() + timedelta(hours=1), Acceptance())
        service.delete_draft(staff, deleted)
    vote_id = make.open_vote(scene, secrecy=Secrecy.SEALED, revoting=True, confirm_count=True)
    make.cast(vote_id, one, "Y", by=two.delegate_id)
    make.cast(vote_id, two, "N")
    make.cast(vote_id, two, "Y")
    with transaction():
        successor = make.replace_delegate(three)
        db.session.get_one(Person, successor).name = "Successor"
        audit.record(
            scene.staff_id, "registration.changed", "registration", four.registration_id, fields=["email", "phone"]
        )
        service.suspend(staff, vote_id)
    with transaction():
        service.resume(staff, vote_id)
        deadline = db.session.get_one(Vote, vote_id).closes_at + timedelta(days=1)
        service.extend_deadline(staff, vote_id, deadline)
    make.close(vote_id, scene)
    make.count_ballots(vote_id)
    return vote_id


def object_to(scene: Scene, vote_id: int) -> None:
    now, seat = clock.now(), scene.seats[0]
    with transaction():
        scrutineer = accounts.staff(Role.SCRUTINEER)
        scrutineer.name = "Scrutineer Sok"
        db.session.flush()
        service.confirm_count(make.acting(scrutineer.id), vote_id)
        objection = Objection(vote_id=vote_id, member_id=seat.member_id, person_id=seat.delegate_id, words=REASON,
                              raised_at=now)  # fmt: skip
        db.session.add(objection)


def test_it_says_everything_but_how_anybody_voted(app: Flask, client: FlaskClient, scene: Scene) -> None:
    with app.app_context(), scope.everything():
        vote_id = eventful(scene)
    address = f"/en/scrutiny/events/{scene.slug}/votes/{vote_id}/report.pdf"
    sign_in(client, app, scene.staff_id)
    before = words(client.get(address).data)
    assert "Not confirmed yet" in before
    assert "2 took part; 3 were needed." in before, "who confirms a count sees it before others do"
    with app.app_context(), scope.everything():
        object_to(scene, vote_id)
        receipts = hash_of_receipts(queries.receipts(db.session.get_one(Vote, vote_id)))
        entries, head = audit.head(db.session())
        opened = db.session.scalar(select(AuditEntry.id).where(AuditEntry.action == "vote.opened"))
        staff = db.session.get_one(Person, scene.staff_id).name
        moved = paper.moment(db.session.get_one(Vote, vote_id).closes_at, "Asia/Bangkok")
        opened_at = paper.moment(db.session.get_one(Vote, vote_id).opened_at or clock.now(), "Asia/Bangkok")
    sign_in(client, app, scene.seats[0].delegate_id)
    assert client.get(address).status_code == 403
    sign_in(client, app, scene.staff_id)
    said = words(client.get(address).data)
    packed = said.replace(" ", "").replace("\u200b", "")
    assert {receipts, head} <= set(said.split()), "whoever copies one has just what is compared"
    first, second, third, *_others = scene.seats
    for text in (
        f"{first.name} 1 By proxy: Delegate 2 ({second.name}) Delegate 2",
        f"{second.name} 1 Delegate 2 Delegate 2",
        f"{third.name} 1 Delegate 3 From ",
        ": Successor No ballot",
        "Held from then on: Successor",
        "New mail address: Delegate 4 (entry ",
        f"Course of the vote When What Done by Entry {opened_at} Opened {staff}",
        f"Suspended {staff}",
        f"Resumed {staff}",
        f"Deadline moved to {moved} {staff}",
        "Opened ",
        "Ballots that their voters replaced 1",
        "Receipts 2",
        "By Scrutineer Sok, ",
        f"Entries {opened} to {entries}, unbroken.",
        "Question, roll, ballots, receipts and result are as the audit trail says.",
        REASON,
        "Not answered yet",
        "2 took part; 3 were needed.",
    ):
        assert text.replace(" ", "") in packed, text
    assert "How the members voted" not in said


def test_what_does_not_agree_with_the_trail_is_said(app: Flask, client: FlaskClient, scene: Scene) -> None:
    with app.app_context(), scope.everything():
        vote_id = make.open_vote(scene, confirm_count=True)
    page = f"/en/scrutiny/events/{scene.slug}/votes/{vote_id}"
    sign_in(client, app, scene.staff_id)
    assert client.get(f"{page}/report.pdf").status_code == 404, "while a vote is open nobody sees more than turnout"
    assert "report.pdf" not in client.get(page).text
    with app.app_context(), scope.everything():
        make.close(vote_id, scene)
        with transaction():
            audit.record(None, "vote.suspended", "vote", vote_id)
    assert "report.pdf" in client.get(page).text
    said = words(client.get(f"{page}/report.pdf").data)
    assert "Not as the audit trail says: how far it is" in said
    assert "Not confirmed yet" in said


def test_it_says_which_end_of_a_long_trail_was_checked(
    app: Flask, client: FlaskClient, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context(), scope.everything():
        vote_id = make.open_vote(scene)
        make.close(vote_id, scene)
        make.count_ballots(vote_id)
        entries, _head = audit.head(db.session())
    monkeypatch.setattr("assembly.reports.scrutiny.MOST_ENTRIES", 2)
    sign_in(client, app, scene.staff_id)
    said = words(client.get(f"/en/scrutiny/events/{scene.slug}/votes/{vote_id}/report.pdf").data)
    assert f"Entries {entries - 1} to {entries}, unbroken." in said
