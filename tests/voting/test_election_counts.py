"""Counting elections in the database: results, lots, and what is stored."""

from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import select

from assembly.database import transaction
from assembly.database_types import LocalizedText
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.members.models import Member
from assembly.tally.count import election_result
from assembly.tally.election import ElectionRules, Method
from assembly.tally.election_result import ElectionResult, ElectionVerdict
from assembly.tally.lot import Lot, lot_text, order_of_lot
from assembly.tally.rules import Unit
from assembly.voting import due, freezing, queries, service
from assembly.voting.ballots import PaperBallots, election_ballots
from assembly.voting.election_wording import election_sentences
from assembly.voting.models import PlainVotes, RuleProfile, Secrecy, Vote
from assembly.voting.refusals import TransitionRefusedError
from assembly.voting.result_sheet import sheet
from assembly.voting.rules import VoteKind, VoteState
from assembly.voting.service import OptionDraft
from tests.factories import voting as make
from tests.factories.voting import Scene
from tests.voting.test_elections import NAMES, election

PLACES = tuple(
    OptionDraft(LocalizedText(dict.fromkeys(("en", "es", "fr", "ru"), name))) for name in ("Lima", "Oslo", "Nice")
)


def counted(scene: Scene, ballots: list[str], secrecy: Secrecy = Secrecy.ROLL_CALL, **fields: object) -> Vote:
    vote_id = make.open_vote(scene, secrecy=secrecy, **election(**fields))
    make.cast_all(vote_id, scene, ballots)
    make.close(vote_id, scene)
    make.count_ballots(vote_id)
    db.session.expire_all()
    return db.session.get_one(Vote, vote_id)


def result_of(vote: Vote) -> ElectionResult:
    result = queries.result_of(vote)
    assert isinstance(result, ElectionResult)
    return result


@pytest.mark.parametrize("secrecy", list(Secrecy))
@pytest.mark.parametrize(
    ("fields", "ballots", "elected"),
    [
        ({"method": Method.PLURALITY, "seats": 1}, ["02", "02", "01", "03", "02"], (2,)),
        ({"method": Method.BLOCK}, ["110", "101", "100", "001", "101"], (1, 3)),
        ({"method": Method.APPROVAL, "seats": 1}, ["110", "010", "011", "001", "010"], (2,)),
        ({"method": Method.YES_NO}, ["YNA", "YNY", "YNY", "NYA", "AAY"], (1, 3)),
        ({"method": Method.SCOTTISH_STV}, ["010200", "010200", "010300", "020100", "020000"], (1, 2)),
        (
            {"kind": VoteKind.CHOICE, "method": Method.APPROVAL, "seats": 1, "options": PLACES},
            ["100", "101", "001", "001", "010"],
            (3,),
        ),
    ],
)
def test_each_way_of_voting_is_counted_and_published(
    scene: Scene, secrecy: Secrecy, fields: dict[str, object], ballots: list[str], elected: tuple[int, ...]
) -> None:
    vote = counted(scene, ballots, secrecy, **fields)
    assert vote.state is VoteState.PUBLISHED
    assert result_of(vote).elected == elected
    assert stored(vote) == Counter(ballots)


def test_whoever_counts_the_stored_ballots_again_finds_the_stored_result(scene: Scene) -> None:
    vote = counted(scene, ["010200", "020100", "030100", "010203", "020000"])
    again = election_ballots(freezing.paper_of(vote), PaperBallots(5, stored(vote)))
    frozen = freezing.frozen_vote(vote)
    assert election_result(frozen, again) == result_of(vote)  # type: ignore[arg-type]


@pytest.mark.usefixtures("context")
def test_whose_ballots_stay_where_they_are_is_not_said_to_be_transferred() -> None:
    """Once as many are left as seats, the last one excluded keeps its votes (Scottish rule 51)."""
    with transaction():
        scene = make.assembly_of(8)
    ballots = ["010200", *["010000"] * 3, *["020000"] * 2, *["030000"] * 2]
    stages = sheet(result_of(counted(scene, ballots)), "en").stages
    assert stages
    assert stages.told[-1].startswith("As many candidates were left as seats, so no more ballots were transferred.")
    assert f"Excluded: {NAMES[2]}." in stages.told[-1]
    assert stages.rows[2] == (NAMES[2], ("2", "2", "2"))


