"""Whoever works for one event reads its members' data there, and none of any other event (security.md, case 2)."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import clock, scope
from assembly.accounts import sessions
from assembly.accounts.actor import actor_of
from assembly.accounts.models import Person, Purpose, Role, UserSession
from assembly.database import transaction
from assembly.extensions import db
from assembly.members.models import Contact, MemberChange
from assembly.registration.helping.models import Helper
from assembly.registration.models import Delegation, Registration
from assembly.registration.papers.models import Paper
from assembly.registration.papers.rules import PaperKind
from assembly.registration.questions.models import Answer
from assembly.registration.requests.models import ChangeRequest
from assembly.registration.requests.rules import ChangeKind
from assembly.scope import MemberOwned, Scope
from tests.factories import questions
from tests.factories.accounts import person, sign_in, staff
from tests.factories.registration import invited_member, open_event, register


@pytest.fixture
def two_events(context: Flask) -> list[int]:
    """The ids of two events, each with one of everything that belongs to a member."""
    with transaction():
        events = [open_event(slug=slug) for slug in ("here", "there")]
        for event in events:
            home = invited_member(event, name=f"Member of {event.slug}")
            one = register(home.delegation, name=f"Delegate of {event.slug}", email=f"d@{event.slug}.example")
            asked = questions.ask(event)
            now, of_member = clock.now(), {"delegation_id": home.delegation.id, "member_id": home.member.id}
            db.session.add_all(
                (
                    Answer(registration_id=one.id, question_id=asked.id, person_id=one.person_id, value="x",
                           answered_at=now),
                    Paper(code=f"{event.slug}-1", kind=PaperKind.BADGE, registration_id=one.id,
                          person_id=one.person_id, initials="D", issued_at=now),
                    Helper(person_id=person().id, created_at=now, **of_member),
                    ChangeRequest(registration_id=one.id, kind=ChangeKind.WITHDRAW, asked_by_id=home.focal_point.id,
                                  asked_at=now, **of_member),
                    MemberChange(member_id=home.member.id, changed_at=now, field="member"),
                )
            )  # fmt: skip
        return [event.id for event in events]


OF_ONE_EVENT = (Delegation, Registration, Answer, Paper, Helper, ChangeRequest)


def test_the_secretariat_of_one_event_reads_that_one(two_events: list[int]) -> None:
    here, _there = two_events
    with scope.within(Scope(event_ids=frozenset({here}))):
        counts: dict[Any, int] = {model: len(db.session.scalars(select(model)).all()) for model in OF_ONE_EVENT}
        assert counts == dict.fromkeys(OF_ONE_EVENT, 1)
        assert db.session.scalars(select(Registration.event_id)).all() == [here]
        assert len(db.session.scalars(select(Contact)).all()) == 2, "every member may be invited"
        assert db.session.scalars(select(MemberChange)).all() == [], "the register is kept by others"
    with scope.within(Scope()):
        assert all(db.session.scalars(select(model)).all() == [] for model in MemberOwned.__subclasses__())


@pytest.mark.both_databases
def test_people_of_another_event_are_in_no_list_search_or_sheet(two_events: list[int], app: Flask) -> None:
    with transaction():
        colleague = staff(Role.STAFF, event_id=two_events[0]).id
    client: FlaskClient = app.test_client()
    sign_in(client, app, colleague)
    office = "/en/secretariat/events/here"
    for path in (
        office,
        f"{office}/people",
        f"{office}/people.csv",
        f"{office}/delegations",
        f"{office}/people?q=Delegate",
    ):
        page = client.get(path)
        assert page.status_code == 200, path
        assert "Delegate of there" not in page.text, path
        assert "d@there.example" not in page.text, path
    assert "Delegate of here" in client.get(f"{office}/people").text
    assert "Delegate of here" in client.get(f"{office}/people.csv").text
    for path in ("/en/secretariat/", "/en/secretariat/members", "/en/secretariat/events/there/people"):
        assert client.get(path).status_code == 403, path


def test_a_request_reads_within_the_event_that_its_address_names_and_none_where_it_names_none(
    two_events: list[int], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, _there = two_events
    with transaction():
        everywhere = staff(Role.STAFF).id
        of_event = [staff(role, event_id=here).id for role in (Role.STAFF, Role.ADMINISTRATOR)]
        officers = [staff(role, event_id=here).id for role in (Role.CHAIR, Role.SCRUTINEER)]
    paths = ("/en/events/here/programme", "/en/events/there/programme", "/en/me")

    def read_by(person_id: int) -> list[Scope | None]:
        return [_read_by(app, monkeypatch, person_id, path) for path in paths]

    assert read_by(everywhere) == [scope.EVERYTHING] * 3
    for one in of_event:
        assert read_by(one) == [
            Scope(person_id=one, event_ids=frozenset({here})),
            Scope(person_id=one),
            Scope(person_id=one),
        ]
    for one in officers:
        assert read_by(one) == [Scope(person_id=one)] * 3, "they preside and inspect; people's data is not for that"


def _read_by(app: Flask, monkeypatch: pytest.MonkeyPatch, person_id: int, path: str) -> Scope | None:
    """The scope that a request of this person reads within."""
    actor = actor_of(UserSession(id=0, purpose=Purpose.SIGN_IN), db.session.get_one(Person, person_id))
    with monkeypatch.context() as patch, app.test_request_context(path, base_url="http://localhost"):
        patch.setattr(sessions, "current", lambda _settings: actor)
        with scope.everything():
            app.preprocess_request()
            return scope._scope.get()
