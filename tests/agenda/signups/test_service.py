"""Signing up, waiting, leaving, and who gets what becomes free, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from assembly import clock
from assembly.accounts.models import Person
from assembly.agenda.changes import Change, ChangeKind
from assembly.agenda.rules import Span
from assembly.agenda.sections import lost_with
from assembly.agenda.signups import queries, section, service
from assembly.agenda.signups.models import Signup, SignupEntry
from assembly.agenda.signups.service import NotForYouError, SignupClosedError, SignupDraft
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.errors import InvalidInputError
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.mail.kinds import kind_named
from assembly.mail.models import Delivery
from assembly.registration import service as registration
from assembly.registration.models import Registration
from tests.factories.guests import register_guest
from tests.factories.signups import Visit, make_visit
from worker.signups import fill


def sign_up(visit: Visit, *people: Registration) -> list[bool]:
    return [service.sign_up(None, visit.signup, one, now=clock.now()) for one in people]


def with_place(visit: Visit) -> list[int]:
    db.session.expire_all()
    return [entry.registration_id for entry in queries.people(visit.signup.id) if entry.place]


def told(person: Person) -> int:
    statement = select(func.count()).where(Delivery.kind == "signup-place", Delivery.person_id == person.id)
    return db.session.scalar(statement) or 0


def test_the_first_get_places_and_the_next_wait_in_their_order(context: Flask) -> None:
    with transaction():
        visit = make_visit(places=2)
        people = [register_guest(visit.event) for _ in range(4)]
        assert sign_up(visit, *people) == [True, True, False, False]
    assert queries.counts([visit.signup.id])[visit.signup.id] == queries.Counts(2, 2)
    waiting = queries.waiting(visit.signup.id)
    assert [entry.registration_id for entry in waiting] == [people[2].id, people[3].id]
    assert [queries.ahead_of(entry) for entry in waiting] == [0, 1]


def test_pressed_twice_it_is_one_sign_up(context: Flask) -> None:
    with transaction():
        visit = make_visit(places=1)
        guest = register_guest(visit.event)
        assert sign_up(visit, guest, guest) == [True, True]
    assert db.session.scalar(select(func.count()).select_from(SignupEntry)) == 1
    joined = select(func.count()).where(AuditEntry.action == "signup.joined")
    assert db.session.scalar(joined) == 1


def test_a_place_that_is_given_back_goes_at_once_to_whoever_waits_longest_with_one_mail(context: Flask) -> None:
    with transaction():
        visit = make_visit(places=1)
        first, second, third = (register_guest(visit.event) for _ in range(3))
        sign_up(visit, first, second, third)
    with transaction():
        service.leave(None, visit.signup, first, now=clock.now())
    assert with_place(visit) == [second.id]
    assert [told(one.person) for one in (first, second, third)] == [0, 1, 0]
    with transaction():
        service.leave(None, visit.signup, first, now=clock.now())
    assert with_place(visit) == [second.id]


def test_whoever_withdraws_from_the_event_frees_the_place_for_the_next(context: Flask) -> None:
    with transaction():
        visit = make_visit(places=1)
        first, second = (register_guest(visit.event) for _ in range(2))
        sign_up(visit, first, second)
    with transaction():
        registration.withdraw_guest(None, first, now=clock.now())
    for _ in range(2):
        fill()
    assert with_place(visit) == [second.id]
    assert told(second.person) == 1


def test_more_places_are_filled_and_fewer_take_none_away(context: Flask) -> None:
    with transaction():
        visit = make_visit(places=1)
        people = [register_guest(visit.event) for _ in range(3)]
        sign_up(visit, *people)

    def places(number: int) -> list[int]:
        signup = visit.signup
        with transaction():
            draft = SignupDraft(opens_at=signup.opens_at, closes_at=signup.closes_at, places=number)
            service.set_signup(None, visit.item, draft, now=clock.now())
        return with_place(visit)

    assert places(2) == [people[0].id, people[1].id]
    assert places(1) == [people[0].id, people[1].id]


def test_nobody_is_given_a_place_in_what_has_begun(context: Flask) -> None:
    with transaction():
        visit = make_visit(places=1)
        first, second = (register_guest(visit.event) for _ in range(2))
        sign_up(visit, first, second)
        service.leave(None, visit.signup, first, now=visit.item.starts_at)
    assert with_place(visit) == []
    assert service.to_fill(visit.item.starts_at) == []


def test_it_is_refused_before_it_opens_and_after_it_closed(context: Flask) -> None:
    with transaction():
        visit = make_visit()
        guest = register_guest(visit.event)
    for now in (visit.signup.opens_at - timedelta(seconds=1), visit.signup.closes_at):
        with pytest.raises(SignupClosedError), transaction():
            service.sign_up(None, visit.signup, guest, now=now)


def test_only_those_roles_sign_up_that_may(context: Flask) -> None:
    with transaction():
        visit = make_visit(roles=(ParticipantRole.DELEGATE,))
        guest = register_guest(visit.event)
    with pytest.raises(NotForYouError), transaction():
        sign_up(visit, guest)


def test_sign_up_must_close_before_the_item_starts(context: Flask) -> None:
    with transaction():
        visit = make_visit()
        item = visit.item
        late = SignupDraft(opens_at=clock.now(), closes_at=item.starts_at + timedelta(minutes=1), places=1)
    with pytest.raises(InvalidInputError), transaction():
        service.set_signup(None, item, late, now=clock.now())


def test_with_the_sign_up_goes_its_list(context: Flask) -> None:
    with transaction():
        visit = make_visit()
        sign_up(visit, register_guest(visit.event))
    with transaction():
        service.remove_signup(None, visit.signup)
    assert [db.session.scalar(select(func.count()).select_from(model)) for model in (Signup, SignupEntry)] == [0, 0]


def test_calendars_learn_who_has_a_place_where(context: Flask) -> None:
    with transaction():
        visit = make_visit(places=1)
        first, second = (register_guest(visit.event) for _ in range(2))
        sign_up(visit, first, second)
    people = [first.person_id, second.person_id]
    found = queries.items_of(visit.event.id, people)
    assert {person_id: set(items) for person_id, items in found.items()} == {
        people[0]: {visit.item.id},
        people[1]: set(),
    }
    assert queries.free_by_item(visit.event.id) == {visit.item.id: 0}


def test_publishing_a_change_and_deleting_the_item_say_how_many_signed_up(context: Flask) -> None:
    with transaction():
        visit = make_visit(places=1)
        sign_up(visit, *(register_guest(visit.event) for _ in range(2)))
    with context.test_request_context("/en/"):
        span = Span(visit.item.starts_at, visit.item.ends_at)
        moved = Change(ChangeKind.MOVED, is_sitting=False, id=visit.item.id, title=visit.item.title, span=span)
        assert section.concerned(visit.event, [moved]) == ["2 people signed up for “Visit to a shelter”."]
        assert section.concerned(visit.event, [replace(moved, is_sitting=True)]) == []
        assert lost_with(visit.event, [visit.item])[0].startswith("2 people signed up for it: that stays")


def test_the_mail_is_due_only_while_they_have_the_place(context: Flask) -> None:
    with transaction():
        visit = make_visit(places=1)
        first, second = (register_guest(visit.event) for _ in range(2))
        sign_up(visit, first, second)
        service.leave(None, visit.signup, first, now=clock.now())
    delivery = db.session.scalars(select(Delivery).where(Delivery.kind == "signup-place")).one()
    kind = kind_named("signup-place")
    assert kind.still_due(delivery)
    letter = kind.render(delivery)
    assert letter.facts[0].value == "Visit to a shelter"
    assert letter.button is not None
    assert letter.button.url.endswith(f"/sign-up/{visit.item.id}")
    with transaction():
        service.leave(None, visit.signup, second, now=clock.now())
    assert not kind.still_due(delivery)
