"""What remains of a secret election: whoever reads all of it learns what came out, and of nobody how they voted."""

import logging
import sqlite3
from collections import Counter
from collections.abc import Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import DateTime, event, func, select, text

from assembly import scope
from assembly.database import transaction
from assembly.database_types import Base, LocalizedText
from assembly.extensions import db
from assembly.members.models import Member
from assembly.tally.election import Method
from assembly.tally.rules import SIMPLE_MAJORITY, Basis, RuleProfile, Unit
from assembly.voting import queries
from assembly.voting.models import Cast, PlainVotes, ReplacedBallot, RollCallBallot, SealedBallot, Secrecy, Vote
from assembly.voting.service import OptionDraft
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.events import make_event
from tests.factories.voting import Scene
from tests.voting.test_elections import election
from tests.voting.views.addresses import ballot_url
from tests.voting.views.test_election_pages import hidden

MARK = "YNAYYNNAAYNAYYNNAAYN"
"""A ballot that nothing else looks like: what it says of twenty candidates."""
TWENTY = tuple(OptionDraft(LocalizedText(en=f"Candidate {number}")) for number in range(len(MARK)))
BY_WEIGHT = RuleProfile(threshold=SIMPLE_MAJORITY, basis=Basis.VALID, unit=Unit.WEIGHT)
BALLOTS = ("010200", "010200", "010300", "020100", "020000")


def secret_election(scene: Scene, secrecy: Secrecy = Secrecy.SEALED) -> int:
    return make.open_vote(scene, secrecy=secrecy, **election(method=Method.YES_NO, options=TWENTY, seats=3))


def counted(scene: Scene, casts: Sequence[tuple[int, str]]) -> int:
    """Hold a secret election in which members (their places) cast these ballots, in this order."""
    vote_id = make.open_vote(scene, secrecy=Secrecy.SEALED, **election())
    for place, marks in casts:
        make.cast(vote_id, scene.seats[place], marks)
    make.close(vote_id, scene)
    make.count_ballots(vote_id)
    return vote_id


def stored(vote_id: int) -> list[tuple[object, ...]]:
    """Return the plain ballots in the order in which the database keeps them."""
    hidden_order = " ORDER BY ctid" if db.engine.dialect.name == "postgresql" else ""
    rows = text(f"SELECT choice, votes FROM plain_votes WHERE vote_id = :vote{hidden_order}")  # noqa: S608
    return [tuple(row) for row in db.session.execute(rows, {"vote": vote_id})]


def test_who_cast_which_ballot_and_when_changes_nothing_of_what_is_stored(context: Flask, scene: Scene) -> None:
    """Case 25: the same ballots, by other members, in another order, leave the same rows in the same places."""
    once = counted(scene, list(enumerate(BALLOTS)))
    again = counted(scene, [(3, BALLOTS[2]), (1, BALLOTS[4]), (0, BALLOTS[1]), (4, BALLOTS[0]), (2, BALLOTS[3])])
    assert stored(once) == stored(again)
    assert stored(once) == sorted(Counter(BALLOTS).items())
    assert db.session.scalars(select(SealedBallot)).all() == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_all_ballots_of_a_count_come_from_one_transaction(context: Flask, scene: Scene) -> None:
    """Case 25: by xmin, PostgreSQL's number of the transaction, no row is told from another."""
    vote_id = counted(scene, list(enumerate(BALLOTS)))
    assert len(set(db.session.scalars(text("SELECT xmin::text FROM plain_votes")))) == 1
    # The negative control: of who has cast, which is no secret, each row has a transaction of its own.
    casts = db.session.scalars(text("SELECT xmin::text FROM vote_cast WHERE vote_id = :vote"), {"vote": vote_id})
    assert len(set(casts)) == len(BALLOTS)


def test_no_row_about_a_ballot_has_a_time_an_address_or_what_a_member_is() -> None:
    """Cases 28 and 31: neither region, language nor weight stands beside what was cast, and no moment."""
    for model in (Cast, RollCallBallot, SealedBallot, PlainVotes):
        columns = model.__table__.columns
        assert not [column.name for column in columns if isinstance(column.type, DateTime)]
        assert {column.name for column in columns} <= {
            "right_id", "vote_id", "person_id", "cast_id", "receipt", "choice", "sealed", "votes",
        }  # fmt: skip
    assert set(PlainVotes.__table__.columns.keys()) == {"vote_id", "choice", "votes"}


