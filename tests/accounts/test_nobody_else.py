"""Nobody can act as somebody else: a session is begun for whoever shows that it is them, and in no other way."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly.accounts.models import Person, RoleGrant, UserSession
from assembly.database import transaction
from assembly.extensions import db
from assembly.security import DEMONSTRATION, access_of
from tests.factories import accounts
from tests.factories.accounts import sign_in

ASSEMBLY = Path(__file__).parents[2] / "assembly"

BEGINS = {
    "accounts/sign_in.py": "a link or a code that was mailed to them",
    "accounts/factors/views/showing.py": "their passkey",
    "accounts/openid/service.py": "the provider's word about their address",
    "registration/views/links.py": "a personal link that was mailed to them",
    "registration/helping/views.py": "a personal link that was mailed to them",
    "registration/help_desk/service.py": "a code that two of the secretariat read to them",
    "demo/views.py": "in a demonstration on this machine only, whose people are invented",
}
"""Where sessions begin, and what the person has shown by then."""


def test_sessions_begin_where_somebody_shows_who_they_are_and_nowhere_else() -> None:
    beginning = {str(path.relative_to(ASSEMBLY)) for path in ASSEMBLY.rglob("*.py") if any(_starts(path))}
    assert beginning == set(BEGINS)


def _starts(path: Path) -> Iterator[ast.Call]:
    """Calls that begin a session, and rows of sessions made without one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            made = name == "UserSession" and path.name != "sessions.py"
            if name.endswith("sessions.start") or made:
                yield node


def test_being_one_of_the_invented_people_is_for_demonstrations_only(app: Flask) -> None:
    """What that means is tested in tests/test_web.py: elsewhere there is no such page."""
    assert access_of(app, "demo.sign_in_as") == DEMONSTRATION


@pytest.mark.both_databases
def test_fields_that_no_form_has_are_passed_over(app: Flask, client: FlaskClient) -> None:
    """Case 11: whose data it is, what role somebody has and what a vote weighs is never taken from a form."""
    with app.app_context(), transaction():
        me, other = accounts.person(name="Awa").id, accounts.person(name="Bo", email="bo@x.example").id
    sign_in(client, app, me)
    forged = {
        "role": "administrator", "member_id": "1", "weight": "9", "person_id": str(other), "id": str(other),
        "email": "evil@x.example", "disabled_at": "", "grants": "administrator", "event_id": "1",
    }  # fmt: skip
    form = {"name": "Awa Diallo", "language": "en", "zone": "Africa/Bamako"}
    assert client.post("/en/me", data=forged | form).status_code == 303
    with app.app_context():
        assert db.session.get_one(Person, me).name == "Awa Diallo"
        assert db.session.get_one(Person, me).email != "evil@x.example"
        assert db.session.get_one(Person, other).name == "Bo"
        assert db.session.scalars(select(RoleGrant)).all() == []
        assert set(db.session.scalars(select(UserSession.person_id))) == {me}
