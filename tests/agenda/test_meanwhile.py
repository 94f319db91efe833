"""Two people have the form of one item or sitting open: nothing that either wrote is lost or overwritten unseen."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from assembly import scope
from assembly.agenda import meanwhile, queries, service
from assembly.agenda.drafts import LinkDraft, SpeakerDraft
from assembly.agenda.kinds import SpeakerPart
from assembly.agenda.meanwhile import merge
from assembly.agenda.models import AgendaItem, ItemLink, Sitting, Speaker
from assembly.agenda.texts.rules import mark
from assembly.database import transaction
from assembly.extensions import db
from assembly.texts import TextState, states_of
from tests.agenda.pages import staff_url, the_event
from tests.agenda.test_people import hide
from tests.factories.agenda import FIRST_EVENING, make_item, make_sitting
from tests.factories.notices import register

ITEM, SITTING = staff_url("/items/1"), staff_url("/sittings/1")
INPUT = re.compile(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"')
AREA = re.compile(r'<textarea[^>]*?name="([^"]+)"[^>]*>\s*([^<]*)</textarea>')


@pytest.fixture(autouse=True)
def programme(site: Flask) -> None:
    with site.app_context(), transaction():
        make_item(make_sitting(the_event()))


def opened(staff: FlaskClient, address: str) -> dict[str, str]:
    """What a browser would send of the page as it is."""
    page = re.sub(r"id=\"[^\"]*\"", "", staff.get(address).text)
    swapped = re.sub(r'value="([^"]*)"([^>]*?)name="([^"]+)"', r'name="\3" value="\1"', page)
    kind = {"kind": "plenary"} if address == ITEM else {}
    return {**dict(INPUT.findall(swapped)), **dict(AREA.findall(page)), **kind}


def item(site: Flask) -> AgendaItem:
    with site.app_context():
        return db.session.get_one(AgendaItem, 1)


def test_an_input_that_was_not_touched_takes_what_stands_there_now_and_one_that_both_changed_is_disputed() -> None:
    stood = {"a": "theirs", "b": "theirs", "c": "the same", "d": "as it was", "e": "not asked"}
    typed = MultiDict({"a": "old", "b": "mine", "c": "the same", "d": "mine"})
    marks = MultiDict({f"was.{name}": mark("old") for name in "abc"} | {"was.d": mark("as it was")})
    merged, disputed = merge(MultiDict([*typed.items(), *marks.items()]), stood)
    assert disputed == ["b"]
    assert {name: merged[name] for name in "abcd"} == {"a": "theirs", "b": "mine", "c": "the same", "d": "mine"}


def test_two_who_change_different_things_both_keep_theirs(staff: FlaskClient, site: Flask) -> None:
    mine, theirs = opened(staff, ITEM), opened(staff, ITEM)
    assert staff.post(ITEM, data=theirs | {"title-es": "Bienvenida", "ends": "2026-12-03T18:30"}).status_code == 303
    assert staff.post(ITEM, data=mine | {"title-fr": "Bienvenue", "kind": "panel"}).status_code == 303
    saved = item(site)
    assert (saved.title["es"], saved.title["fr"], saved.title["en"], saved.kind) == (
        "Bienvenida", "Bienvenue", "Opening", "panel",
    )  # fmt: skip
    assert (saved.ends_at - FIRST_EVENING).total_seconds() == 30 * 60


@pytest.mark.parametrize(("address", "name", "model"), [(ITEM, "title-es", AgendaItem), (SITTING, "title-ru", Sitting)])
def test_what_both_changed_is_shown_from_both_and_saved_only_on_a_second_word(
    staff: FlaskClient, site: Flask, address: str, name: str, model: type[Any]
) -> None:
    theirs, mine = "Bienvenida", "Saludo"

    def read() -> str:
        return str(db.session.get_one(model, 1).title[name.removeprefix("title-")])

    page = opened(staff, address)
    assert staff.post(address, data=page | {name: theirs}).status_code == 303
    answer = staff.post(address, data=page | {name: mine, "title-en": "Welcome", "ends": "2026-12-03T20:55"})
    assert answer.status_code == 409
    assert "Somebody else changed this meanwhile" in answer.text
    assert f">{theirs}</span>" in answer.text
    assert f'value="{mine}"' in answer.text
    assert 'value="Welcome"' in answer.text, "nothing that was typed is lost"
    with site.app_context():
        assert read() == theirs
    marks = dict(re.findall(r'name="(was\.[^"]+)" value="([^"]*)"', answer.text))
    again = page | marks | {name: mine, "title-en": "Welcome"}
    assert staff.post(address, data=again).status_code == 303
    with site.app_context():
        assert read() == mine


def test_a_time_that_both_changed_is_disputed_and_one_moved_by_its_sitting_follows(
    staff: FlaskClient, site: Flask
) -> None:
    page = opened(staff, ITEM)
    later = opened(staff, SITTING) | {"starts": "2026-12-03T19:00", "ends": "2026-12-03T22:00"}
    assert staff.post(SITTING, data=later).status_code == 303
    answer = staff.post(ITEM, data=page | {"starts": "2026-12-03T18:10"})
    assert answer.status_code == 409
    assert "2026-12-03 19:00" in answer.text
    assert staff.post(ITEM, data=page | {"title-es": "Bienvenida"}).status_code == 303
    assert (item(site).starts_at - FIRST_EVENING).total_seconds() == 3600


def test_what_somebody_saves_between_the_look_and_the_saving_is_not_overwritten(
    staff: FlaskClient, site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one saves after the form was merged, before the transaction: the lock finds it (control: without)."""
    page = opened(staff, ITEM)
    real = transaction

    def interrupted() -> object:
        monkeypatch.setattr(meanwhile, "transaction", real)
        with real():
            row = db.session.get_one(AgendaItem, 1)
            row.title = type(row.title)(row.title | {"es": "Bienvenida"})
        return real()

    monkeypatch.setattr(meanwhile, "transaction", interrupted)
    answer = staff.post(ITEM, data=page | {"title-fr": "Bienvenue"})
    assert answer.status_code == 409
    assert "Somebody else saved at the same moment" in answer.text
    assert 'value="Bienvenue"' in answer.text
    assert 'value="Bienvenida"' in answer.text
    assert item(site).title["es"] == "Bienvenida"


