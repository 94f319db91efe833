"""The people of a delegation are registered: in which seat, as whom, and who is told."""

from datetime import timedelta

import pytest
from flask import Flask

from assembly import clock
from assembly.accounts.models import Role
from assembly.database import transaction
from assembly.events.models import Event
from assembly.registration import service
from assembly.registration.service import AlreadyRegisteredError, NoSeatError
from assembly.registration.service.delegations import RegistrationClosedError
from tests.factories import accounts
from tests.factories.registration import (
    ALTERNATE,
    DELEGATE,
    OBSERVER,
    Invited,
    details,
    invited_member,
    mails,
    open_event,
    register,
)


def test_what_was_typed_is_stored_as_typed(home: Invited) -> None:
    with transaction():
        one = register(
            home.delegation, name="Бакыт уулу Азамат", latin_name="Bakyt uulu Azamat", position="директор",
            language="ru", zone="Asia/Bishkek",
        )  # fmt: skip
    assert (one.person.name, one.person.latin_name, one.position) == (
        "Бакыт уулу Азамат", "Bakyt uulu Azamat", "директор",
    )  # fmt: skip
    assert (one.person.language, one.person.zone) == ("ru", "Asia/Bishkek")


def test_each_gets_the_lowest_free_seat_and_the_quota_holds(home: Invited) -> None:
    with transaction():
        first, second = register(home.delegation), register(home.delegation)
    assert (first.seat, second.seat) == (1, 2)
    with pytest.raises(NoSeatError), transaction():
        register(home.delegation)
    with transaction():
        service.withdraw_person(None, first, now=clock.now())
        third = register(home.delegation)
    assert third.seat == 1


def test_a_role_without_quota_has_no_seat(context: Flask) -> None:
    with transaction():
        home = invited_member(open_event(seats={DELEGATE: 1}))
    with pytest.raises(NoSeatError), transaction():
        register(home.delegation, OBSERVER)


def test_a_person_has_one_place_at_an_event(event: Event, home: Invited) -> None:
    same = {"name": "Awa Diallo", "email": "awa@diallo.example"}
    with transaction():
        register(home.delegation, **same)
        elsewhere = invited_member(event)
    for delegation in (home.delegation, elsewhere.delegation):
        with pytest.raises(AlreadyRegisteredError), transaction():
            register(delegation, ALTERNATE, **same)


def test_whoever_was_withdrawn_can_be_registered_again(home: Invited) -> None:
    same = {"name": "Awa Diallo", "email": "awa@diallo.example"}
    with transaction():
        one = register(home.delegation, **same)
        service.withdraw_person(None, one, now=clock.now())
        again = register(home.delegation, **same)
    assert again.person_id == one.person_id
    assert again.id != one.id


def test_people_may_share_an_address_and_are_told_apart_by_name(home: Invited) -> None:
    with transaction():
        one = register(home.delegation, name="Awa Diallo", email="office@acesem.example")
        other = register(home.delegation, name="Moussa Keïta", email="Office@acesem.example")
    assert one.person_id != other.person_id
    assert service.shares_address(one.person)


def test_the_same_address_and_name_is_the_same_person(home: Invited) -> None:
    with transaction():
        known = accounts.person(name="Awa  DIALLO", email="awa@diallo.example", language="es", zone="America/Lima")
        accounts.staff(Role.SCRUTINEER)
        one = register(home.delegation, name="Awa Diallo", email="Awa@Diallo.example ")
    assert one.person_id == known.id


def test_who_is_known_from_elsewhere_keeps_their_own_language_and_zone(event: Event, home: Invited) -> None:
    """Somebody of the secretariat, and the focal point of another member."""
    own = {"language": "ru", "zone": "Asia/Bishkek"}
    with transaction():
        secretary, neighbour = accounts.staff(**own), accounts.focal_point([invited_member(event).member.id], **own)
        for person, role in ((secretary, DELEGATE), (neighbour, ALTERNATE)):
            register(home.delegation, role, name=person.name, email=person.email, language="fr", zone="Africa/Dakar")
    assert [(person.language, person.zone) for person in (secretary, neighbour)] == [("ru", "Asia/Bishkek")] * 2


def test_a_contact_of_the_own_member_gets_the_language_that_was_typed(home: Invited) -> None:
    person = home.focal_point
    with transaction():
        register(home.delegation, name=person.name, email=person.email, language="en", zone="Africa/Dakar")
    assert (person.language, person.zone) == ("en", "Africa/Dakar")


def test_the_person_is_told_and_nobody_else(home: Invited) -> None:
    with transaction():
        one = register(home.delegation, language="ru", zone="Asia/Bishkek")
    (mail,) = mails("registration-confirmed")
    assert (mail.subject_id, mail.person_id, mail.member_id) == (one.id, one.person_id, home.member.id)
    assert (mail.address, mail.language, mail.zone) == (one.person.email, "ru", "Asia/Bishkek")


def test_nobody_is_registered_before_registration_opens_or_after_it_closed(home: Invited) -> None:
    event = home.delegation.event
    for now in (event.registration_opens_at - timedelta(seconds=1), event.registration_closes_at):
        with pytest.raises(RegistrationClosedError) as refused, transaction():
            service.register_person(None, home.delegation, DELEGATE, details(), now=now)
        assert refused.value.code == "registration_closed"
