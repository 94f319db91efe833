"""Where the secretariat sets the federation and its events up."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly.accounts.models import Role
from assembly.database import transaction
from assembly.events import queries
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import LANGUAGES
from tests.factories.accounts import person, sign_in, staff
from tests.factories.events import make_event

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
FEDERATION = {
    "name-en": "Federation of Examples",
    "name-fr": "Fédération des exemples",
    "short_name": "FEX",
    "accent": "#c8102e",
    "languages": ["en", "fr"],
    "source": "fr",
    "zone": "Asia/Bangkok",
    "sender_name": "The federation",
    "sender_email": "assembly@federation.example",
    "help_phone": "+66 2 000 0100",
    "help_opens": "08:30",
    "help_closes": "21:00",
    "privacy-fr": "Premier paragraphe.\r\n\r\nDeuxième <b>paragraphe</b>.",
}
EVENT = {
    "title-en": "International Assembly",
    "title-fr": "Assemblée internationale",
    "online": "online",
    "zone": "Asia/Bangkok",
    "starts_at": "2026-12-03T18:00",
    "ends_at": "2026-12-04T21:30",
    "languages": ["en", "fr"],
    "source": "en",
}


@pytest.fixture
def administrator(app: Flask, client: FlaskClient) -> FlaskClient:
    with app.app_context(), transaction():
        administrator = staff(zone="Africa/Bamako").id
    sign_in(client, app, administrator)
    return client


@pytest.fixture
def event(app: Flask) -> str:
    with app.app_context(), transaction():
        return make_event(slug="assembly").slug


def stored(app: Flask) -> Event:
    """The only event."""
    with app.app_context():
        event = db.session.scalars(select(Event)).one()
        event.quotas  # noqa: B018 - read while there is a session
        return event


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "page", ["federation", "events/new", "events/assembly/setup", "events/assembly/setup/event",
             "events/assembly/setup/registration"],
)  # fmt: skip
def test_pages_of_the_secretariat_are_there_in_every_language(
    administrator: FlaskClient, event: str, lang: str, page: str
) -> None:
    answer = administrator.get(f"/{lang}/secretariat/{page}")
    assert answer.status_code == 200
    assert f'<html lang="{lang}">' in answer.text


@pytest.mark.both_databases
def test_a_federation_is_set_up_and_stands_on_every_page(app: Flask, administrator: FlaskClient) -> None:
    data = {**FEDERATION, "logo": (BytesIO(PNG), "logo.png")}
    assert administrator.post("/en/secretariat/federation", data=data).status_code == 303
    with app.app_context():
        found = queries.find_federation()
        assert found
        assert found.languages == ["fr", "en"]
        assert (found.help_opens, found.help_closes) == ("08:30", "21:00")
    reader = app.test_client()
    page = reader.get("/fr/privacy").text
    assert "Fédération des exemples" in page
    assert "+66 2 000 0100" in page
    assert "<p>Deuxième &lt;b&gt;paragraphe&lt;/b&gt;.</p>" in page
    assert "08:30–21:00" in page
    css = reader.get("/federation.css?v=c8102e")
    assert "--accent:#c8102e" in css.text
    assert "immutable" in css.headers["Cache-Control"]
    assert 'href="/federation.css?v=c8102e"' in page


def test_a_text_that_is_missing_is_shown_in_another_language_and_says_so(
    app: Flask, administrator: FlaskClient
) -> None:
    administrator.post("/en/secretariat/federation", data=FEDERATION)
    page = app.test_client().get("/es/privacy").text
    assert '<div lang="fr">' in page
    assert "Français" in page


def test_the_logo_comes_with_its_type_and_hash_and_can_be_removed(app: Flask, administrator: FlaskClient) -> None:
    data = {**FEDERATION, "logo": (BytesIO(PNG), "logo.svg")}  # the name of a file says nothing
    administrator.post("/en/secretariat/federation", data=data)
    page = app.test_client().get("/en/help").text
    address = page.partition('<img src="')[2].partition('"')[0]
    answer = app.test_client().get(address)
    assert (answer.data, answer.mimetype) == (PNG, "image/png")
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again = app.test_client().get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert app.test_client().get("/logo").headers["Cache-Control"] == "no-cache"
    administrator.post("/en/secretariat/federation", data={**FEDERATION, "remove_logo": "y"})
    assert app.test_client().get(address).status_code == 404


@pytest.mark.parametrize("content", [b"<svg><script>alert(1)</script></svg>", PNG + b"x" * 300_000])
def test_a_logo_that_is_none_or_too_large_is_told_beside_the_field(
    app: Flask, administrator: FlaskClient, content: bytes
) -> None:
    data = {**FEDERATION, "logo": (BytesIO(content), "logo.png")}
    answer = administrator.post("/en/secretariat/federation", data=data)
    assert answer.status_code == 422
    assert 'id="logo-error"' in answer.text
    with app.app_context():
        assert queries.find_federation() is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name-fr": ""}, "name-fr"),
        ({"short_name": "x" * 41}, "short_name"),
        ({"accent": "red"}, "accent"),
        ({"languages": []}, "languages"),
        ({"sender_email": "nobody"}, "sender_email"),
        ({"help_email": "nobody"}, "help_email"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"help_opens": "late"}, "help_opens"),
    ],
)
def test_what_a_federation_cannot_be_is_told_beside_the_field(
    app: Flask, administrator: FlaskClient, change: dict[str, Any], field: str
) -> None:
    answer = administrator.post("/en/secretariat/federation", data={**FEDERATION, **change})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "Federation of Examples" in answer.text  # what was typed stays


@pytest.mark.both_databases
def test_an_event_is_made_in_two_steps(app: Flask, administrator: FlaskClient) -> None:
    answer = administrator.post("/en/secretariat/events/new", data=EVENT)
    assert answer.location == "/en/secretariat/events/international-assembly-2026/setup/registration?step=2"
    event = stored(app)
    assert event.starts_at.isoformat() == "2026-12-03T11:00:00+00:00"  # typed on the clocks of Bangkok
    assert event.ends_at.isoformat() == "2026-12-04T14:30:00+00:00"
    second = administrator.get(answer.location).text
    assert "Bangkok (UTC+7)" in second
    assert 'name="delegate"' in second
    assert event.escalate_after == 5  # proposed, so that nobody is left waiting
    saved = administrator.post(
        answer.location,
        data={
            "registration_opens_at": "2026-10-01T09:00",
            "registration_closes_at": "2026-11-30T23:59",
            "delegate": "3", "alternate": "2", "observer": "0", "proxy_cap": "3",
            "last_assembly": "2023-11-30", "escalate_after": "7",
        },
    )  # fmt: skip
    assert saved.location == "/en/secretariat/events/international-assembly-2026/setup"
    event = stored(app)
    assert event.registration_closes_at.isoformat() == "2026-11-30T16:59:00+00:00"
    assert event.last_assembly_at
    assert event.last_assembly_at.isoformat() == "2023-11-29T17:00:00+00:00"
    assert {quota.role.value: quota.seats for quota in event.quotas} == {
        "delegate": 3, "alternate": 2, "observer": 0,
    }  # fmt: skip
    assert (event.proxy_cap, event.escalate_after) == (3, 7)
    page = administrator.get(saved.location).text
    assert "after 7 days" in page
    assert "11:00" in page  # the reader's time, and the event's beside it
    assert "18:00" in page
    assert "Bamako (UTC)" in page
    assert "Bangkok (UTC+7)" in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"starts_at": "0001-01-01T00:00"}, "starts_at"),
        ({"zone": "America/Lima", "ends_at": "9999-12-31T23:59"}, "ends_at"),
        ({"title-en": ""}, "title-en"),
        ({"languages": []}, "languages"),
        ({"ends_at": "2026-12-03T18:00"}, "ends_at"),
        ({"starts_at": ""}, "starts_at"),
        ({"starts_at": "tomorrow"}, "starts_at"),
        ({"online": "place"}, "place-en"),
        ({"zone": ""}, "zone"),
    ],
)
def test_what_an_event_cannot_be_is_told_beside_the_field(
    app: Flask, administrator: FlaskClient, change: dict[str, Any], field: str
) -> None:
    answer = administrator.post("/en/secretariat/events/new", data={**EVENT, **change})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "Assemblée internationale" in answer.text
    with app.app_context():
        assert db.session.scalar(select(Event)) is None


def test_registration_that_cannot_be_is_told_beside_the_field(administrator: FlaskClient, event: str) -> None:
    data = {
        "registration_opens_at": "2026-11-30T09:00", "registration_closes_at": "2026-11-30T08:00",
        "delegate": "-1", "alternate": "", "observer": "many", "proxy_cap": "21",
        "escalate_after": "61",
    }  # fmt: skip
    answer = administrator.post(f"/en/secretariat/events/{event}/setup/registration", data=data)
    assert answer.status_code == 422
    for field in ("delegate", "alternate", "observer", "proxy_cap"):
        assert f'id="{field}-error"' in answer.text
    answer = administrator.post(
        f"/en/secretariat/events/{event}/setup/registration",
        data={**data, "delegate": "1", "alternate": "1", "observer": "1", "proxy_cap": "2"},
    )
    for field in ("registration_closes_at", "escalate_after"):
        assert f'id="{field}-error"' in answer.text


@pytest.mark.both_databases
def test_a_language_that_is_given_up_keeps_its_texts(app: Flask, administrator: FlaskClient) -> None:
    address = administrator.post("/en/secretariat/events/new", data=EVENT).location.partition("/setup")[0]
    only_english = {key: value for key, value in EVENT.items() if key != "title-fr"} | {"languages": ["en"]}
    assert administrator.post(f"{address}/setup/event", data=only_english).status_code == 303
    assert (stored(app).languages, stored(app).title["fr"]) == (["en"], EVENT["title-fr"])


def test_an_event_that_moves_before_its_registration_is_told_on_top(administrator: FlaskClient, event: str) -> None:
    data = {**EVENT, "starts_at": "2026-11-01T10:00", "ends_at": "2026-11-02T10:00"}
    answer = administrator.post(f"/en/secretariat/events/{event}/setup/event", data=data)
    assert answer.status_code == 422
    assert "Registration cannot close after the event is over." in answer.text


def test_a_change_shows_which_translations_are_behind(app: Flask, administrator: FlaskClient) -> None:
    administrator.post("/en/secretariat/events/new", data=EVENT)
    slug = stored(app).slug
    assert "Out of date" not in administrator.get(f"/en/secretariat/events/{slug}/setup").text
    changed = {**EVENT, "title-en": "General Assembly"}
    assert administrator.post(f"/en/secretariat/events/{slug}/setup/event", data=changed).status_code == 303
    assert "Out of date" in administrator.get(f"/en/secretariat/events/{slug}/setup").text


def test_fields_that_nobody_asked_for_are_ignored(app: Flask, administrator: FlaskClient) -> None:
    data = {**EVENT, "slug": "evil", "id": "99", "created_at": "2000-01-01", "quotas": "99"}
    assert administrator.post("/en/secretariat/events/new", data=data).status_code == 303
    assert (stored(app).slug, stored(app).id) == ("international-assembly-2026", 1)


@pytest.mark.parametrize(
    ("role", "everywhere", "federation", "new", "setup"),
    [
        (Role.ADMINISTRATOR, True, 200, 200, 200),
        (Role.STAFF, True, 403, 200, 200),
        (Role.STAFF, False, 403, 403, 200),
        (Role.SCRUTINEER, True, 403, 403, 403),
        (None, True, 403, 403, 403),
    ],
)
def test_who_may_set_things_up(
    app: Flask, client: FlaskClient, event: str, role: Role | None, *, everywhere: bool, federation: int,
    new: int, setup: int,
) -> None:  # fmt: skip
    with app.app_context(), transaction():
        event_id = queries.event_by_slug(event).id
        make_event(slug="another")
        somebody = staff(role, event_id=None if everywhere else event_id).id if role else person().id
    sign_in(client, app, somebody)
    assert client.get("/en/secretariat/federation").status_code == federation
    assert client.get("/en/secretariat/events/new").status_code == new
    assert client.get(f"/en/secretariat/events/{event}/setup").status_code == setup
    if not everywhere:
        assert client.get("/en/secretariat/events/another/setup").status_code == 403
