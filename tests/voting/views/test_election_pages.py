"""Writing an election, and voting in one, whatever the way of voting."""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from assembly import scope
from assembly.database import transaction
from assembly.extensions import db
from assembly.tally.election import Method
from assembly.voting import freezing
from assembly.voting.ballot_form import Offer
from assembly.voting.marks_shown import said
from assembly.voting.models import RollCallBallot, Vote
from assembly.voting.rules import VoteKind
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.voting import Scene
from tests.voting.test_elections import NAMES, election
from tests.voting.views.addresses import ballot_url, motion, staff_url


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="((?:choice_\d+|cast_id))" value="([\w-]+)"', page))


def visible_marks(page: str) -> list[str]:
    """Return the lines of the review page as they are seen."""
    lines = re.findall(r'<p class="mark">(.*?)</p>', page)
    return [" ".join(re.sub("<[^>]*>", "", re.sub(r"<b hidden>.*?</b>", "", line)).split()) for line in lines]


class TestTheSecretariat:
    def test_chooses_the_kind_first_and_writes_candidates_in_rows(
        self, app: Flask, client: FlaskClient, scene: Scene
    ) -> None:
        sign_in(client, app, scene.staff_id)
        kinds = client.get(staff_url(scene, "/new")).text
        assert all(f'value="{kind}"' in kinds for kind in VoteKind)
        typed = {f"option-{number}-en": name for number, name in enumerate(NAMES, start=1)}
        typed |= {"method": "block", "seats": "2", "none_of_these": "y", "regions": "europe"}
        made = client.post(staff_url(scene, "/new?kind=election"), data=motion(scene) | typed)
        assert made.status_code == 303
        with app.app_context(), scope.everything():
            vote = db.session.get_one(Vote, int(made.location.rpartition("/")[2]))
            assert [option.name["en"] for option in vote.options] == list(NAMES)
            assert (vote.kind, vote.method, vote.seats) == (VoteKind.ELECTION, Method.BLOCK, 2)
            assert (vote.none_of_these, vote.regions) == (True, ["europe"])
        page = client.get(made.location).text
        assert all(name in page for name in NAMES)
        assert "Up to 2 names on each ballot; the 2 with the most votes are elected." in page
        form = client.get(made.location + "/edit").text
        assert 'name="option-7-en"' in form, "four empty rows more"

    def test_names_the_members_that_vote_one_by_one(self, app: Flask, client: FlaskClient, scene: Scene) -> None:
        first, second, *_others = scene.seats
        sign_in(client, app, scene.staff_id)
        typed = motion(scene) | {"listed": f"{first.name}\nSomebody else"}
        page = client.post(staff_url(scene, "/new?kind=motion"), data=typed).text
        assert "Not in the register, or without a vote: Somebody else" in page
        typed |= {"listed": f"{first.name}\n{second.name}", "regions": "europe"}
        page = client.post(staff_url(scene, "/new?kind=motion"), data=typed).text
        assert "Give regions or members, not both." in page
        assert f"{first.name}\n{second.name}" in page, "what was typed is kept"
        del typed["regions"]
        made = client.post(staff_url(scene, "/new?kind=motion"), data=typed)
        page = client.get(made.location).text
        assert "2 members, chosen by name" in page
        assert "“All members” are here those that vote in this one." in page, "the quorum is not of the whole register"
        assert "2 members are on the roll." in page
        form = client.get(made.location + "/edit").text
        assert f" {first.name}\n" in form.partition('name="listed"')[2].partition("</textarea>")[0]

    def test_is_told_what_to_mend_and_keeps_what_was_typed(self, app: Flask, client: FlaskClient, scene: Scene) -> None:
        sign_in(client, app, scene.staff_id)
        typed = {"option-1-ru": "Ольга", "method": "majority", "seats": "3"}
        page = client.post(staff_url(scene, "/new?kind=election"), data=motion(scene) | typed).text
        assert "A second round between two is for one seat." in page
        assert "Please fill in at least the first language." in page
        assert 'value="Ольга"' in page


class Way(NamedTuple):
    """A way of voting: what the draft says, what is typed, what that is, and how it is shown."""

    fields: dict[str, Any]
    typed: dict[str, str]
    marks: str
    reviewed: list[str]
    said: str


@dataclass
class Voter:
    """A delegate in the browser."""

    app: Flask
    client: FlaskClient
    scene: Scene
    vote_id: int = 0

    def comes_to(self, **fields: Any) -> None:
        with self.app.app_context(), scope.everything():
            self.vote_id = make.open_vote(self.scene, **election(**fields))
        sign_in(self.client, self.app, self.scene.seats[0].delegate_id)

    def page(self) -> str:
        return self.client.get(ballot_url(self.scene, self.vote_id)).text

    def reviews(self, typed: dict[str, str]) -> TestResponse:
        return self.client.post(ballot_url(self.scene, self.vote_id, "/review"), data=typed)

    def casts(self, review: TestResponse) -> None:
        answer = self.client.post(ballot_url(self.scene, self.vote_id, "/cast"), data=hidden(review.text))
        assert answer.location.endswith("/receipt")


@pytest.fixture
def voter(app: Flask, client: FlaskClient, scene: Scene) -> Voter:
    return Voter(app, client, scene)


