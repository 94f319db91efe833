"""Choices and elections: what is frozen, what a ballot may say, who is on the roll."""

import json
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from assembly.database import transaction
from assembly.database_types import LocalizedText
from assembly.errors import InvalidInputError
from assembly.extensions import db
from assembly.folding import name_key
from assembly.members.kinds import MemberStatus, Region
from assembly.members.models import Member
from assembly.tally.election import Method
from assembly.voting import constituency, queries, service
from assembly.voting.held import rights_of
from assembly.voting.models import Vote
from assembly.voting.opening_rules import OpeningCode
from assembly.voting.rules import VoteKind
from assembly.voting.service import Acceptance, OptionDraft
from tests.factories import voting as make
from tests.factories.voting import Scene

NAMES = ("Amina Diallo", "Ольга Иванова", "José Pérez")
OPTIONS = tuple(OptionDraft(LocalizedText(en=name)) for name in NAMES)


def election(**fields: Any) -> dict[str, Any]:
    return {"kind": VoteKind.ELECTION, "method": Method.SCOTTISH_STV, "seats": 2, "options": OPTIONS, **fields}


def edit(scene: Scene, vote_id: int, **fields: Any) -> None:
    with transaction():
        service.edit_vote(make.acting(scene.staff_id), vote_id, make.draft(scene, **fields))


def test_candidates_and_rules_are_frozen_with_the_question(scene: Scene) -> None:
    vote = db.session.get_one(Vote, make.open_vote(scene, **election()))
    frozen = json.loads(vote.frozen or "")
    assert [option["name"] for option in frozen["options"]] == list(NAMES)
    assert frozen["election"]["method"] == "scottish-stv"
    assert frozen["election"]["seats"] == 2


@pytest.mark.parametrize("marks", ["", "Y", "000000", "010100", "010003", "040000", "01020", "--"])
def test_what_is_no_ballot_of_the_vote_is_not_taken(scene: Scene, marks: str) -> None:
    vote_id = make.open_vote(scene, **election())
    with pytest.raises(InvalidInputError):
        make.cast(vote_id, scene.seats[0], marks)
    assert queries.turnout(vote_id).cast == 0


def test_a_ranking_may_be_partial(scene: Scene) -> None:
    vote_id = make.open_vote(scene, **election())
    assert make.cast(vote_id, scene.seats[0], "030000").receipt


class TestADraft:
    def test_keeps_its_options_while_they_are_renamed_moved_and_taken_out(self, scene: Scene) -> None:
        vote_id = make.draft_vote(scene, **election())
        first, second, third = (option.id for option in db.session.get_one(Vote, vote_id).options)
        renamed = OptionDraft(LocalizedText(en="Амина Диалло"), first)
        new = OptionDraft(LocalizedText(en="Nok Chaiyasit"))
        edit(scene, vote_id, **election(options=(OptionDraft(OPTIONS[2].name, third), renamed, new)))
        db.session.expire_all()
        options = db.session.get_one(Vote, vote_id).options
        assert [(option.position, option.name["en"]) for option in options] == [
            (1, "José Pérez"), (2, "Амина Диалло"), (3, "Nok Chaiyasit"),
        ]  # fmt: skip
        assert [option.id for option in options[:2]] == [third, first]
        assert second not in {option.id for option in options}

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"options": ()}, OpeningCode.TOO_FEW_OPTIONS),
            ({"kind": VoteKind.CHOICE, "method": Method.PLURALITY, "seats": 1, "options": OPTIONS[:1]},
             OpeningCode.TOO_FEW_OPTIONS),
            ({"options": (*OPTIONS, OptionDraft(LocalizedText(en="amina  DIALLO")))}, OpeningCode.SAME_OPTIONS),
        ],
    )  # fmt: skip
    def test_does_not_open_without_something_to_choose_between(
        self, scene: Scene, fields: dict[str, Any], code: OpeningCode
    ) -> None:
        vote = db.session.get_one(Vote, make.draft_vote(scene, **election(**fields)))
        assert code in {problem.code for problem in service.readiness(vote).problems}

    def test_of_a_choice_needs_its_options_in_every_language_and_of_an_election_not(self, scene: Scene) -> None:
        choice = election(kind=VoteKind.CHOICE, method=Method.PLURALITY, seats=1)
        wanting = service.readiness(db.session.get_one(Vote, make.draft_vote(scene, **choice)))
        assert {problem.language for problem in wanting.problems} == {"es", "fr", "ru"}
        assert service.readiness(db.session.get_one(Vote, make.draft_vote(scene, **election()))).problems == []


def test_only_members_of_the_region_are_on_the_roll_and_may_vote(scene: Scene) -> None:
    with transaction():
        db.session.get_one(Member, scene.seats[0].member_id).region = Region.AMERICAS
    vote = db.session.get_one(Vote, make.open_vote(scene, **election(regions=("americas",))))
    assert [right.member_id for right in queries.roll(vote)] == [scene.seats[0].member_id]
    assert rights_of(vote, scene.seats[1].delegate_id) == []
    assert json.loads(vote.frozen or "")["regions"] == ["americas"]


def test_any_list_of_members_can_be_the_roll_and_stays_it(scene: Scene) -> None:
    first, second, *_others = scene.seats
    vote_id = make.draft_vote(scene, **election(listed=(second.member_id, first.member_id)))
    with transaction():
        copied = service.copy_as_draft(make.acting(scene.staff_id), vote_id)
        assert [member.id for member in constituency.entitled(copied)] == [first.member_id, second.member_id]
        service.open_vote(make.acting(scene.staff_id), vote_id, Acceptance(small_groups=True))
    vote = db.session.get_one(Vote, vote_id)
    assert [right.member_id for right in queries.roll(vote)] == [first.member_id, second.member_id]
    assert rights_of(vote, scene.seats[2].delegate_id) == []
    assert constituency.sentence(vote) == "2 members, chosen by name"
    with pytest.raises(IntegrityError, match="frozen"), transaction():
        vote.listed = []


def test_members_are_found_by_name_by_code_and_as_a_spreadsheet_gives_them(scene: Scene) -> None:
    with transaction():
        one, two, three, namesake, suspended = (db.session.get_one(Member, seat.member_id) for seat in scene.seats)
        for member, name in ((one, "Énfance Libre"), (two, "Two"), (three, "Three"), (namesake, "Three")):
            member.name, member.name_key = name, name_key(name)
        namesake.country = "TG"
        suspended.status = MemberStatus.SUSPENDED
    typed = ["enfance  libre", two.code.lower(), "", f"{three.code}\tThree", "Three", suspended.code, "Nobody"]
    found = constituency.named("\n".join(typed))
    assert found.ids == (one.id, two.id, three.id)
    assert found.unknown == ("Three", suspended.code, "Nobody"), "of two of one name, only a code tells"
    assert constituency.named(constituency.as_text(found.ids)).ids == found.ids
