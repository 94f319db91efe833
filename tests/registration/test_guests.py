"""Guests: invited, registered by themselves with colleagues, waiting together, and offered what is freed."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from assembly import clock
from assembly.accounts.actor import Actor
from assembly.accounts.models import Purpose
from assembly.database import transaction
from assembly.errors import InvalidLinkError
from assembly.events.models import Event, Quota
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.registration import guest_list, service
from assembly.registration.mine.service import withdraw_oneself
from assembly.registration.models import Registration, RegistrationState
from assembly.registration.rules import MOST_COLLEAGUES, OFFER_LASTS
from tests.factories.accounts import staff
from tests.factories.guests import invite_guest, limit_guests, link_of, register_guest
from tests.factories.letters import letters
from tests.factories.registration import details, invited_member, open_event, register

ACCEPTED, WAITING = RegistrationState.ACCEPTED, RegistrationState.WAITING


@pytest.fixture
def event(context: Flask) -> Event:
    with transaction():
        return open_event()


def mails(kind: str) -> int:
    return len(db.session.scalars(select(Delivery.id).where(Delivery.kind == kind)).all())


def states(*guests: Registration) -> list[RegistrationState]:
    db.session.expire_all()
    return [guest.state for guest in guests]


def test_an_invited_guest_registers_with_the_link_and_is_told(event: Event) -> None:
    with transaction():
        guest = invite_guest(event)
        token = link_of(guest)
    assert mails("guest-invitation") == 1
    with transaction():
        found = service.guest_link(token, now=clock.now())
        assert service.register_guest(found, details(name="Li Wei", email="x@y.example"), now=clock.now())
    assert states(guest) == [ACCEPTED]
    assert guest.person.name == "Li Wei"
    assert mails("registration-confirmed") == 1


def test_nobody_is_invited_who_is_registered_already(event: Event) -> None:
    with transaction():
        delegate = register(invited_member(event).delegation).person
    with pytest.raises(service.AlreadyRegisteredError), transaction():
        invite_guest(event, name=delegate.name, email=delegate.email)


def test_an_answer_is_given_once(event: Event) -> None:
    with transaction():
        guest = invite_guest(event)
        service.decline_guest(guest)
    with pytest.raises(service.NotPossibleError), transaction():
        service.register_guest(guest, details(), now=clock.now())
    assert states(guest) == [RegistrationState.DECLINED]


def test_a_withdrawn_invitation_opens_nothing(event: Event) -> None:
    with transaction():
        guest = invite_guest(event)
        token = link_of(guest)
        service.withdraw_guest(None, guest, now=clock.now())
    with pytest.raises(InvalidLinkError):
        service.guest_link(token, now=clock.now())


def test_when_places_are_taken_guests_wait_and_the_freed_one_is_offered_to_the_first(event: Event) -> None:
    with transaction():
        limit_guests(event, 1)
    guests = []
    for _ in range(3):
        with transaction():
            guests.append(register_guest(event))
    assert states(*guests) == [ACCEPTED, WAITING, WAITING]
    assert mails("registration-waiting") == 2
    with transaction():
        service.withdraw_guest(None, guests[0], now=clock.now())
    assert [bool(guest.offered_until) for guest in guests[1:]] == [True, False]
    assert mails("place-offered") == 1
    with transaction():
        assert service.take_offer(guests[1], now=clock.now()) == 1
    assert states(*guests[1:]) == [ACCEPTED, WAITING]


def test_who_came_before_there_was_a_limit_counts_and_so_does_who_came_before_it_shrank(event: Event) -> None:
    with transaction():
        early = register_guest(event)
        limit_guests(event, 2)
        second, third = register_guest(event), register_guest(event)
    assert states(early, second, third) == [ACCEPTED, ACCEPTED, WAITING]
    assert guest_list.places(event.id) == [(ParticipantRole.GUEST, 2, 2)]
    with transaction():
        db.session.execute(update(Quota).where(Quota.places.is_not(None)).values(places=1))
        service.withdraw_guest(None, early, now=clock.now())
    assert states(third) == [WAITING]
    assert mails("place-offered") == 0


def test_an_offer_that_passes_goes_to_the_next_and_then_comes_round(event: Event) -> None:
    with transaction():
        limit_guests(event, 1)
        first, second, third = (register_guest(event) for _ in range(3))
        service.withdraw_guest(None, first, now=clock.now())
    for turn, (offered, other) in enumerate([(third, second), (second, third)], start=1):
        later = clock.now() + turn * (OFFER_LASTS + timedelta(hours=1))
        with transaction():
            assert service.offer_freed(event.id, first.role, later) == 1
        assert offered.offered_until
        assert other.offered_until is None
        with pytest.raises(service.NotPossibleError), transaction():
            service.take_offer(other, now=later)
    assert mails("place-offered") == 3


def test_colleagues_wait_together_and_nobody_overtakes_them(event: Event) -> None:
    with transaction():
        limit_guests(event, 2)
        comes = [register_guest(event) for _ in range(2)]
        lead = register_guest(event)
        colleague = service.add_colleague(lead, details(), now=clock.now())
        alone = register_guest(event)
    assert states(lead, colleague, alone) == [WAITING] * 3
    with transaction():
        service.withdraw_guest(None, comes[0], now=clock.now())
    assert [bool(one.offered_until) for one in (lead, colleague, alone)] == [False, False, False]
    with transaction():
        service.withdraw_guest(None, comes[1], now=clock.now())
    assert [bool(one.offered_until) for one in (lead, colleague, alone)] == [True, True, False]
    with transaction():
        assert service.take_offer(lead, now=clock.now()) == 2
    assert states(lead, colleague) == [ACCEPTED, ACCEPTED]


def test_a_guest_brings_so_many_colleagues_and_no_more(event: Event) -> None:
    with transaction():
        lead = register_guest(event)
        for _ in range(MOST_COLLEAGUES):
            service.add_colleague(lead, details(), now=clock.now())
    with pytest.raises(service.TooManyColleaguesError), transaction():
        service.add_colleague(lead, details(), now=clock.now())


def test_without_a_limit_nobody_waits(event: Event) -> None:
    with transaction():
        guests = [register_guest(event) for _ in range(3)]
    assert states(*guests) == [ACCEPTED] * 3
    assert all(guest.place is None for guest in guests)


def recipients(kind: str) -> set[int]:
    return set(db.session.scalars(select(Delivery.person_id).where(Delivery.kind == kind)))


def test_the_secretariat_and_who_brought_a_guest_are_told_that_they_will_not_come(event: Event) -> None:
    with transaction():
        everywhere, here, elsewhere = staff(), staff(event_id=event.id), staff(event_id=open_event().id)
        gone = staff(disabled_at=clock.now())
        lead = register_guest(event)
        companion = service.add_colleague(lead, details(), now=clock.now())
    with transaction():
        service.withdraw_guest(companion.person_id, companion, now=clock.now())
    assert recipients("guest-not-coming") == {everywhere.id, here.id}
    assert {elsewhere.id, gone.id}.isdisjoint(recipients("guest-not-coming"))
    assert recipients("companion-not-coming") == {lead.person_id}
    assert recipients("own-withdrawal") == {companion.person_id}
    assert recipients("registration-withdrawn") == set()
    (first, _second) = letters("guest-not-coming")
    assert companion.person.name in first.subject
    assert first.button
    assert first.button.url.endswith(f"/secretariat/events/{event.slug}/guests")


def test_the_secretariat_is_told_of_a_no_and_not_of_what_it_does_itself(event: Event) -> None:
    with transaction():
        secretary = staff()
        no, taken_out = invite_guest(event), register_guest(event)
    with transaction():
        service.withdraw_guest(secretary.id, taken_out, now=clock.now())
    assert recipients("guest-not-coming") == set()
    assert recipients("registration-withdrawn") == {taken_out.person_id}
    with transaction():
        service.decline_guest(no)
    assert recipients("guest-not-coming") == {secretary.id}


def test_a_guest_who_withdraws_on_their_own_page_frees_the_place_for_who_waits(event: Event) -> None:
    with transaction():
        limit_guests(event, 1)
        first, waits = register_guest(event), register_guest(event)
    person = first.person
    actor = Actor(person.id, 1, person.name, "en", "UTC", Purpose.PERSONAL_PAGE, ())
    with transaction():
        withdraw_oneself(actor, first, now=clock.now())
    assert states(first, waits) == [RegistrationState.WITHDRAWN, RegistrationState.WAITING]
    assert waits.offered_until
    assert mails("own-withdrawal") == 1
