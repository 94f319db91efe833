"""The people of a delegation: changed, replaced, withdrawn."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from assembly import clock
from assembly.accounts.models import Person, Purpose
from assembly.accounts.tokens import mint
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.errors import InvalidLinkError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.models import DeliveryState
from assembly.registration import service
from assembly.registration.models import Registration, RegistrationState
from assembly.registration.service import AlreadyRegisteredError, NoSeatError
from assembly.registration.service.delegations import PeopleRegisteredError, RegistrationClosedError
from tests.factories import accounts
from tests.factories.registration import (
    ALTERNATE,
    DELEGATE,
    OBSERVER,
    Invited,
    details,
    mails,
    register,
)


def test_after_the_deadline_nothing_is_changed_replaced_or_withdrawn(home: Invited) -> None:
    with transaction():
        one = register(home.delegation)
    late = home.delegation.event.registration_closes_at
    with pytest.raises(RegistrationClosedError), transaction():
        service.change_person(None, one, ALTERNATE, details(), now=late)
    with pytest.raises(RegistrationClosedError), transaction():
        service.substitute_person(None, one, details(), now=late)
    with pytest.raises(RegistrationClosedError), transaction():
        service.withdraw_person(None, one, now=late)
    assert one.state is RegistrationState.ACCEPTED


def test_withdrawing_frees_the_seat_tells_the_person_and_ends_their_links(home: Invited) -> None:
    with transaction():
        one = register(home.delegation)
        ends = clock.now() + timedelta(days=1)
        token = mint(Purpose.PERSONAL_PAGE, one.person_id, one.id, now=clock.now(), expires_at=ends)
    assert service.personal_page(token, now=clock.now()).id == one.id
    with transaction():
        service.withdraw_person(None, one, now=clock.now())
        service.withdraw_person(None, one, now=clock.now())
    assert one.seat is None
    assert len(mails("registration-withdrawn")) == 1
    with pytest.raises(InvalidLinkError):
        service.personal_page(token, now=clock.now())


def test_a_substitute_takes_the_seat_and_both_are_told(home: Invited) -> None:
    with transaction():
        one = register(home.delegation)
        register(home.delegation)
        new = service.substitute_person(None, one, details(name="Fatou Sow"), now=clock.now())
    assert (new.role, new.seat, new.person.name) == (DELEGATE, 1, "Fatou Sow")
    assert [mail.person_id for mail in mails("registration-withdrawn")] == [one.person_id]
    assert new.person_id in [mail.person_id for mail in mails("registration-confirmed")]


def test_a_substitute_who_cannot_come_in_leaves_the_first_in_place(home: Invited) -> None:
    with transaction():
        one, other = register(home.delegation), register(home.delegation)
    taken = details(name=other.person.name, email=other.person.email)
    with pytest.raises(AlreadyRegisteredError), transaction():
        service.substitute_person(None, one, taken, now=clock.now())
    assert one.state is RegistrationState.ACCEPTED
    assert mails("registration-withdrawn") == []


def test_a_change_of_role_moves_to_a_free_seat_of_it(home: Invited) -> None:
    with transaction():
        one, observer = register(home.delegation), register(home.delegation, OBSERVER)
        service.change_person(None, one, ALTERNATE, as_typed(one), now=clock.now())
    assert (one.role, one.seat) == (ALTERNATE, 1)
    with pytest.raises(NoSeatError), transaction():
        service.change_person(None, one, OBSERVER, as_typed(one), now=clock.now())
    assert (observer.role, one.role) == (OBSERVER, ALTERNATE)


def as_typed(one: Registration, **changes: str) -> service.Details:
    person = one.person
    known = {"name": person.name, "email": person.email, "language": person.language, "zone": person.zone}
    return service.Details(**(known | changes))


def test_a_mistyped_person_is_corrected(home: Invited) -> None:
    with transaction():
        one = register(home.delegation, name="Awa Dialo", email="awa@dialo.example")
        changed = service.change_person(
            None, one, DELEGATE, as_typed(one, name="Awa Diallo", email="awa@diallo.example"), now=clock.now()
        )
    assert changed == ["name", "email"]
    assert (one.person.name, one.person.email) == ("Awa Diallo", "awa@diallo.example")


def test_a_new_address_ends_the_links_that_went_to_the_old_one(home: Invited) -> None:
    with transaction():
        one = register(home.delegation)
        ends = clock.now() + timedelta(days=1)
        token = mint(Purpose.PERSONAL_PAGE, one.person_id, one.id, now=clock.now(), expires_at=ends)
        service.change_person(None, one, DELEGATE, as_typed(one, email="new@people.example"), now=clock.now())
    with pytest.raises(InvalidLinkError):
        service.personal_page(token, now=clock.now())


def test_a_corrected_address_gets_the_mail_that_went_to_the_wrong_one(home: Invited) -> None:
    with transaction():
        one = register(home.delegation, email="awa@dialo.example")
    (sent,) = mails("registration-confirmed")
    with transaction():
        sent.state, sent.answer = DeliveryState.SENT, "250 accepted"
    for address in ("awa@diallo.example", "awa.diallo@acesem.example"):
        with transaction():
            service.change_person(None, one, DELEGATE, as_typed(one, email=address), now=clock.now())
        (mail,) = mails("registration-confirmed")
        assert (mail.address, mail.state, mail.answer) == (address, DeliveryState.PENDING, None)


def test_correcting_somebody_into_a_known_person_takes_that_person(home: Invited) -> None:
    with transaction():
        known = accounts.person(name="Awa Diallo", email="awa@diallo.example")
        one = register(home.delegation, name="Awa Dialo", email="awa@dialo.example")
        service.change_person(
            None, one, DELEGATE, as_typed(one, name="Awa Diallo", email="awa@diallo.example"), now=clock.now()
        )
    assert one.person_id == known.id


def test_nobody_is_corrected_into_somebody_who_has_a_place_already(home: Invited) -> None:
    with transaction():
        one, other = register(home.delegation), register(home.delegation)
    taken = as_typed(one, name=other.person.name, email=other.person.email)
    with pytest.raises(AlreadyRegisteredError), transaction():
        service.change_person(None, one, DELEGATE, taken, now=clock.now())


def test_a_focal_point_cannot_take_over_an_account_by_changing_its_address(event: Event, home: Invited) -> None:
    """Staff, people of other members and whoever has signed in keep their own address and name."""
    with transaction():
        secretary = accounts.staff(name="Kanokwan Sirisuk", email="kanokwan@federation.example")
        one = register(home.delegation, name="Kanokwan Sirisuk", email="kanokwan@federation.example")
        assert one.person_id == secretary.id
        stolen = as_typed(one, email="thief@acesem.example", name="Thief", language="fr")
        changed = service.change_person(None, one, DELEGATE, stolen, now=clock.now())
    assert changed == []
    assert db.session.get_one(Person, secretary.id).email == "kanokwan@federation.example"


def test_the_audit_says_what_was_done_without_saying_who_anybody_is(home: Invited) -> None:
    with transaction():
        one = register(home.delegation, name="Awa Diallo", email="awa@diallo.example")
        service.change_person(None, one, ALTERNATE, as_typed(one, name="Awa N. Diallo"), now=clock.now())
        service.withdraw_person(home.focal_point.id, one, now=clock.now())
    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.object_type == "registration").order_by(AuditEntry.id)
    ).all()
    assert [entry.action for entry in entries] == [
        "registration.added", "registration.changed", "registration.withdrawn",
    ]  # fmt: skip
    assert entries[1].details == {"fields": ["role", "name"]}
    assert entries[2].actor_id == home.focal_point.id
    assert not any("Awa" in str(entry.details) or "diallo" in str(entry.details) for entry in entries)


def test_a_delegation_with_people_in_it_cannot_be_declined(home: Invited) -> None:
    with transaction():
        one = register(home.delegation)
    with pytest.raises(PeopleRegisteredError), transaction():
        service.decline(None, home.delegation, now=clock.now())
    with transaction():
        service.withdraw_person(None, one, now=clock.now())
        service.decline(None, home.delegation, now=clock.now())
    assert home.delegation.declined_at
    with transaction():
        register(home.delegation)
    assert home.delegation.declined_at is None
