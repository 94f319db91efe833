"""The task that keeps waiting lists moving."""

from flask import Flask

from assembly import clock
from assembly.database import transaction
from assembly.registration import service
from assembly.registration.models import Registration
from tests.factories.guests import limit_guests, register_guest
from tests.factories.registration import open_event
from worker.registration import offer_places


def test_a_place_that_was_added_is_offered_once(context: Flask) -> None:
    with transaction():
        event = open_event()
        limit_guests(event, 0)
        guests = [register_guest(event) for _ in range(2)]
    with transaction():
        next(quota for quota in event.quotas if quota.places == 0).places = 1
    for _ in range(2):
        offer_places()
    offered: list[Registration] = [guest for guest in guests if guest.offered_until]
    assert offered == guests[:1]
    with transaction():
        assert service.take_offer(guests[0], now=clock.now()) == 1
    offer_places()
    assert guests[1].offered_until is None
