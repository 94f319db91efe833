"""The pages of a vote, as the secretariat reaches them; and what holds for all of them."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly import clock, scope
from assembly.database import transaction
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.voting import Scene
from tests.statements import statements
from tests.voting.views.addresses import LANGUAGES, ballot_url, motion, staff_url


class TestTheSecretariat:
    @pytest.fixture(autouse=True)
    def _signed_in(self, app: Flask, client: FlaskClient, scene: Scene) -> None:
        sign_in(client, app, scene.staff_id)

    def test_writes_opens_and_follows_a_vote(self, client: FlaskClient, scene: Scene) -> None:
        made = client.post(staff_url(scene, "/new?kind=motion"), data=motion(scene))
        assert made.status_code == 303
        page = client.get(made.location).text
        assert "Ready to open" in page
        assert "5 members are on the roll." in page

        confirm = client.get(f"{made.location}/open").text
        assert "The question and the roll of 5 members are frozen." in confirm
        assert "5 people who vote are mailed." in confirm

        opened = client.post(f"{made.location}/open", data={})
        assert opened.status_code == 303
        assert "0 of 5" in client.get(made.location).text

    def test_keeps_what_was_typed_beside_the_error(self, client: FlaskClient, scene: Scene) -> None:
        page = client.post(
            staff_url(scene, "/new?kind=motion"), data=motion(scene, **{"question-en": "", "secrecy": ""})
        )
        assert page.status_code == 200
        assert "2 things need correcting" in page.text
        assert make.QUESTION["fr"] in page.text.replace("&#39;", "'")

    @pytest.mark.both_databases
    def test_finds_a_draft_as_it_was_typed(self, client: FlaskClient, scene: Scene) -> None:
        typed = motion(scene, secrecy="sealed")
        made = client.post(staff_url(scene, "/new?kind=motion"), data=typed)
        page = client.get(f"{made.location}/edit").text
        assert re.findall(r'<input checked[^>]*value="([\w-]+)"', page) == [str(scene.profile_id), "sealed", "at-once"]
        assert re.search(typed["closes_at"].replace("T", "[T ]"), page)
        changed = typed | {"question-en": "Is it approved?"}
        assert client.post(f"{made.location}/edit", data=changed).status_code == 303
        page = client.get(made.location).text
        assert "Is it approved?" in page
        assert page.count("Out of date") == 3

    def test_finds_no_form_to_change_what_is_open(self, client: FlaskClient, scene: Scene, vote_id: int) -> None:
        answer = client.get(staff_url(scene, f"/{vote_id}/edit"))
        assert (answer.status_code, answer.location) == (303, staff_url(scene, f"/{vote_id}"))

    def test_accepts_a_missing_language_by_name(self, client: FlaskClient, scene: Scene) -> None:
        made = client.post(staff_url(scene, "/new?kind=motion"), data=motion(scene, **{"question-ru": ""}))
        confirm = client.get(f"{made.location}/open").text
        assert "Open without Русский" in confirm
        refused = client.post(f"{made.location}/open", data={})
        assert refused.status_code == 200
        assert "Русский is missing or out of date" in refused.text
        assert client.post(f"{made.location}/open", data={"languages": "ru"}).status_code == 303

    def test_keeps_rules_and_reads_them_as_a_sentence(self, client: FlaskClient, scene: Scene) -> None:
        typed = {f"article-{code}": f"Art. 9 {code}" for code in LANGUAGES}
        data = {**typed, "name-en": "Two thirds", "threshold": "at_least", "fraction": "2/3",
                "basis": "valid", "quorum_kind": "more_than", "quorum": "1/2"}  # fmt: skip
        assert client.post(staff_url(scene, "/rules/new"), data=data).status_code == 303
        page = client.get(staff_url(scene, "/new?kind=motion")).text
        assert (
            "Adopted if at least two thirds of the votes cast are in favour; an abstention counts as against. "
            "Quorum: more than half of all members, counted on ballots cast. (Art. 9 en)"
        ) in page

    def test_refuses_a_fraction_that_is_none(self, client: FlaskClient, scene: Scene) -> None:
        typed = {f"article-{code}": "Art. 9" for code in LANGUAGES}
        for fraction in ("", "2", "3/2", "1/0", "half"):
            data = {**typed, "name-en": "X", "threshold": "more_than", "fraction": fraction,
                    "basis": "valid", "quorum_kind": "", "quorum": ""}  # fmt: skip
            page = client.post(staff_url(scene, "/rules/new"), data=data)
            assert page.status_code == 200
            assert "1 thing needs correcting" in page.text

    def test_sees_turnout_and_no_count_while_a_vote_is_open(
        self, client: FlaskClient, app: Flask, scene: Scene, vote_id: int
    ) -> None:
        with app.app_context(), scope.everything():
            make.cast_all(vote_id, scene, "YYN")
        for address in (staff_url(scene, f"/{vote_id}"), staff_url(scene, f"/{vote_id}/turnout")):
            page = client.get(address).text
            assert "3 of 5" in page
            assert "Against" not in page

    def test_reads_what_an_act_will_do(self, client: FlaskClient, scene: Scene, vote_id: int) -> None:
        for act in ("deadline", "close", "annul", "open"):
            assert client.get(staff_url(scene, f"/{vote_id}/{act}")).status_code == 200

    def test_moves_suspends_resumes_and_closes(self, client: FlaskClient, scene: Scene, vote_id: int) -> None:
        page = staff_url(scene, f"/{vote_id}")
        later = (clock.now() + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")
        earlier = client.post(f"{page}/deadline", data={"closes_at": "2001-01-01T10:00"})
        assert "A deadline can only be moved later." in earlier.text
        assert client.post(f"{page}/deadline", data={"closes_at": later}).status_code == 303
        assert client.post(f"{page}/suspend").status_code == 303
        assert "Suspended" in client.get(page).text
        assert client.post(f"{page}/resume", data={"closes_at": later}).status_code == 303
        assert client.post(f"{page}/close").status_code == 303
        assert "Closed, being counted" in client.get(page).text

    def test_cannot_reach_a_vote_by_the_address_of_another_event(
        self, client: FlaskClient, app: Flask, scene: Scene, vote_id: int
    ) -> None:
        from tests.factories.events import make_event

        with app.app_context(), transaction():
            other = make_event().slug
        address = f"/en/secretariat/events/{other}/votes/{vote_id}"
        assert client.get(address).status_code == 404
        assert client.post(f"{address}/close").status_code == 404


@pytest.mark.parametrize("language", ["es", "fr", "ru"])
def test_every_page_speaks_the_language_of_its_address(
    app: Flask, client: FlaskClient, scene: Scene, vote_id: int, language: str
) -> None:
    with app.app_context(), scope.everything():
        draft = make.draft_vote(scene)
    pages = {
        scene.staff_id: [staff_url(scene, rest, language) for rest in (
            "", "/new", "/rules/new", f"/{draft}", f"/{draft}/edit", f"/{draft}/open", f"/{vote_id}"
        )],
        scene.seats[0].delegate_id: [ballot_url(scene, vote_id, language=language)],
    }  # fmt: skip
    for person, addresses in pages.items():
        sign_in(client, app, person)
        for address in addresses:
            page = client.get(address)
            assert page.status_code == 200, address
            assert f'<html lang="{language}"' in page.text
    assert make.QUESTION[language] in page.text


def test_lists_ask_the_database_as_much_for_three_votes_as_for_one(
    app: Flask, client: FlaskClient, scene: Scene, vote_id: int
) -> None:
    addresses = (staff_url(scene), f"/en/scrutiny/events/{scene.slug}/votes", f"/en/events/{scene.slug}/results")
    sign_in(client, app, scene.staff_id)

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with statements() as made:
                assert client.get(address).status_code == 200
            counts.append(len(made))
        return counts

    def decide(vote_id: int) -> None:
        with app.app_context(), scope.everything():
            make.cast_all(vote_id, scene, "YN")
            make.close(vote_id, scene)
            make.count_ballots(vote_id)

    decide(vote_id)
    for_one = asked()
    for _ in range(2):
        with app.app_context(), scope.everything():
            another = make.open_vote(scene)
        decide(another)
    assert asked() == for_one
