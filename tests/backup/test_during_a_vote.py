"""Case 24: a database that is restored from a backup made during a vote, on both databases, by the commands."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock
from assembly.accounts.models import Role
from assembly.cli import main
from assembly.database import transaction
from assembly.extensions import db
from assembly.voting import service
from assembly.voting.heads import service as heads
from assembly.voting.models import Cast, Secrecy, Vote
from assembly.voting.planned.models import PlannedOpening
from assembly.voting.receipts import hash_of_receipts
from assembly.voting.restored.rules import Box, Finding, compare
from assembly.voting.restored.service import NotAcceptedError, NotComparedError, confirm, latest
from assembly.voting.rules import VoteState
from tests.factories import accounts
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.voting import Scene, acting, assembly_of
from tests.voting.test_mails import deliveries, due, written

HERE = Box(3, "ab" * 32)


@pytest.mark.parametrize(
    ("mailed", "finding"),
    [
        (Box(3, "ab" * 32), Finding.SAME),
        (Box(3, "abababab"), Finding.SAME),
        (Box(3, "cd" * 32), Finding.CHANGED),
        (Box(3, ""), Finding.CHANGED),
        (Box(2, "cd" * 32), Finding.MORE_HERE),
        (Box(4, "ab" * 32), Finding.LOST),
    ],
)
def test_what_comes_of_comparing(mailed: Box, finding: Finding) -> None:
    assert compare(HERE, mailed) is finding


@pytest.mark.parametrize("secrecy", list(Secrecy))
def test_the_vote_waits_until_a_scrutineer_has_compared_it(
    instance: Path, context: Flask, secrecy: Secrecy, tmp_path: Path
) -> None:
    with transaction():
        scene = assembly_of(4)
        scrutineer = accounts.staff(Role.SCRUTINEER, event_id=scene.event_id).id
    vote, planned = make.open_vote(scene, secrecy=secrecy), make.draft_vote(scene)
    with transaction() as session:
        session.add(PlannedOpening(vote_id=planned, opens_at=clock.now(), planned_by=scene.staff_id))
    make.cast(vote, scene.seats[0])
    backed_up = run("backup", str(tmp_path / "backup.tar.gz"))
    assert f"Vote {vote} is open: 1 ballots" in backed_up

    lost = [make.cast(vote, seat).receipt for seat in scene.seats[1:3]]
    with transaction():
        assert heads.mail_head(scene.event_id)
    db.session.remove()
    said = run("restore", str(tmp_path / "backup.tar.gz"), "--replace", "--yes")
    assert f"Vote {vote} is suspended until a scrutineer has compared it" in said
    assert "told of 3 ballots (restored: 1)" in said
    assert "Planned votes that do not open by themselves any more: 1" in said

    assert db.session.get_one(Vote, vote).state is VoteState.SUSPENDED
    assert not set(lost) & set(db.session.scalars(select(Cast.receipt)))
    (mail,) = deliveries("vote-restored", scrutineer)
    letter = written(mail)
    assert "2 ballots of which the mail knows are lost" in str(letter.facts)
    assert due(mail)
    staff, now = acting(scene.staff_id), clock.now()
    with pytest.raises(NotComparedError), transaction():
        service.resume(staff, vote, now + timedelta(days=2))
    by_mail = Box(3, "12345678")
    with pytest.raises(NotAcceptedError), transaction():
        confirm(acting(scrutineer), vote, by_mail, accepted=False)
    for _twice in range(2):
        with transaction():
            assert confirm(acting(scrutineer), vote, by_mail, accepted=True) is Finding.LOST
    assert not due(mail)
    with transaction():
        service.resume(staff, vote, now + timedelta(days=2))
    make.cast(vote, scene.seats[1])  # whose ballot was lost
    make.close(vote, scene)
    make.count_ballots(vote)
    assert "Each vote is as the trail says" in run("audit", "verify")


def run(*arguments: str) -> str:
    db.session.rollback()
    done = CliRunner().invoke(main, list(arguments))
    assert done.exit_code == 0, done.output
    return done.output


def test_scrutineers_see_both_and_confirm_on_a_page(instance: Path, app: Flask, wake_ups: object) -> None:
    scene, vote, scrutineer, receipts = restored_during_a_vote(app, instance)
    staff = browser(app, scene.staff_id)
    page = f"/en/scrutiny/events/{scene.slug}/votes/{vote}/restored"
    assert "A scrutineer compares the vote" in staff.get(f"/en/secretariat/events/{scene.slug}/votes/{vote}").text
    assert staff.post(page, data={"ballots": "1", "receipts": receipts}).status_code == 403
    assert 'name="ballots"' not in staff.get(page).text
    teller = browser(app, scrutineer)
    assert page in teller.get(page.removesuffix("/restored")).text
    shown = teller.get(page).text
    assert receipts in shown
    assert "None: the database that was lost could not be read" in shown
    assert teller.post(page, data={"ballots": "many", "receipts": "no hash"}).status_code == 422
    differs = teller.post(page, data={"ballots": "2", "receipts": "0" * 64})
    assert differs.status_code == 422
    assert "1 ballot of which the mail knows is lost" in differs.text
    assert 'value="2"' in differs.text
    number_only = teller.post(page, data={"ballots": "1"})
    assert number_only.status_code == 422
    assert "Please fill this in." in number_only.text
    assert "some were changed" not in number_only.text, "a right number alone is no sign of that"
    assert teller.post(page, data={"ballots": "1", "receipts": f" {receipts[:12]}… "}).status_code == 303
    assert "nothing was lost since" in teller.get(page).text
    with app.app_context():
        row = latest(vote)
        assert row
        assert (row.finding, row.confirmed_by) == (Finding.SAME, scrutineer)


def restored_during_a_vote(app: Flask, instance: Path) -> tuple[Scene, int, int, str]:
    """A restored site with a suspended vote of one ballot; its scrutineer and the fingerprint of the receipts."""
    from assembly import scope

    with app.app_context(), scope.everything():
        with transaction():
            scene = assembly_of(3)
            scrutineer = accounts.staff(Role.SCRUTINEER, event_id=scene.event_id).id
        vote = make.open_vote(scene)
        receipts = hash_of_receipts([make.cast(vote, scene.seats[0]).receipt])
        db.session.remove()
        file = str(instance / "b.tar.gz")
        assert re.search(r"Vote \d+ is open: 1 ballots", run("backup", file))
        run("restore", file, "--replace", "--yes")
        db.session.remove()
    return scene, vote, scrutineer, receipts


def browser(app: Flask, person_id: int) -> FlaskClient:
    client = app.test_client()
    sign_in(client, app, person_id)
    return client