WAYS = [
    Way(
        {"method": Method.PLURALITY}, {"choice": "02"}, "02", ["Ольга Иванова"], "Ольга Иванова",
    ),
    Way(
        {"method": Method.BLOCK}, {"choice-01": "1", "choice-02": "0", "choice-03": "1"}, "101",
        ["Amina Diallo Yes", "Ольга Иванова No", "José Pérez Yes"], "Amina Diallo, José Pérez",
    ),
    Way(
        {"method": Method.YES_NO}, {"choice-01": "Y", "choice-02": "N", "choice-03": "-"}, "YNA",
        ["Amina Diallo For", "Ольга Иванова Against", "José Pérez Abstention"],
        "Amina Diallo: For; Ольга Иванова: Against; José Pérez: Abstention",
    ),
    Way(
        {"method": Method.SCOTTISH_STV}, {"choice-01": "02", "choice-02": "00", "choice-03": "01"}, "030100",
        ["1 José Pérez", "2 Amina Diallo", "- Ольга Иванова"], "1. José Pérez, 2. Amina Diallo",
    ),
    Way(
        {"method": Method.APPROVAL, "none_of_these": True},
        {"choice-01": "0", "choice-02": "0", "choice-03": "0", "choice-00": "1"}, "000",
        ["Amina Diallo No", "Ольга Иванова No", "José Pérez No", "None of these Yes"], "None of these",
    ),
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_voter_votes_and_reads_once_more_what_was_chosen(voter: Voter, way: Way) -> None:
    voter.comes_to(**way.fields)
    assert all(name in voter.page() for name in NAMES)
    review = voter.reviews(way.typed)
    assert visible_marks(review.text) == way.reviewed
    voter.casts(review)
    with voter.app.app_context(), scope.everything():
        (ballot,) = db.session.query(RollCallBallot).all()
        assert ballot.choice == way.marks
        assert said(Offer(freezing.paper_of(db.session.get_one(Vote, ballot.vote_id)), NAMES), way.marks) == way.said


@pytest.mark.parametrize(
    ("fields", "first", "second"),
    [
        ({"method": Method.BLOCK}, {"choice-01": "1", "choice-02": "0", "choice-03": "1"},
         {"choice-01": "0", "choice-02": "1", "choice-03": "0"}),
        ({"method": Method.SCOTTISH_STV}, {"choice-01": "02", "choice-02": "00", "choice-03": "01"},
         {"choice-01": "01", "choice-02": "02", "choice-03": "03"}),
        ({"method": Method.YES_NO}, {"choice-01": "Y", "choice-02": "Y", "choice-03": "N"},
         {"choice-01": "A", "choice-02": "-", "choice-03": "Y"}),
    ],
)  # fmt: skip
def test_no_size_tells_what_was_chosen(
    voter: Voter, fields: dict[str, Any], first: dict[str, str], second: dict[str, str]
) -> None:
    voter.comes_to(**fields)
    assert len({len(voter.reviews(typed).data) for typed in (first, second)}) == 1
    assert len(str(first)) == len(str(second))


@pytest.mark.parametrize(
    ("fields", "typed", "problem"),
    [
        ({"method": Method.BLOCK}, {"choice-01": "1", "choice-02": "1", "choice-03": "1"}, "At most 2 can be chosen"),
        ({}, {"choice-01": "01", "choice-02": "01", "choice-03": "00"}, "Two have place 1"),
        ({}, {"choice-01": "01", "choice-02": "03", "choice-03": "00"}, "Place 2 is missing"),
        ({"none_of_these": True}, {"choice-01": "01", "choice-02": "00", "choice-03": "00", "choice-00": "1"},
         "Choose one of the two"),
        ({}, {"choice-01": "00", "choice-02": "00", "choice-03": "00"}, "Nothing is marked yet"),
        ({"method": Method.BLOCK}, {"choice-01": "7", "choice-02": "0", "choice-03": "0"}, "Not a valid choice"),
    ],
)  # fmt: skip
def test_what_no_ballot_can_say_is_told_and_nothing_typed_is_lost(
    voter: Voter, fields: dict[str, Any], typed: dict[str, str], problem: str
) -> None:
    voter.comes_to(**fields)
    answer = voter.reviews(typed)
    assert answer.status_code == 422
    assert problem in answer.text
    kept = re.findall(r'<option selected value="(\d+)">|<input checked [^>]*type="radio" value="(\w+)">', answer.text)
    assert sorted(place or mark for place, mark in kept) == sorted(value for value in typed.values() if value != "7")


def test_each_right_may_have_a_ballot_of_its_own(app: Flask, client: FlaskClient, scene: Scene) -> None:
    giver, holder = scene.seats[:2]
    with app.app_context(), scope.everything():
        with transaction():
            make.proxy(scene, giver, holder)
        vote_id = make.open_vote(scene, **election())
        rights = [make.right_of(vote_id, seat) for seat in (giver, holder)]
    sign_in(client, app, holder.delegate_id)
    assert client.get(ballot_url(scene, vote_id, "?each=1")).text.count('<fieldset class="marks">') == 2
    typed = {f"choice_{right}-{number:02}": "00" for right in rights for number in (1, 2, 3)}
    typed |= {f"choice_{rights[0]}-03": "01", f"choice_{rights[1]}-01": "01"}
    fields = hidden(client.post(ballot_url(scene, vote_id, "/review"), data=typed).text)
    assert fields | {"cast_id": ""} == {f"choice_{rights[0]}": "030000", f"choice_{rights[1]}": "010000", "cast_id": ""}
