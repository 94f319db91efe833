"""Every route × role × {own, another's, nobody's}, generated from the URL map (security.md, cases 1 and 2).

Who may do what is declared here a second time, by hand: what the code's own table says is compared with it.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from assembly.accounts import sessions
from assembly.accounts.actor import Actor, actor_of
from assembly.accounts.models import Person, Purpose, UserSession
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import ForbiddenError
from assembly.events import queries
from assembly.extensions import db, limiter
from assembly.security import BY_LINK, DEMONSTRATION, PUBLIC, SECOND_STEP, SIGNED_IN, access_of
from tests.factories.accounts import sign_in
from tests.statements import statements, writes
from tests.structure import world
from tests.structure.world import NOBODYS, NOWHERE, World

OPEN = {PUBLIC, BY_LINK, SECOND_STEP, DEMONSTRATION}
OFFICE = frozenset(
    {
        "events.manage", "members.manage", "registration.manage", "sign-in.help", "delegation.edit",
        "agenda.manage", "notices.send", "credentials.manage", "sittings.chair",
        "votes.manage", "votes.inspect", "audit.inspect",
    }
)  # fmt: skip
NOTHING = frozenset[str]()
SCRUTINY = frozenset({"votes.inspect", "votes.scrutinise", "audit.inspect"})
CHAIR = frozenset({"sittings.chair", "votes.inspect"})
MEMBER = frozenset({"delegation.edit"})

# who: what they may do at the full event, at another one, and where there is no event
MAY: dict[str, tuple[frozenset[str], frozenset[str], frozenset[str]]] = {
    "administrator": (OFFICE | {"federation.manage", "roles.manage"},) * 3,
    "staff": (OFFICE,) * 3,
    "staff of the event": (OFFICE, NOTHING, NOTHING),
    "staff of another event": (NOTHING, OFFICE, NOTHING),
    "scrutineer of the event": (SCRUTINY, NOTHING, NOTHING),
    "scrutineer of another event": (NOTHING, SCRUTINY, NOTHING),
    "chair of the event": (CHAIR, NOTHING, NOTHING),
    "chair of another event": (NOTHING, CHAIR, NOTHING),
    "focal point": (MEMBER,) * 3,
    "helper": (MEMBER, NOTHING, NOTHING),
    "participant": (NOTHING,) * 3,
    "interpreter": (NOTHING,) * 3,
    "guest": (NOTHING,) * 3,
    "somebody": (NOTHING,) * 3,
    "public": (NOTHING,) * 3,
}


@pytest.fixture
def made(app: Flask, wake_ups: object) -> World:
    with app.app_context():
        return world.build()


def rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        access = access_of(app, rule.endpoint)
        assert access, rule.endpoint
        yield rule, access


def methods(rule: Rule) -> list[str]:
    return sorted({"GET", "POST"} & set(rule.methods or ()))


def address(app: Flask, rule: Rule, things: dict[str, Any]) -> str:
    """The address of a rule with these things in it; what is not named among them is nowhere."""
    known = {"lang": "en"} | things
    if "objection_id" in rule.arguments and "decided" in known:
        known["vote_id"] = known["decided"]
    values = {name: known[name] if name in known else nowhere(rule, name) for name in rule.arguments}
    return str(app.url_map.bind("localhost").build(rule.endpoint, values))


def nowhere(rule: Rule, name: str) -> Any:
    number = type(rule._converters[name]).__name__ == "NumberConverter"
    return NOBODYS.get(name, NOWHERE if number else ("guest" if name == "kind" else "x"))


def test_every_route_lets_in_whom_the_table_says_with_either_method(
    app: Flask, made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        known = {event.slug: event for event in queries.all_events()}
    monkeypatch.setattr(limiter, "enabled", False)
    monkeypatch.setattr(queries, "event_by_slug", known.__getitem__)  # the gate only: nothing else asks the database
    everybody = actors(app, made)
    for rule, access in rules(app):
        for reach, slug in enumerate(("full", "bare") if "event_slug" in rule.arguments else (None,)):
            path = address(app, rule, {"event_slug": slug} if slug else {})
            for method in methods(rule):
                with app.test_request_context(path, method=method, base_url="http://localhost"):
                    for who, actor in everybody.items():
                        monkeypatch.setattr(sessions, "current", lambda _settings, actor=actor: actor)
                        may = MAY[who][reach if slug else -1]
                        assert knock(app) == expected(actor, access, may), f"{who}: {method} {path}"


def actors(app: Flask, made: World) -> dict[str, Actor | None]:
    with app.app_context():
        people = {who: db.session.get_one(Person, made.people[who]) for who in MAY if who != "public"}
        facts: dict[str, Actor | None] = {
            who: actor_of(UserSession(id=0, purpose=Purpose.SIGN_IN), person) for who, person in people.items()
        }
    return facts | {"public": None}


def knock(app: Flask) -> str:
    """What the gate before every view answers; the view is not called."""
    try:
        answer = app.preprocess_request()
    except ForbiddenError:
        return "forbidden"
    return "open" if answer is None else f"to {getattr(answer, 'location', '?').partition('?')[0]}"


def expected(actor: Actor | None, access: str, may: frozenset[str]) -> str:
    if access in OPEN:
        return "open"
    if actor is None:
        return "to /en/sign-in"
    return "open" if access == SIGNED_IN or access in may else "forbidden"


def test_the_table_declared_here_knows_every_permission() -> None:
    assert OFFICE | SCRUTINY | CHAIR | MEMBER | {"federation.manage", "roles.manage"} == set(Permission)


def test_whoever_owes_the_second_step_is_nobody_on_every_page_and_changes_nothing(
    app: Flask, made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter, "enabled", False)
    owing = {who: who_owes(app, made.people[who]) for who in ("administrator", "scrutineer of the event")}
    let_in = []
    for rule, access in rules(app):
        if access in OPEN:
            continue
        who = next(who for who in owing if access == SIGNED_IN or access in MAY[who][0])
        path = address(app, rule, made.theirs)
        for method in methods(rule):
            with statements() as executed:
                answer = owing[who].open(path, method=method)
            changed = [sql for sql in writes(executed) if "kept_form" not in sql]  # given back after the second step
            if changed or not answer.location or answer.location.partition("?")[0] != "/en/sign-in":
                let_in.append(f"{who}: {method} {path} {answer.status_code} {changed}")
    assert not let_in, "\n".join(let_in)


def who_owes(app: Flask, person_id: int) -> FlaskClient:
    """A browser whose owner opened the sign-in mail, and has yet to show the second step."""
    client = app.test_client()
    session_id = sign_in(client, app, person_id)
    with app.app_context(), transaction() as session:
        row = session.get_one(UserSession, session_id)
        row.factor_at, row.owes_factor = None, True
    return client


def test_a_thing_of_another_event_is_the_same_as_none_whoever_asks_under_the_wrong_event(
    app: Flask, made: World
) -> None:
    differing = []
    client = app.test_client()
    sign_in(client, app, made.people["staff of another event"])
    for rule, access in rules(app):
        named = set(rule.arguments) & set(made.theirs) - {"event_slug", "role", "language", "code", "person_id"}
        if "event_slug" in rule.arguments and named and rule.endpoint not in OF_NO_EVENT and access != BY_LINK:
            theirs = address(app, rule, made.theirs | {"event_slug": "bare"})
            none = address(app, rule, {"event_slug": "bare", "code": made.theirs["code"]})
            differing += compared(client, rule, theirs, none, "the secretariat of another event")
    assert not differing, "\n".join(differing)


OF_NO_EVENT = {"voting_staff.edit_profile"}
"""Rules of statutes belong to the federation; an event only leads to them."""


def test_a_thing_of_another_member_is_the_same_as_none(app: Flask, made: World) -> None:
    differing = []
    client = app.test_client()
    sign_in(client, app, made.people["focal point of another member"])
    for rule, access in rules(app):
        if access != "delegation.edit":
            continue
        none = address(app, rule, {"event_slug": "full"})
        differing += compared(client, rule, address(app, rule, made.theirs), none, "under its code")
        if set(rule.arguments) - {"lang", "event_slug", "code"}:
            own = {"event_slug": "full", "code": made.other_code}
            differing += compared(
                client, rule, address(app, rule, made.theirs | own), address(app, rule, own), "under one's own code"
            )
    assert not differing, "\n".join(differing)


PERSONAL = {"answer_id", "delivery_id", "handed_id", "paper_id", "proxy_id", "session_id", "view_id", "document_id"}


STRANGERS = ("participant of another member", "guest", "somebody", "scrutineer of the event")


def test_a_thing_of_another_person_is_the_same_as_none(app: Flask, made: World) -> None:
    differing = []
    for who in STRANGERS:
        client = app.test_client()
        sign_in(client, app, made.people[who])
        for rule, access in rules(app):
            if access == SIGNED_IN and set(rule.arguments) & PERSONAL:
                none = address(app, rule, {"event_slug": "full", "language": "en"})
                differing += compared(client, rule, address(app, rule, made.theirs), none, who)
    assert not differing, "\n".join(differing)


REFUSED = {
    HTTPStatus.NOT_FOUND,
    HTTPStatus.FORBIDDEN,  # there is no such act for this role,
    HTTPStatus.CONFLICT,  # or at this time, whatever it is about
    HTTPStatus.UNPROCESSABLE_ENTITY,  # the form is not whole, and nothing was looked up
    HTTPStatus.SEE_OTHER,  # nothing done, and back
}
"""How what is another's is answered; the same as what is nowhere."""


