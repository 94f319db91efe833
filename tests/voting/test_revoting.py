"""Changing one's ballot while the vote is open, where the vote allows it: the last one counts."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.voting import queries
from assembly.voting.models import Cast, PlainVotes, ReplacedBallot, RollCallBallot, SealedBallot, Secrecy
from assembly.voting.refusals import CastRefusedError
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.voting import Scene
from tests.voting.views.addresses import ballot_url

FIRST, SECOND = "1" * 32, "2" * 32


@pytest.mark.parametrize("secrecy", list(Secrecy))
def test_only_the_last_ballot_counts_and_its_receipt_is_listed(scene: Scene, secrecy: Secrecy) -> None:
    vote_id = make.open_vote(scene, secrecy=secrecy, revoting=True)
    first = make.cast(vote_id, scene.seats[0], "Y").receipt
    second = make.cast(vote_id, scene.seats[0], "N").receipt
    assert queries.turnout(vote_id).cast == 1
    make.close(vote_id, scene)
    make.count_ballots(vote_id)
    assert db.session.scalars(select(PlainVotes.choice)).all() == ["N"]
    assert db.session.scalars(select(Cast.receipt)).all() == [second]
    assert db.session.scalars(select(ReplacedBallot.receipt)).all() == [first]


def test_what_an_open_ballot_said_before_is_kept_and_what_a_secret_one_said_is_gone(scene: Scene) -> None:
    for secrecy, kept in ((Secrecy.ROLL_CALL, "Y"), (Secrecy.SEALED, None)):
        vote_id = make.open_vote(scene, secrecy=secrecy, revoting=True)
        make.cast(vote_id, scene.seats[0], "Y")
        before = db.session.scalar(select(SealedBallot.sealed).where(SealedBallot.vote_id == vote_id))
        make.cast(vote_id, scene.seats[0], "N")
        said = select(ReplacedBallot.choice).where(ReplacedBallot.vote_id == vote_id)
        assert db.session.scalars(said).all() == [kept]
        after = db.session.scalar(select(SealedBallot.sealed).where(SealedBallot.vote_id == vote_id))
        assert (before is None) is (after is None)
        assert before is None or before != after


def test_the_same_form_sent_again_changes_nothing_even_after_another_ballot(scene: Scene) -> None:
    vote_id = make.open_vote(scene, revoting=True)
    receipt = make.cast(vote_id, scene.seats[0], "Y", cast_id=FIRST).receipt
    assert make.cast(vote_id, scene.seats[0], "Y", cast_id=FIRST).receipt == receipt
    assert db.session.scalars(select(ReplacedBallot)).all() == []
    assert len(db.session.scalars(select(AuditEntry.id).where(AuditEntry.action == "vote.cast")).all()) == 1
    make.cast(vote_id, scene.seats[0], "N", cast_id=SECOND)
    with pytest.raises(CastRefusedError):
        make.cast(vote_id, scene.seats[0], "Y", cast_id=FIRST)
    db.session.rollback()
    assert db.session.scalars(select(RollCallBallot.choice)).all() == ["N"]


def test_nobody_changes_the_ballot_of_another_nor_one_of_a_vote_that_does_not_allow_it(scene: Scene) -> None:
    free, fixed = make.open_vote(scene, revoting=True), make.open_vote(scene)
    for vote_id in (free, fixed):
        make.cast(vote_id, scene.seats[0], "Y")
    with pytest.raises(CastRefusedError):
        make.cast(fixed, scene.seats[0], "N")
    db.session.rollback()
    with transaction():
        successor = make.replace_delegate(scene.seats[0])
    with pytest.raises(CastRefusedError):
        make.cast(free, scene.seats[0], "N", by=successor)


@pytest.mark.parametrize("table", [Cast, RollCallBallot])
def test_the_database_lets_nothing_be_changed_where_the_vote_does_not(
    scene: Scene, table: type[Cast] | type[RollCallBallot]
) -> None:
    vote_id = make.open_vote(scene)
    make.cast(vote_id, scene.seats[0], "Y")
    change = {"receipt": "forged"} if table is Cast else {"choice": "N"}
    with pytest.raises(DatabaseError), transaction():
        db.session.execute(update(table).values(change))


def test_voter_and_principal_are_mailed_each_change(scene: Scene) -> None:
    giver, holder = scene.seats[:2]
    with transaction():
        make.proxy(scene, giver, holder)
    vote_id = make.open_vote(scene, revoting=True)
    for marks in "YNA":
        make.cast(vote_id, giver, marks, by=holder.delegate_id)
    kinds = db.session.execute(
        select(Delivery.kind, Delivery.person_id).where(Delivery.kind.in_(("receipt", "receipt-changed")))
    ).all()
    people = {holder.delegate_id, giver.focal_point_id}
    assert sorted(map(tuple, kinds)) == sorted(
        (kind, person) for kind in ("receipt", "receipt-changed", "receipt-changed") for person in people
    )


def test_the_page_offers_it_to_whoever_has_cast(app: Flask, client: FlaskClient, context: Flask) -> None:
    with transaction():
        scene = make.assembly_of(1)
    vote_id = make.open_vote(scene, revoting=True)
    make.cast(vote_id, scene.seats[0], "Y")
    sign_in(client, app, scene.seats[0].delegate_id)
    assert "?change=1" in client.get(ballot_url(scene, vote_id)).text
    page = client.get(ballot_url(scene, vote_id, "?change=1")).text
    assert "Your new ballot" in page
    review = client.post(ballot_url(scene, vote_id, "/review?change=1"), data={"choice": "N"})
    assert review.status_code == 200
    assert "the last ballot counts" in review.text
