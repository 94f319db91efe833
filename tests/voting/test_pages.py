"""The pages of a vote, as the secretariat, voters, the public and scrutineers reach them."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly import clock, scope
from assembly.accounts.models import Purpose, Role
from assembly.database import transaction
from assembly.voting.models import Secrecy
from tests.factories import accounts
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.voting import Scene
from tests.statements import statements

LANGUAGES = ("en", "es", "fr", "ru")


@pytest.fixture
def scene(app: Flask, client: FlaskClient) -> Scene:
    with app.app_context(), scope.everything(), transaction():
        return make.assembly_of(5)


@pytest.fixture
def vote_id(app: Flask, scene: Scene) -> int:
    """A secret vote that is open."""
    with app.app_context(), scope.everything():
        return make.open_vote(scene, secrecy=Secrecy.SEALED)


def staff_url(scene: Scene, rest: str = "", language: str = "en") -> str:
    return f"/{language}/secretariat/events/{scene.slug}/votes{rest}"


def ballot_url(scene: Scene, vote_id: int, rest: str = "", language: str = "en") -> str:
    return f"/{language}/events/{scene.slug}/votes/{vote_id}{rest}"


def motion(scene: Scene, **fields: str) -> dict[str, str]:
    typed = {f"question-{code}": text for code, text in make.QUESTION.items()}
    closes = clock.now() + timedelta(days=2)
    return {
        **typed,
        "rule_profile_id": str(scene.profile_id),
        "secrecy": "roll-call",
        "closes_at": closes.strftime("%Y-%m-%dT%H:%M"),
        "publish_at_once": "y",
        **fields,
    }


class TestTheSecretariat:
    @pytest.fixture(autouse=True)
    def _signed_in(self, app: Flask, client: FlaskClient, scene: Scene) -> None:
        sign_in(client, app, scene.staff_id)

    def test_writes_opens_and_follows_a_vote(self, client: FlaskClient, scene: Scene) -> None:
        made = client.post(staff_url(scene, "/new"), data=motion(scene))
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
        page = client.post(staff_url(scene, "/new"), data=motion(scene, **{"question-en": "", "secrecy": ""}))
        assert page.status_code == 200
        assert "2 things need correcting" in page.text
        assert make.QUESTION["fr"] in page.text.replace("&#39;", "'")

    def test_finds_a_draft_as_it_was_typed(self, client: FlaskClient, scene: Scene) -> None:
        typed = motion(scene, secrecy="sealed")
        made = client.post(staff_url(scene, "/new"), data=typed)
        page = client.get(f"{made.location}/edit").text
        assert re.findall(r'<input checked[^>]*value="(\w+)"', page) == [str(scene.profile_id), "sealed", "y"]
        assert re.search(typed["closes_at"].replace("T", "[T ]"), page)
        changed = typed | {"question-en": "Is it approved?"}
        assert client.post(f"{made.location}/edit", data=changed).status_code == 303
        page = client.get(made.location).text
        assert "Is it approved?" in page
        assert page.count("Out of date") == 3

    def test_accepts_a_missing_language_by_name(self, client: FlaskClient, scene: Scene) -> None:
        made = client.post(staff_url(scene, "/new"), data=motion(scene, **{"question-ru": ""}))
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
        page = client.get(staff_url(scene, "/new")).text
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

    def test_is_told_when_a_page_was_left_open_past_the_end(
        self, app: Flask, client: FlaskClient, scene: Scene, vote_id: int
    ) -> None:
        self.voting_as(app, client, scene.seats[0].delegate_id)
        fields = self.fields(self.review(client, scene, vote_id, choice="Y"))
        with app.app_context(), scope.everything():
            make.close(vote_id, scene)
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


class TestEverybody:
    @pytest.fixture
    def decided(self, app: Flask, scene: Scene, vote_id: int) -> int:
        with app.app_context(), scope.everything():
            make.cast_all(vote_id, scene, "YYNA")
            make.close(vote_id, scene)
            make.count_ballots(vote_id)
        return vote_id

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_reads_the_result_in_four_languages(
        self, client: FlaskClient, scene: Scene, decided: int, language: str
    ) -> None:
        for address in ("results", f"results/{decided}", f"results/{decided}/receipts"):
            page = client.get(f"/{language}/events/{scene.slug}/{address}")
            assert page.status_code == 200
            assert f'<html lang="{language}"' in page.text
        assert make.ARTICLE[language] in client.get(f"/{language}/events/{scene.slug}/results/{decided}").text

    def test_reads_the_arithmetic(self, client: FlaskClient, scene: Scene, decided: int) -> None:
        page = client.get(f"/en/events/{scene.slug}/results/{decided}").text
        assert "2 of 3 votes for and against were in favour; 2 needed (more than half)." in page
        assert "4 cast, 3 needed" in page

    def test_reads_the_same_result_as_programs(self, client: FlaskClient, scene: Scene, decided: int) -> None:
        found = client.get(f"/en/events/{scene.slug}/results/{decided}.json").get_json()
        assert (found["verdict"], found["yes"], found["no"], found["abstain"]) == ("adopted", 2, 1, 1)

    def test_finds_a_receipt_however_it_is_typed(
        self, app: Flask, client: FlaskClient, scene: Scene, decided: int
    ) -> None:
        from assembly.voting import queries

        address = f"/en/events/{scene.slug}/results/{decided}/receipts"
        with app.app_context(), scope.everything():
            code = queries.casts_by(decided, scene.seats[0].delegate_id)[0].receipt
        found = client.post(address, data={"code": code.lower().replace("-", " ")})
        assert "This receipt is in the list" in found.text
        assert "not in the list" in client.post(address, data={"code": "7K2M-09QX-AAAA-BBBB-CCCC"}).text

    def test_sees_nothing_of_a_vote_that_is_open_or_a_draft(
        self, app: Flask, client: FlaskClient, scene: Scene, vote_id: int
    ) -> None:
        with app.app_context(), scope.everything():
            draft = make.draft_vote(scene)
        address = f"/en/events/{scene.slug}/results"
        assert client.get(f"{address}/{draft}").status_code == 404
        assert client.get(f"{address}/{vote_id}.json").status_code == 404
        assert client.get(f"{address}/{vote_id}/receipts").status_code == 404
        assert "/sign-in" in client.get(client.get(f"{address}/{vote_id}").location).location

    def test_does_not_see_how_members_voted(self, app: Flask, client: FlaskClient, scene: Scene) -> None:
        with app.app_context(), scope.everything():
            open_vote = make.open_vote(scene, secrecy=Secrecy.ROLL_CALL)
            make.cast_all(open_vote, scene, "YYNA")
            make.close(open_vote, scene)
            make.count_ballots(open_vote)
        address = f"/en/events/{scene.slug}/results/{open_vote}"
        assert "How the members voted" not in client.get(address).text
        sign_in(client, app, scene.seats[0].delegate_id)
        assert "How the members voted" in client.get(address).text


def test_a_scrutineer_sees_turnout_roll_and_trail(app: Flask, client: FlaskClient, scene: Scene, vote_id: int) -> None:
    with app.app_context(), transaction():
        scrutineer = accounts.staff(Role.SCRUTINEER).id
    sign_in(client, app, scrutineer)
    overview = client.get(f"/en/scrutiny/events/{scene.slug}/votes").text
    assert "unbroken" in overview
    assert "0 of 5" in overview
    page = client.get(f"/en/scrutiny/events/{scene.slug}/votes/{vote_id}").text
    assert all(seat.name in page for seat in scene.seats)
    assert client.post(staff_url(scene, f"/{vote_id}/close")).status_code == 403
