"""`assembly audit verify`: each vote is what the audit trail says of its life, or what was changed is named."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from assembly.cli import main
from assembly.database import transaction
from assembly.database_types import LocalizedText
from assembly.extensions import db
from assembly.members.models import Member
from assembly.reports.life import Fault, faults
from assembly.tally.ballot import MotionChoice
from assembly.tally.rules import Unit
from assembly.triggers import GUARDS
from assembly.voting import service
from assembly.voting.models import RuleProfile, Secrecy, Vote
from assembly.voting.rules import VoteState
from tests.factories import voting as make
from tests.factories.voting import Scene
from tests.voting.test_elections import election


@pytest.fixture
def members(context: Flask) -> Scene:
    """An assembly of five members."""
    with transaction():
        return make.assembly_of(5)


@pytest.fixture
def unguarded(members: Scene) -> Iterator[None]:
    """Somebody who may change everything in the database, and switches its guards off."""
    with transaction() as session:
        for guard in GUARDS:
            on = f" ON {guard.table}" if session.get_bind().dialect.name == "postgresql" else ""
            session.execute(text(f"DROP TRIGGER {guard.name}{on}"))
    yield
    db.session.rollback()


def published(scene: Scene, secrecy: Secrecy = Secrecy.ROLL_CALL) -> int:
    vote_id = make.open_vote(scene, secrecy=secrecy)
    make.cast_all(vote_id, scene, "YYN")
    make.close(vote_id, scene)
    make.count_ballots(vote_id)
    return vote_id


@pytest.mark.both_databases
def test_every_vote_agrees_with_the_trail_wherever_it_stands(members: Scene) -> None:
    make.draft_vote(members)
    moving = make.open_vote(members, secrecy=Secrecy.SEALED, revoting=True)
    make.cast(moving, members.seats[0], "Y")
    make.cast(moving, members.seats[0], "N")
    with transaction():
        service.suspend(make.acting(members.staff_id), moving)
    annulled = make.open_vote(members, secrecy=Secrecy.SEALED)
    make.cast(annulled, members.seats[0], "Y")
    with transaction():
        service.annul(make.acting(members.staff_id), annulled, "The wrong text was sent.")
    waiting = make.open_vote(members, **election())
    make.cast_all(waiting, members, ["010000", "020000", "030000"])
    make.close(waiting, members)
    make.count_ballots(waiting)
    for secrecy in Secrecy:
        published(members, secrecy)
    assert faults() == {}


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE vote SET state = 'counted' WHERE id = :vote", Fault.STATE),
        ("UPDATE vote SET frozen = '{\"roll\":[]}' WHERE id = :vote", Fault.QUESTION),
        ("UPDATE vote SET hash = REPLACE(hash, SUBSTR(hash, 1, 1), 'x') WHERE id = :vote", Fault.QUESTION),
        ("UPDATE voting_right SET vote_id = :other WHERE id = (SELECT MAX(id) FROM voting_right)", Fault.ROLL),
        ("DELETE FROM vote_cast WHERE right_id = (SELECT MAX(right_id) FROM roll_call_ballot)", Fault.CASTS),
        ("UPDATE vote_cast SET receipt = 'AAAA' || SUBSTR(receipt, 5) WHERE vote_id = :vote", Fault.RECEIPTS),
        ("DELETE FROM plain_votes WHERE vote_id = :vote AND choice = 'Y'", Fault.BALLOTS),
        ("UPDATE result SET content = REPLACE(CAST(content AS TEXT), '\"yes\": 2', '\"yes\": 3'){json}", Fault.RESULT),
        ("DELETE FROM result WHERE vote_id = :vote", Fault.RESULT),
    ],
)  # fmt: skip
def test_whatever_is_changed_behind_the_trails_back_is_named(
    members: Scene, unguarded: None, change: str, fault: Fault
) -> None:
    other, vote_id = make.draft_vote(members), published(members)
    with transaction() as session:
        as_json = "::json" if session.get_bind().dialect.name == "postgresql" else ""
        session.execute(text(change.replace("{json}", as_json)), _named(change, vote_id, other))
    db.session.expire_all()
    found = faults()
    assert list(found) == [vote_id]
    assert fault in found[vote_id]
    assert faults([other]) == {}


@pytest.mark.both_databases
@pytest.mark.parametrize("secrecy", Secrecy)
def test_ballots_that_do_not_give_the_result_are_found_by_counting_them_again(
    members: Scene, unguarded: None, secrecy: Secrecy
) -> None:
    """One vote goes from the one side to the other; every number that the trail knows stays the same."""
    vote_id = published(members, secrecy)
    assert faults([vote_id]) == {}
    with transaction() as session:
        for choice, change in (("Y", -1), ("N", 1)):
            changed = "UPDATE plain_votes SET votes = votes + :change WHERE vote_id = :vote AND choice = :choice"
            session.execute(text(changed), {"change": change, "vote": vote_id, "choice": choice})
    assert faults() == faults([vote_id]) == {vote_id: [Fault.RECOUNT]}


def test_an_open_ballot_that_was_changed_is_found_too(members: Scene, unguarded: None) -> None:
    vote_id = published(members)
    with transaction() as session:
        session.execute(text("UPDATE roll_call_ballot SET choice = 'Y' WHERE choice = 'N'"))
    assert faults() == {vote_id: [Fault.RECOUNT]}


def test_a_lot_a_casting_vote_and_weights_are_counted_again_as_they_were(members: Scene) -> None:
    staff = make.acting(members.staff_id)
    drawn = make.open_vote(members, **election())
    make.cast_all(drawn, members, ["010000", "020000", "030000"])
    make.close(drawn, members)
    make.count_ballots(drawn)
    with transaction():
        service.draw_lot(staff, drawn, "17 4")
    make.count_ballots(drawn)
    with transaction() as session:
        decides = replace(make.RULES, casting_vote=True, quorum=None, unit=Unit.WEIGHT)
        profile = RuleProfile(name=LocalizedText(en="Casting"), article=make.ARTICLE, rules=decides.as_data())
        session.add(profile)
        session.flush()
        session.get_one(Member, members.seats[0].member_id).weight = 2
        profile_id = profile.id
    tied = make.open_vote(members, rule_profile_id=profile_id)
    make.cast_all(tied, members, "YNN")
    make.close(tied, members)
    make.count_ballots(tied)
    with transaction():
        service.decide_tie(staff, tied, MotionChoice.YES)
    make.count_ballots(tied)
    assert {db.session.get_one(Vote, one).state for one in (drawn, tied)} == {VoteState.PUBLISHED}
    assert faults() == {}


def _named(change: str, vote_id: int, other: int) -> dict[str, int]:
    return {name: value for name, value in {"vote": vote_id, "other": other}.items() if f":{name}" in change}


def test_the_command_says_so_and_fails(
    context: Flask, members: Scene, unguarded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assembly.create_app", lambda: context)
    monkeypatch.setattr("assembly.cli.inspection.check_database", lambda: None)
    vote_id = published(members)
    whole = CliRunner().invoke(main, ["audit", "verify"])
    assert whole.exit_code == 0
    assert "Each vote is as the trail says" in whole.stdout
    with transaction() as session:
        session.execute(text("UPDATE vote_cast SET receipt = 'AAAA' || SUBSTR(receipt, 5)"))
    broken = CliRunner().invoke(main, ["audit", "verify"])
    assert broken.exit_code == 1
    assert f"Vote {vote_id} is not as the trail says: receipts" in broken.stderr
