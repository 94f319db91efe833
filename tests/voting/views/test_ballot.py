"""The ballot, from the question to the receipt."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly import scope
from assembly.accounts.models import Purpose
from assembly.database import transaction
from assembly.voting import service
from tests.factories import accounts
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.voting import Scene
from tests.voting.views.addresses import ballot_url


class TestTheVoter:
    CODE = r"ticket-code\">([0-9A-Z]{4}(?:-[0-9A-Z]{4}){4})<"

    def voting_as(self, app: Flask, client: FlaskClient, person_id: int) -> None:
        sign_in(client, app, person_id)

    def review(self, client: FlaskClient, scene: Scene, vote_id: int, **choices: str) -> str:
        page = client.post(ballot_url(scene, vote_id, "/review"), data=choices)
        assert page.status_code == 200
        assert page.headers["Cache-Control"] == "no-store, no-transform"
        return page.text

    def fields(self, page: str) -> dict[str, str]:
        return dict(re.findall(r'<input type="hidden" name="((?:choice_\d+|cast_id))" value="(\w+)"', page))

    def test_goes_from_the_ballot_to_the_receipt(
        self, app: Flask, client: FlaskClient, scene: Scene, vote_id: int
    ) -> None:
        self.voting_as(app, client, scene.seats[0].delegate_id)
        page = client.get(ballot_url(scene, vote_id)).text
        assert scene.seats[0].name in page
        assert scene.seats[1].name not in page

        fields = self.fields(self.review(client, scene, vote_id, choice="Y"))
        answer = client.post(ballot_url(scene, vote_id, "/cast"), data=fields)
        assert answer.status_code == 303
        receipt = re.findall(self.CODE, client.get(answer.location).text)
        assert len(receipt) == 1

        again = client.post(ballot_url(scene, vote_id, "/cast"), data=fields)
        assert again.status_code == 303
        assert re.findall(self.CODE, client.get(again.location).text) == receipt

    @pytest.mark.both_databases
    def test_is_told_when_a_page_was_left_open_past_the_end(
        self, app: Flask, client: FlaskClient, scene: Scene, vote_id: int
    ) -> None:
        self.voting_as(app, client, scene.seats[0].delegate_id)
        review = self.review(client, scene, vote_id, choice="Y")
        for page in (review, client.get(ballot_url(scene, vote_id)).text):
            (left,) = re.findall(r'<p data-ends-in="(\d{8})" hidden>', page)
            assert 86_000 < int(left) <= 86_400, "a script shows it when a day has passed"
        fields = self.fields(review)
        with app.app_context(), scope.everything(), transaction():
            service.suspend(make.acting(scene.staff_id), vote_id)
        late = client.post(ballot_url(scene, vote_id, "/review"), data={"choice": "Y"})
        assert late.status_code == 409
        assert "The vote is interrupted, so nothing was recorded." in late.text
        with app.app_context(), scope.everything(), transaction():
            service.resume(make.acting(scene.staff_id), vote_id)
        with app.app_context(), scope.everything():
            make.close(vote_id, scene)
        late = client.post(ballot_url(scene, vote_id, "/review"), data={"choice": "Y"})
        assert late.status_code == 409
        assert "This vote is not open, so nothing was recorded." in late.text
        answer = client.post(ballot_url(scene, vote_id, "/cast"), data=fields)
        assert answer.status_code == 409
        assert "Your vote was not taken" in answer.text
        assert "Voting has ended." in answer.text

    def test_holds_a_proxy_and_votes_differently_for_each(
        self, app: Flask, client: FlaskClient, scene: Scene, vote_id: int
    ) -> None:
        mine, giver = scene.seats[0], scene.seats[1]
        with app.app_context(), scope.everything():
            with transaction():
                make.proxy(scene, giver, mine)
            rights = {seat: make.right_of(vote_id, seat) for seat in (mine, giver)}
        self.voting_as(app, client, mine.delegate_id)
        page = client.get(ballot_url(scene, vote_id) + "?each=1").text
        assert giver.name in page
        chosen = {f"choice_{rights[mine]}": "Y", f"choice_{rights[giver]}": "-"}
        fields = self.fields(self.review(client, scene, vote_id, **chosen))
        assert set(fields) == {f"choice_{rights[mine]}", "cast_id"}
        client.post(ballot_url(scene, vote_id, "/cast"), data=fields)
        assert "1 ballot is left" in client.get(ballot_url(scene, vote_id, "/receipt")).text

    def test_must_choose_something(self, app: Flask, client: FlaskClient, scene: Scene, vote_id: int) -> None:
        self.voting_as(app, client, scene.seats[0].delegate_id)
        page = client.post(ballot_url(scene, vote_id, "/review"), data={})
        assert page.status_code == 422
        assert "1 thing needs correcting" in page.text
        assert "Not now" not in page.text, "who votes for one member is asked for one choice"

    def test_who_came_by_another_link_signs_in_first(
        self, app: Flask, client: FlaskClient, scene: Scene, vote_id: int
    ) -> None:
        sign_in(client, app, scene.seats[0].delegate_id, Purpose.PERSONAL_PAGE)
        answer = client.get(ballot_url(scene, vote_id))
        assert answer.status_code == 303
        assert "/sign-in?next=" in answer.location
        right = "9" * 32
        cast = client.post(ballot_url(scene, vote_id, "/cast"), data={"choice_1": "Y", "cast_id": right})
        assert cast.location.endswith(ballot_url(scene, vote_id))

    def test_who_has_nothing_to_do_with_the_event_finds_nothing(
        self, app: Flask, client: FlaskClient, scene: Scene, vote_id: int
    ) -> None:
        with app.app_context(), transaction():
            stranger = accounts.person().id
        self.voting_as(app, client, stranger)
        assert client.get(ballot_url(scene, vote_id)).status_code == 404

    def test_a_choice_that_is_none_is_refused(
        self, app: Flask, client: FlaskClient, scene: Scene, vote_id: int
    ) -> None:
        self.voting_as(app, client, scene.seats[0].delegate_id)
        answer = client.post(ballot_url(scene, vote_id, "/cast"), data={"choice_1": "Z", "cast_id": "0" * 32})
        assert answer.status_code == 422

    def test_request_and_answers_have_one_size_for_every_choice(
        self, app: Flask, client: FlaskClient, scene: Scene, vote_id: int
    ) -> None:
        """Case 32: whoever sees only the sizes on the line learns nothing."""
        sizes = set()
        for seat, letter in zip(scene.seats, "YNAYN", strict=True):
            self.voting_as(app, client, scene.seats[0].delegate_id)
            page = self.review(client, scene, vote_id, choice=letter)
            del seat
            sizes.add((len(page), len("&".join("=".join(pair) for pair in self.fields(page).items()))))
        assert len(sizes) == 1
