"""Who is asked and told because of a role: with its reach, and an account that is open."""

from flask import Flask

from assembly import clock
from assembly.accounts.models import Role
from assembly.accounts.roles import administrators, is_administrator, people_working
from assembly.database import transaction
from tests.factories.accounts import staff
from tests.factories.events import make_event


def test_an_administrator_is_one_of_everything(context: Flask) -> None:
    with transaction():
        event_id = make_event().id
        everywhere, of_event = staff(), staff(event_id=event_id)
        closed = staff(disabled_at=clock.now())
        staff(Role.STAFF)
    assert administrators() == [everywhere]
    assert [is_administrator(one) for one in (everywhere, of_event, closed)] == [True, False, True]


def test_who_works_at_events_works_there_or_everywhere(context: Flask) -> None:
    with transaction():
        here, there = make_event(slug="here").id, make_event(slug="there").id
        everywhere, at_here, at_there = (staff(Role.SCRUTINEER, event_id=one) for one in (None, here, there))
        staff(Role.CHAIR, event_id=here)
    assert people_working((Role.SCRUTINEER,)) == [everywhere]
    assert people_working((Role.SCRUTINEER,), here) == [everywhere, at_here]
    assert people_working((Role.SCRUTINEER,), here, there) == [everywhere, at_here, at_there]