WEIGHTS = (1, 2, 3, 5, 8)


@pytest.fixture
def weighted(context: Flask) -> Scene:
    """Five members, each with a weight of its own."""
    with transaction():
        scene = make.assembly_of(len(WEIGHTS), rules=BY_WEIGHT)
        for seat, weight in zip(scene.seats, WEIGHTS, strict=True):
            db.session.get_one(Member, seat.member_id).weight = weight
    return scene


@pytest.mark.parametrize("fields", [{}, election()])
def test_a_weight_that_only_one_member_has_is_in_no_row(weighted: Scene, fields: dict[str, object]) -> None:
    """Case 28: two votes in which other members were on each side, with equal sums, leave the same rows."""
    one, other = ("010200", "020100") if fields else ("Y", "N")
    cast = ((one, one, one, other, one), (one, other, other, one, one))
    left = []
    for ballots in cast:
        vote_id = make.open_vote(weighted, secrecy=Secrecy.SEALED, **fields)
        make.cast_all(vote_id, weighted, ballots)
        make.close(vote_id, weighted)
        make.count_ballots(vote_id)
        left.append(stored(vote_id))
    assert left == [sorted({one: 14, other: 5}.items())] * 2
    # The negative control: a row for each ballot, with its weight, would tell the two apart.
    assert len({tuple(sorted(zip(ballots, WEIGHTS, strict=True))) for ballots in cast}) == 2


def everywhere() -> str:
    """Return all text that any table holds."""
    found: list[str] = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            found += map(str, db.session.scalars(select(column)))
    return "\n".join(found)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_secret_choice_is_not_in_what_the_server_logs_to_recover_by(context: Flask, scene: Scene) -> None:
    """Case 26: PostgreSQL's write-ahead log and all tables; an open ballot, the negative control, is in both."""
    in_log = text(
        "SELECT count(*) FROM pg_ls_waldir() WHERE position(convert_to(:mark, 'UTF8') in"
        " coalesce(pg_read_binary_file('pg_wal/' || name, 0, size, true), '')) > 0"
    )
    for secrecy in (Secrecy.SEALED, Secrecy.ROLL_CALL):
        mark = MARK if secrecy is Secrecy.SEALED else MARK[::-1]
        make.cast_all(secret_election(scene, secrecy), scene, [mark] * 2)
        in_tables = mark in everywhere()
        found = db.session.scalar(in_log, {"mark": mark})
        db.session.rollback()
        assert (in_tables, bool(found)) == (secrecy is Secrecy.ROLL_CALL,) * 2


@pytest.fixture
def voters(app: Flask, client: FlaskClient) -> Scene:
    with app.app_context(), scope.everything(), transaction():
        return make.assembly_of(2)


