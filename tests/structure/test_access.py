"""Every view says who may reach it, or the application does not start. Who reaches what: `test_matrix.py`."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Blueprint, Flask
from werkzeug.routing import Rule

from assembly import create_app, features
from assembly.accounts.models import Role
from assembly.accounts.permissions import TABLE, Permission
from assembly.config import Settings
from assembly.database import transaction
from assembly.security import BY_LINK, DEMONSTRATION, PUBLIC, SECOND_STEP, SIGNED_IN, access_of
from tests.factories.accounts import sign_in, staff
from tests.factories.events import make_event
from tests.statements import statements, writes

OPEN_TO_ALL = {PUBLIC, BY_LINK, DEMONSTRATION, SECOND_STEP}
FORMS_FOR_ALL = {
    "accounts.sign_in", "accounts.enter_code", "factors.enter", "telephone.enter", "voting.receipts", "bounces.report",
}  # fmt: skip
SECRETARIAT = TABLE[Role.ADMINISTRATOR]
KEPT_FOR_SCRUTINEERS = {Permission.SCRUTINISE_VOTES}


def rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        access = access_of(app, rule.endpoint)
        assert access, rule.endpoint
        yield rule, access


def address(app: Flask, rule: Rule) -> str:
    """An address of this rule, in French; what it names exists only if it is the event."""
    values: dict[str, Any] = dict.fromkeys(rule.arguments, 1)
    values |= {
        name: "x" for name, converter in rule._converters.items() if type(converter).__name__ == "UnicodeConverter"
    }
    values |= {"lang": "fr", "event_slug": "assembly"}
    with app.test_request_context(base_url="http://localhost"):
        path = app.url_map.bind("localhost").build(
            rule.endpoint, {name: value for name, value in values.items() if name in rule.arguments}
        )
    return str(path)


def test_a_view_that_declares_nothing_stops_the_application_at_start(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = Blueprint("silent", __name__)
    silent.add_url_rule("/silent", "page", lambda: "here")
    register = features.register

    def with_silent(app: Flask, settings: Settings) -> None:
        register(app, settings)
        app.register_blueprint(silent)

    monkeypatch.setattr(features, "register", with_silent)
    with pytest.raises(RuntimeError, match=r"silent\.page"):
        create_app(settings)


def test_every_access_is_one_that_we_know(app: Flask) -> None:
    known = {*OPEN_TO_ALL, SIGNED_IN, *Permission}
    assert {access for _rule, access in rules(app)} <= known


def test_rooms_of_the_staff_ask_for_a_permission_of_the_secretariat(app: Flask) -> None:
    for rule, access in rules(app):
        if rule.endpoint.partition(".")[0].endswith(("_staff", "_scrutiny")) or "/secretariat" in rule.rule:
            assert access in SECRETARIAT | KEPT_FOR_SCRUTINEERS, rule.endpoint


def test_only_what_is_listed_takes_a_form_from_everybody(app: Flask) -> None:
    taking = {rule.endpoint for rule, access in rules(app) if access == PUBLIC and "POST" in (rule.methods or ())}
    assert taking == FORMS_FOR_ALL


def test_what_is_reached_by_link_has_a_token_in_its_address(app: Flask) -> None:
    for rule, access in rules(app):
        if access == BY_LINK:
            assert "token" in rule.arguments, rule.endpoint


def test_whoever_is_not_signed_in_is_led_to_sign_in(app: Flask, wake_ups: object) -> None:
    with app.app_context(), transaction():
        make_event(slug="assembly")
    client = app.test_client()
    for rule, access in rules(app):
        if access in OPEN_TO_ALL:
            continue
        for method in sorted({"GET", "HEAD", "POST"} & set(rule.methods or ())):
            answer = client.open(address(app, rule), method=method)
            assert answer.status_code == 303, f"{method} {rule.rule}: {answer.status_code}"
            assert answer.location.partition("?")[0] == "/fr/sign-in", rule.rule


@pytest.mark.both_databases
def test_looking_at_a_page_changes_nothing(app: Flask, wake_ups: list[object]) -> None:
    with app.app_context(), transaction():
        make_event(slug="assembly")
        administrator = staff().id
    client = app.test_client()
    sign_in(client, app, administrator)
    for rule, _access in rules(app):
        for method in sorted({"GET", "HEAD"} & set(rule.methods or ())):
            with statements() as executed:
                client.open(address(app, rule), method=method).close()
            assert writes(executed) == [], f"{method} {rule.rule}"
    assert wake_ups == []