def compared(client: FlaskClient, rule: Rule, theirs: str, none: str, who: str) -> list[str]:
    """Where what is somebody else's is answered in another way than what is nowhere, or written to."""
    said = []
    for method in methods(rule):
        with statements() as executed:
            there = client.open(theirs, method=method)
        forget_what_was_flashed(client)
        nobodys = client.open(none, method=method)
        forget_what_was_flashed(client)
        same = plain(there, theirs) == plain(nobodys, none)
        done = there.status_code == HTTPStatus.SEE_OTHER and writes(executed)
        if not same or there.status_code not in REFUSED or done:
            said.append(f"{who}: {method} {theirs} {there.status_code}, {none} {nobodys.status_code}")
    return said


def forget_what_was_flashed(client: FlaskClient) -> None:
    """A word that a redirect left for the next page is none of that page's."""
    with client.session_transaction() as cookie:
        cookie.pop("_flashes", None)


def plain(answer: TestResponse, path: str) -> tuple[int, str, bytes]:
    """An answer without its own address, which stands in the links to other languages, and without what is random."""
    own = path.partition("/en")[2]
    page = re.sub(rb'name="csrf_token" value="[^"]*"', b"", answer.data).replace(own.encode(), b"")
    return answer.status_code, answer.headers.get("Location", "").replace(own, ""), page