def test_a_secret_choice_leaves_the_form_for_the_box_alone(
    app: Flask, client: FlaskClient, voters: Scene, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Case 26: on its way it is in no address, cookie, session, log or table, and in no page once it is cast."""
    caplog.set_level(logging.DEBUG)
    with app.app_context(), scope.everything():
        vote_id = secret_election(voters)
    sign_in(client, app, voters.seats[0].delegate_id)
    typed = {f"choice-{number:02}": mark for number, mark in enumerate(MARK, start=1)}
    review = client.post(ballot_url(voters, vote_id, "/review"), data=typed)
    form = hidden(review.text)
    assert MARK in form.values()
    answer = client.post(ballot_url(voters, vote_id, "/cast"), data=form)
    receipt = client.get(answer.location)
    result = client.get(ballot_url(voters, vote_id))
    for page in (answer, receipt, result):
        assert MARK not in page.text
    for page in (review, answer, receipt):
        assert MARK not in str(page.headers)
    output = capfd.readouterr()
    assert MARK not in caplog.text + output.out + output.err
    with app.app_context(), scope.everything():
        assert MARK not in everywhere()
        assert queries.turnout(vote_id).cast == 1


def test_a_form_that_was_tampered_with_casts_nothing_but_what_its_voter_may(
    app: Flask, client: FlaskClient, voters: Scene
) -> None:
    """Cases 11 and 20, and what no review page ever sends; then the same form as it should be."""
    with app.app_context(), scope.everything():
        vote_id, draft = secret_election(voters), make.draft_vote(voters)
        own, other = (make.right_of(vote_id, seat) for seat in voters.seats)
        with transaction():
            elsewhere = make_event().slug
    sign_in(client, app, voters.seats[0].delegate_id)
    address, cast_id = ballot_url(voters, vote_id, "/cast"), "0" * 32
    good = {f"choice_{own}": MARK, "cast_id": cast_id}
    forged = (
        {f"choice_{other}": MARK, "cast_id": cast_id},
        good | {f"choice_{other}": MARK},
        good | {f"choice_{own}": MARK[:-1]},
        good | {f"choice_{own}": MARK + "Y"},
        good | {f"choice_{own}": "B" * len(MARK)},
        good | {"cast_id": "short"},
        {"choice_999999": MARK, "cast_id": cast_id},
        {"cast_id": cast_id},
    )
    for form in forged:
        assert client.post(address, data=form).status_code in {403, 409, 422}, form
    for wrong in (ballot_url(voters, draft, "/cast"), address.replace(voters.slug, elsewhere)):
        assert client.post(wrong, data=good).status_code == 404
    assert client.post(address, data=good, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post(address, data=good).status_code == 400
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), scope.everything():
        assert queries.turnout(vote_id).cast == 0
    assert client.post(address, data=good | {"weight": "9", "member_id": "2", "role": "staff"}).status_code == 303
    with app.app_context(), scope.everything():
        assert [one.right_id for one in db.session.scalars(select(Cast))] == [own]
        assert {right.weight for right in queries.roll(db.session.get_one(Vote, vote_id))} == {1}


def test_whoever_is_replaced_while_the_page_is_open_is_told_and_the_successor_votes(
    app: Flask, client: FlaskClient, voters: Scene
) -> None:
    """Case 12: the old page is dead, and the seat has one ballot."""
    with app.app_context(), scope.everything():
        vote_id = secret_election(voters)
        right = make.right_of(vote_id, voters.seats[0])
    sign_in(client, app, voters.seats[0].delegate_id)
    form = {f"choice_{right}": MARK, "cast_id": "0" * 32}
    assert client.get(ballot_url(voters, vote_id)).status_code == 200
    with app.app_context(), scope.everything(), transaction():
        successor = make.replace_delegate(voters.seats[0])
    dead = client.post(ballot_url(voters, vote_id, "/cast"), data=form)
    assert dead.status_code == 409
    assert "receipt" not in dead.headers.get("Location", "")
    new = app.test_client()
    sign_in(new, app, successor)
    assert new.post(ballot_url(voters, vote_id, "/cast"), data=form).status_code == 303
    with app.app_context(), scope.everything():
        assert queries.turnout(vote_id).cast == 1


def test_a_full_disk_gives_no_receipt(app: Flask, client: FlaskClient, voters: Scene) -> None:
    """Case 47: an error is shown, and what was accepted before is whole; once there is room, the same form is taken."""
    with app.app_context(), scope.everything():
        vote_id = make.open_vote(voters, secrecy=Secrecy.SEALED, revoting=True)
        right = make.right_of(vote_id, voters.seats[0])
        engine = db.engine
    sign_in(client, app, voters.seats[0].delegate_id)
    pages = 1  # SQLite takes as many as there are

    @event.listens_for(engine, "checkout")
    def limit(connection: sqlite3.Connection, *_more: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    def cast(number: int) -> int:
        form = {f"choice_{right}": "Y", "cast_id": f"{number:032}"}
        return client.post(ballot_url(voters, vote_id, "/cast"), data=form).status_code

    app.config["PROPAGATE_EXCEPTIONS"] = False
    taken = next(number for number in range(500) if cast(number) == 500)
    with app.app_context(), scope.everything():
        assert db.session.scalar(select(func.count()).select_from(ReplacedBallot)) == max(taken - 1, 0)
        assert queries.turnout(vote_id).cast == min(taken, 1)
    pages = 2**30
    assert cast(taken) == 303
