"""All texts of the programme on one page, with and without somebody else who writes at the same time."""

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from assembly import clock, scope
from assembly.agenda import queries, service
from assembly.agenda.drafts import LinkDraft
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.extensions import db
from assembly.texts import TextState
from tests.agenda.pages import publish, staff_url, the_event
from tests.factories.agenda import FOUR_OPENING, item_draft, make_item, make_sitting, sitting_draft
from tests.statements import statements

PAGE = staff_url("/texts")
TITLE = "item-1-title"


@pytest.fixture(autouse=True)
def programme(site: Flask) -> None:
    """A published sitting with one item, both in four languages."""
    publish(site)


def fields(client: FlaskClient, address: str = PAGE) -> dict[str, str]:
    """Return what a browser would send back of the page."""
    page = client.get(address).text
    texts = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    marks = re.findall(r'name="(was\.[^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in (*texts, *marks)}


def title(language: str) -> str:
    return queries.item_of(1, 1).title.get(language, "")


def reword(**words: str) -> None:
    """Let a colleague change the title of the item on the item's own page."""
    with transaction():
        service.change_item(None, queries.item_of(1, 1), item_draft({**FOUR_OPENING, **words}))


def test_every_text_has_a_field_in_every_language(staff: FlaskClient, site: Flask) -> None:
    names = {name for name in fields(staff) if not name.startswith("was.")}
    keys = ("sitting-1-title", "item-1-title", "item-1-description")
    assert names == {f"{key}.{language}" for key in keys for language in ("en", "es", "fr", "ru")}


@pytest.mark.both_databases
def test_all_are_saved_at_once_and_the_act_is_on_the_record(staff: FlaskClient, site: Flask) -> None:
    data = fields(staff) | {f"{TITLE}.fr": "Bienvenue", "sitting-1-title.en": "Morning"}
    answer = staff.post(PAGE, data=data)
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert "2 texts are saved in the draft." in staff.get(PAGE).text
    with site.app_context():
        assert (title("fr"), title("en")) == ("Bienvenue", "Opening")
        entry = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
        assert entry is not None
        assert (entry.action, entry.details["fields"]) == ("agenda.texts_changed", [TITLE, "sitting-1-title"])


def test_what_a_colleague_wrote_elsewhere_meanwhile_is_kept(staff: FlaskClient, site: Flask) -> None:
    data = fields(staff) | {f"{TITLE}.fr": "Bienvenue"}
    with site.app_context():
        reword(es="Bienvenida")
    assert staff.post(PAGE, data=data).status_code == 303
    with site.app_context():
        assert (title("fr"), title("es")) == ("Bienvenue", "Bienvenida")


def test_the_same_text_changed_by_two_is_shown_with_both_and_saved_only_when_told_again(
    staff: FlaskClient, site: Flask
) -> None:
    data = fields(staff) | {f"{TITLE}.fr": "Bienvenue à tous", f"{TITLE}.ru": "Начало"}
    with site.app_context():
        reword(fr="Bienvenue", es="Bienvenida")
    answer = staff.post(PAGE, data=data)
    assert answer.status_code == 422
    assert "1 text needs another look. All that you typed is still here." in answer.text
    assert "Somebody else changed this meanwhile." in answer.text
    assert 'Theirs: <span lang="fr">Bienvenue</span>' in answer.text
    assert "\nBienvenue à tous</textarea>" in answer.text
    assert "\nНачало</textarea>" in answer.text
    assert "\nBienvenida</textarea>" in answer.text, "what was not touched is shown as it is now"
    with site.app_context():
        assert (title("fr"), title("ru")) == ("Bienvenue", "Открытие"), "nothing is saved yet"
    again = dict(re.findall(r'name="(was\.[^"]+)" value="([^"]*)"', answer.text))
    assert staff.post(PAGE, data=data | again | {f"{TITLE}.es": "Bienvenida"}).status_code == 303
    with site.app_context():
        assert (title("fr"), title("ru"), title("es")) == ("Bienvenue à tous", "Начало", "Bienvenida")


def test_texts_of_what_was_deleted_meanwhile_are_given_back(staff: FlaskClient, site: Flask) -> None:
    data = fields(staff) | {f"{TITLE}.fr": "Bienvenue", "sitting-1-title.fr": "Séance d’ouverture"}
    with site.app_context(), scope.everything(), transaction():
        service.remove_item(None, queries.item_of(1, 1))
    answer = staff.post(PAGE, data=data)
    assert answer.status_code == 422
    assert "was deleted meanwhile" in answer.text
    assert "<li>Bienvenue</li>" in answer.text
    assert "<li>Opening</li>" not in answer.text, "only what was touched"


def test_a_text_that_is_too_long_or_missing_keeps_everything(staff: FlaskClient, site: Flask) -> None:
    data = fields(staff) | {f"{TITLE}.en": "", f"{TITLE}.fr": "é" * 201, f"{TITLE}.ru": "Начало"}
    answer = staff.post(PAGE, data=data)
    assert "2 texts need another look." in answer.text
    assert "The others are translated from this" in answer.text
    assert "This is too long." in answer.text
    assert "\nНачало</textarea>" in answer.text


def test_only_what_is_missing_or_out_of_date_is_shown_when_asked(staff: FlaskClient, site: Flask) -> None:
    with site.app_context(), transaction():
        make_item(queries.sitting_of(1, 1), title={"en": "Debate"}, starts_at=queries.item_of(1, 1).ends_at)
    page = staff.get(PAGE).text
    assert "2 of 3 complete" in page
    assert "1 missing" in page
    assert {name for name in fields(staff, f"{PAGE}?which=open") if name.endswith(".es")} == {
        "item-2-title.es", "was.item-2-title.es",
    }  # fmt: skip


@pytest.mark.both_databases
def test_a_stale_text_can_be_confirmed_as_it_is(staff: FlaskClient, site: Flask) -> None:
    with site.app_context(), time_machine.travel(clock.now() + timedelta(minutes=1)):
        reword(en="Opening of the assembly")
    page = staff.get(f"{PAGE}?into=fr&which=open").text
    assert "Still right as it is" in page
    data = fields(staff, f"{PAGE}?into=fr") | {f"right.{TITLE}.fr": "y"}
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        assert staff.post(f"{PAGE}?into=fr", data=data).location == f"{PAGE}?into=fr"
    with site.app_context():
        states = queries.states_of_item(the_event(), queries.item_of(1, 1))
        assert (states["fr"], states["es"]) == (TextState.COMPLETE, TextState.STALE)
        assert title("fr") == "Ouverture"


def test_one_language_is_translated_beside_another(staff: FlaskClient, site: Flask) -> None:
    address = f"{PAGE}?into=ru&from=fr"
    page = staff.get(address).text
    assert '<p lang="fr">Ouverture</p>' in page
    assert {name for name in fields(staff, address) if not name.startswith("was.")} == {
        "sitting-1-title.ru", "item-1-title.ru",
    }  # fmt: skip
    assert staff.get(f"{PAGE}?into=xx&from=yy").status_code == 200


def test_a_place_is_translated_where_a_sitting_has_its_own(staff: FlaskClient, site: Flask) -> None:
    with site.app_context(), transaction():
        sitting = queries.sitting_of(1, 1)
        service.change_sitting(None, sitting, replace(sitting_draft(), place={"en": "Main hall"}))
    data = fields(staff) | {"sitting-1-place.fr": "Grande salle"}
    assert staff.post(PAGE, data=data).status_code == 303
    with site.app_context():
        assert queries.sitting_of(1, 1).place == {"en": "Main hall", "fr": "Grande salle"}


def test_words_of_links_and_functions_are_translated_too(staff: FlaskClient, site: Flask) -> None:
    with site.app_context(), transaction():
        service.add_link(None, queries.item_of(1, 1), LinkDraft({"en": "Minutes"}, "https://minutes.example"))
    data = fields(staff)
    assert data["link-1-label.en"] == "Minutes"
    staff.post(PAGE, data=data | {"link-1-label.fr": "Procès-verbal"})
    assert fields(staff)["link-1-label.fr"] == "Procès-verbal"


def test_fields_of_no_page_are_left_alone(staff: FlaskClient, site: Flask) -> None:
    data = {"item-1-kind.en": "vote", "event-1-title.en": "Mine", f"{TITLE}.xx": "?", "item-1-title": "?"}
    assert staff.post(PAGE, data=data | {"item-99999999999999999999-title.en": "?"}).status_code in {303, 422}
    with site.app_context():
        assert title("en") == "Opening"


def test_the_number_of_queries_does_not_grow_with_the_texts(staff: FlaskClient, site: Flask) -> None:
    staff.get(PAGE)
    with statements() as few:
        staff.get(PAGE)
    with site.app_context(), transaction():
        for _number in range(3):
            make_item(make_sitting(the_event()))
    with statements() as many:
        staff.get(PAGE)
    assert len(many) == len(few)


@pytest.mark.both_databases
def test_a_long_programme_fits_into_one_form(staff: FlaskClient, site: Flask) -> None:
    data = fields(staff) | {f"{TITLE}.fr": "Bienvenue"}
    data |= {f"item-1-description.{language}": "щ" * 2000 for language in ("en", "es", "fr", "ru")}
    assert staff.post(PAGE, data=data | {"pad": "щ" * 90_000}).status_code == 303
