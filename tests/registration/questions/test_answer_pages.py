"""Answering on a page about oneself."""

from http import HTTPStatus

import pytest

from assembly.database import transaction
from assembly.events.models import Event
from assembly.registration.questions.kinds import QuestionKind
from tests.factories import accounts
from tests.factories.questions import ask
from tests.registration.questions.worlds import Site


def is_hidden(page: str, question: int) -> bool:
    """Whether a question stands hidden on the page, and is not sent as one that was asked."""
    asked = page.index(f'name="asked" value="{question}"')
    return " hidden>" in page[page.rindex("<div", 0, asked) : asked] and " disabled>" in page[asked : asked + 60]


def test_a_person_is_asked_in_steps(site: Site) -> None:
    page = site.client.get(site.mine).text
    assert "A visa?" in page
    assert is_hidden(page, site.number)
    saved = site.client.post(site.mine, data=site.typed(site.visa, **{f"q{site.visa}": "yes"}))
    assert (saved.status_code, saved.location) == (HTTPStatus.SEE_OTHER, site.mine)
    page = site.client.get(site.mine).text
    assert "1 more question follows from them." in page
    assert "Its number?" in page
    assert not is_hidden(page, site.number)
    saved = site.client.post(
        site.mine, data=site.typed(site.visa, site.number, **{f"q{site.visa}": "yes", f"q{site.number}": "N 12"})
    )
    assert saved.location.endswith("/my-assembly")
    assert site.values(site.awa) == {site.visa: "yes", site.number: "N 12"}


def test_a_page_that_was_not_finished_keeps_what_was_said_and_marks_what_is_missing(site: Site) -> None:
    site.client.post(site.mine, data=site.typed(site.visa, **{f"q{site.visa}": "yes"}))
    saved = site.client.post(
        site.mine,
        data=site.typed(site.visa, site.number, site.day, **{f"q{site.visa}": "yes", f"q{site.day}": "2026-12-02"}),
    )
    assert saved.location == f"{site.mine}?missing=1"
    page = site.client.get(saved.location).text
    assert "1 answer is still missing." in page
    assert page.count("Please answer this.") == 2  # on top, and beside the field
    assert site.values(site.awa)[site.day] == "2026-12-02"


@pytest.mark.both_databases
def test_an_error_keeps_all_that_was_typed_and_stores_nothing(site: Site) -> None:
    answer = site.client.post(
        site.mine,
        data=site.typed(
            site.visa, site.day, site.health,
            **{f"q{site.visa}": "no", f"q{site.day}": "3 December", f"q{site.health}": "<b>flu</b>"},
        ),
    )  # fmt: skip
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Please type the day as in 2026-12-31." in answer.text
    assert 'value="3 December"' in answer.text
    assert 'value="&lt;b&gt;flu&lt;/b&gt;"' in answer.text
    assert f'checked id="q{site.visa}-1"' in answer.text
    assert site.values(site.awa) == {}


def test_what_an_answer_hides_is_not_in_the_way(site: Site) -> None:
    site.client.post(site.mine, data=site.typed(site.visa, **{f"q{site.visa}": "yes"}))
    saved = site.client.post(
        site.mine,
        data=site.typed(site.visa, site.number, **{f"q{site.visa}": "no", f"q{site.number}": "x" * 300}),
    )
    assert saved.status_code == HTTPStatus.SEE_OTHER
    assert site.values(site.awa) == {site.visa: "no"}


def test_a_question_that_was_not_on_the_page_keeps_its_answer(site: Site) -> None:
    site.client.post(site.mine, data=site.typed(site.health, **{f"q{site.health}": "asthma"}))
    site.client.post(site.mine, data=site.typed(site.visa, **{f"q{site.visa}": "no", f"q{site.health}": ""}))
    assert site.values(site.awa) == {site.health: "asthma", site.visa: "no"}
    site.client.post(site.mine, data=site.typed(site.health, **{f"q{site.health}": ""}))
    assert site.values(site.awa) == {site.visa: "no"}


def test_it_is_said_what_for_how_long_and_who_sees_it(site: Site) -> None:
    page = site.client.get(site.mine).text
    assert "We plan with it." in page
    assert "We keep the answer until one year after the event." in page
    assert "Only you and the secretariat see it." in page
    assert "Your focal point and the secretariat see it too." in page


def test_somebody_who_takes_no_part_is_asked_nothing(site: Site) -> None:
    with site.app.app_context(), transaction():
        stranger = accounts.person().id
    assert site.as_(stranger).get(site.mine).status_code == HTTPStatus.NOT_FOUND


def test_my_assembly_leads_to_the_questions_while_answers_are_missing(site: Site) -> None:
    address = f"/en/events/{site.slug}/my-assembly"
    page = site.client.get(address).text
    assert "Answer 1 question about yourself" in page
    assert f'href="{site.mine}"' in page
    site.client.post(site.mine, data=site.typed(site.visa, **{f"q{site.visa}": "no"}))
    page = site.client.get(address).text
    assert "about yourself" not in page
    assert f'href="{site.mine}"' in page


def test_what_a_script_shows_at_once_is_answered_at_once(site: Site) -> None:
    page = site.client.get(site.mine).text
    assert f'data-shown-by="q{site.visa}" data-shown-on="yes" hidden>' in page
    both = {f"q{site.visa}": "yes", f"q{site.number}": "N 12"}
    saved = site.client.post(site.mine, data=site.typed(site.visa, site.number, **both))
    assert saved.location.endswith("/my-assembly")
    assert site.values(site.awa) == {site.visa: "yes", site.number: "N 12"}


def test_what_stood_hidden_is_neither_stored_nor_checked(site: Site) -> None:
    """A browser sends hidden fields too: without the script they are empty, with it whatever was typed before."""
    both = {f"q{site.visa}": "no", f"q{site.number}": "x" * 300}
    for asked in ((site.visa,), (site.visa, site.number)):
        saved = site.client.post(site.mine, data=site.typed(*asked, **both))
        assert saved.status_code == HTTPStatus.SEE_OTHER
        assert site.values(site.awa) == {site.visa: "no"}


def test_an_error_leaves_shown_what_was_shown(site: Site) -> None:
    both = {f"q{site.visa}": "yes", f"q{site.number}": "x" * 300}
    page = site.client.post(site.mine, data=site.typed(site.visa, site.number, **both)).text
    assert "This is too long." in page
    assert not is_hidden(page, site.number)


def test_a_country_is_chosen_by_its_name_in_the_readers_language(site: Site) -> None:
    with site.app.app_context(), transaction() as session:
        event = session.get_one(Event, site.event_id)
        country = ask(event, QuestionKind.COUNTRY, label={"en": "Which nationality?"}).id
        staff = accounts.staff().id
    wrong = site.client.post(site.mine, data=site.typed(country, **{f"q{country}": "XX"}))
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Please choose one of the answers that are offered." in wrong.text
    site.client.post(site.mine, data=site.typed(country, **{f"q{country}": "CI"}))
    assert site.values(site.awa) == {country: "CI"}
    page = site.client.get(site.mine.replace("/en/", "/ru/")).text
    assert '<option selected value="CI">Кот-д’Ивуар</option>' in page
    assert page.index(">Австрия<") < page.index(">Кот-д’Ивуар<") < page.index(">Япония<")
    office = f"/en/secretariat/events/{site.slug}/questions/{country}/answers"
    counted = site.as_(staff).get(office).text
    assert counted.count("Côte d’Ivoire") == 2  # how often it was chosen, and by whom
    assert "Austria" not in counted