def test_votes_by_weight_are_not_called_ballots(scene: Scene) -> None:
    with transaction():
        scene_rules = replace(make.RULES, unit=Unit.WEIGHT)
        db.session.get_one(RuleProfile, scene.profile_id).rules = scene_rules.as_data()
        db.session.get_one(Member, scene.seats[0].member_id).weight = 4
    one = sheet(result_of(counted(scene, ["02", "01", "01"], method=Method.PLURALITY, seats=1)), "en")
    assert one.formula == "The one with the most votes, of 6 valid votes."
    assert ("Valid votes", "6") in one.facts
    assert ("Ballots cast", "3") in one.facts
    ranked = sheet(result_of(counted(scene, ["010200", "020000", "020000"], seats=1)), "en")
    assert ranked.formula == "6 valid votes for 1 seat: whoever reaches the quota of 4 is elected."


@pytest.mark.usefixtures("context")
def test_what_block_voting_asks_for_is_not_what_plurality_does() -> None:
    """In every language: a catalog that confused the two told voters to write one name where they may write two."""
    rules = [ElectionRules(method=method, seats=2) for method in (Method.BLOCK, Method.PLURALITY)]
    for language in ("en", "es", "fr", "ru"):
        with speaking(language):
            block, plurality = (election_sentences(one, make.RULES)[0] for one in rules)
            assert block != plurality


def stored(vote: Vote) -> dict[str, int]:
    rows = db.session.scalars(select(PlainVotes).where(PlainVotes.vote_id == vote.id))
    return {row.choice: row.votes for row in rows}


class TestATie:
    TIED = ("01", "02", "01", "02", "03")

    def test_leaves_the_vote_closed_and_the_ballots_in_the_box_until_a_lot_is_drawn(self, scene: Scene) -> None:
        vote = counted(scene, list(self.TIED), Secrecy.SEALED, method=Method.PLURALITY, seats=1)
        assert vote.state is VoteState.CLOSED
        assert vote.lot
        assert vote.lot.between == [1, 2]
        assert queries.result_of(vote) is None
        assert due.uncounted() == [], "no worker counts it again and again"

    def test_is_decided_by_the_numbers_drawn_and_by_nothing_else(self, scene: Scene, wake_ups: list[object]) -> None:
        vote = counted(scene, list(self.TIED), method=Method.PLURALITY, seats=1)
        with transaction():
            service.draw_lot(make.acting(scene.staff_id), vote.id, "  4 17\t23 ")
        assert due.uncounted() == [vote.id]
        make.count_ballots(vote.id)
        result = result_of(vote)
        assert result.verdict is ElectionVerdict.ELECTED
        text = lot_text(vote.hash or "", Lot(tuple(queries.receipts(vote)), "4 17 23"))
        first = order_of_lot(text, {1: NAMES[0], 2: NAMES[1]})[0]
        assert result.elected == (first,)
        assert result.lot
        assert result.lot.numbers == "4 17 23"

    def test_is_drawn_once_and_only_where_one_is_needed(self, scene: Scene) -> None:
        vote = counted(scene, list(self.TIED), method=Method.PLURALITY, seats=1)
        with transaction():
            service.draw_lot(make.acting(scene.staff_id), vote.id, "4")
        with pytest.raises(TransitionRefusedError), transaction():
            service.draw_lot(make.acting(scene.staff_id), vote.id, "5")
        decided = counted(scene, ["01"] * 5, method=Method.PLURALITY, seats=1)
        with pytest.raises(TransitionRefusedError), transaction():
            service.draw_lot(make.acting(scene.staff_id), decided.id, "4")