@pytest.mark.parametrize("address", [ITEM, SITTING])
def test_what_was_typed_for_something_deleted_meanwhile_is_given_back(
    staff: FlaskClient, site: Flask, address: str
) -> None:
    page = opened(staff, address)
    with site.app_context(), transaction():
        if address == ITEM:
            service.remove_item(None, queries.item_of(the_event().id, 1))
        else:
            service.remove_sitting(None, queries.sitting_of(the_event().id, 1))
    answer = staff.post(address, data=page | {"title-fr": "Bienvenue"})
    assert answer.status_code == 409
    assert "<li>Bienvenue</li>" in answer.text
    assert staff.get(address).status_code == 404


SPEAKER, LINK = staff_url("/items/1/people/2"), staff_url("/items/1/links/1")


@pytest.fixture
def names(site: Flask) -> None:
    """Somebody who asked to be hidden speaks in the item, and minutes came of it."""
    with site.app_context(), scope.everything(), transaction():
        row = register(the_event())
        hide(row)
        found = queries.item_of(the_event().id, 1)
        service.add_speaker(None, found, SpeakerDraft(SpeakerPart.SPEAKER, registration_id=row.id))
        service.add_link(None, found, LinkDraft({"en": "Minutes"}, "https://minutes.example/1"))


@pytest.mark.usefixtures("names")
def test_two_who_change_one_speaker_or_one_link_both_keep_theirs(staff: FlaskClient, site: Flask) -> None:
    """A box that the other ticked meanwhile stays ticked, and one that was taken away stays away."""
    marks = dict(re.findall(r'name="(was\.[^"]+)" value="([^"]*)"', staff.get(SPEAKER).text))
    page = marks | {"part": "speaker"} | {f"function-{code}": "" for code in ("en", "es", "fr", "ru")}
    assert staff.post(SPEAKER, data=page | {"function-en": "Chair", "agreed": "y"}).status_code == 303
    assert staff.post(SPEAKER, data=page | {"function-fr": "Présidente"}).status_code == 303
    with site.app_context():
        speaker = db.session.get_one(Speaker, 2)
        assert (speaker.function, speaker.agreed_at is not None) == ({"en": "Chair", "fr": "Présidente"}, True)
    disputed = staff.post(SPEAKER, data=page | {"function-en": "Head"})
    assert (disputed.status_code, ">Chair</span>" in disputed.text) == (409, True)

    mine = opened(staff, LINK)
    assert staff.post(LINK, data=mine | {"label-fr": "Procès-verbal"}).status_code == 303
    assert staff.post(LINK, data=mine | {"address": "https://minutes.example/2"}).status_code == 303
    with site.app_context():
        link = db.session.get_one(ItemLink, 1)
        assert (link.label["fr"], link.address) == ("Procès-verbal", "https://minutes.example/2")
    staff.post(f"{LINK}/remove")
    late = staff.post(LINK, data=mine | {"label-ru": "Протокол"})
    assert (late.status_code, "<li>Протокол</li>" in late.text) == (409, True)


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize(
    ("address", "name", "model"),
    [
        (ITEM, "title", AgendaItem),
        (SITTING, "title", Sitting),
        (SPEAKER, "function", Speaker),
        (LINK, "label", ItemLink),
    ],
)
def test_a_translation_is_said_to_be_still_right_where_its_original_was_mended(
    staff: FlaskClient, site: Flask, address: str, name: str, model: type[Any]
) -> None:
    kind = {"part": "speaker"} if address == SPEAKER else {}
    number = 2 if address == SPEAKER else 1
    staff.post(address, data=opened(staff, address) | kind | {f"{name}-en": "First", f"{name}-ru": "Первый"})
    staff.post(address, data=opened(staff, address) | kind | {f"{name}-en": "Mended"})
    assert f'name="right.{name}-ru"' in staff.get(address).text
    page = opened(staff, address) | kind | {f"right.{name}-ru": "y"}
    assert staff.post(address, data=page).status_code == 303
    assert "right." not in staff.get(address).text
    with site.app_context():
        row = db.session.get_one(model, number)
        assert states_of(row, (name,), ("ru",), "en") == {"ru": TextState.COMPLETE}
        assert (getattr(row, name)["en"], getattr(row, name)["ru"]) == ("Mended", "Первый")
