"""People and their roles."""

import pytest
from flask import Flask
from sqlalchemy import select

from assembly.accounts import service
from assembly.accounts.models import Person, Role, RoleGrant
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.errors import InvalidInputError
from assembly.extensions import db
from tests.factories.accounts import person
from tests.factories.events import make_event

ADA = {"email": "Ada@Example.org", "name": "Ada  Lovelace", "language": "en", "zone": "Europe/London"}


def grants() -> list[tuple[str, int | None]]:
    return [
        (grant.role.value, grant.event_id) for grant in db.session.scalars(select(RoleGrant).order_by(RoleGrant.id))
    ]


def audit() -> list[tuple[str, dict[str, object]]]:
    return [(entry.action, entry.details) for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_the_same_address_and_name_is_the_same_person(context: Flask) -> None:
    with transaction():
        first = service.person_for(None, **ADA)
        again = service.person_for(None, **{**ADA, "name": "ADA LOVELACE", "language": "fr", "phone": "+44 1"})
        assert first is again
        assert (first.name, first.email, first.language, first.phone) == (
            "Ada Lovelace", "ada@example.org", "en", "+44 1",
        )  # fmt: skip
    assert audit() == [("person.added", {})]


def test_another_name_at_the_same_address_is_another_person(context: Flask) -> None:
    with transaction():
        ids = {service.person_for(None, **{**ADA, "name": name}).id for name in ("Ada", "Charles")}
        assert len(ids) == 2
        assert [found.name for found in service.people_at(" ADA@example.org")] == ["Ada", "Charles"]


def test_a_role_is_given_once_and_taken_away(context: Flask) -> None:
    with transaction():
        somebody, event = person(), make_event()
        for _time in range(2):
            service.grant_role(None, somebody, Role.SCRUTINEER, event_id=event.id)
            service.grant_role(None, somebody, Role.STAFF)
        assert grants() == [("scrutineer", event.id), ("staff", None)]
        service.revoke_role(None, somebody, Role.SCRUTINEER)  # everywhere: this one they do not have
        service.revoke_role(None, somebody, Role.SCRUTINEER, event_id=event.id)
        assert grants() == [("staff", None)]
        assert [grant.role for grant in somebody.grants] == [Role.STAFF]
    assert [action for action, _details in audit()] == ["role.granted", "role.granted", "role.revoked"]


def test_a_secretary_is_added_with_a_link_to_sign_in(context: Flask) -> None:
    with transaction():
        link = service.add_secretary(None, name="Kanokwan", email="Kanokwan@fed.example", administrator=True)
    assert grants() == [("administrator", None)]
    assert link.startswith("http://localhost/en/sign-in/")
    client = context.test_client()
    assert client.post(link.removeprefix("http://localhost")).location == "/en/second-step"


def test_a_known_person_becomes_a_secretary(context: Flask) -> None:
    with transaction():
        known = person(email="ada@example.org", name="Ada Lovelace")
        service.add_secretary(None, name="A. Lovelace", email="ada@example.org")
        assert [found.id for found in db.session.scalars(select(Person))] == [known.id]
    assert grants() == [("staff", None)]


def test_a_scrutineer_becomes_no_secretary_by_the_command_either(context: Flask) -> None:
    with transaction():
        somebody, event = person(email="ada@example.org", name="Ada"), make_event()
        service.grant_role(None, somebody, Role.SCRUTINEER, event_id=event.id)
    with pytest.raises(InvalidInputError, match="scrutinises"), transaction():
        service.add_secretary(None, name="Ada", email="ada@example.org")
    assert [role for role, _event in grants()] == ["scrutineer"]


def test_a_secretary_shares_no_address(context: Flask) -> None:
    with transaction():
        person(email="office@ngo.example", name="One")
        person(email="office@ngo.example", name="Two")
    with pytest.raises(InvalidInputError), transaction():
        service.add_secretary(None, name="One", email="office@ngo.example")
    assert grants() == []
