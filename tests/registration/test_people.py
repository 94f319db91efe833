"""The people of a delegation: registered, changed, replaced, withdrawn."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from assembly import clock
from assembly.accounts.models import Person, Purpose, Role
from assembly.accounts.tokens import mint
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.errors import InvalidLinkError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
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
    invited_member,
    open_event,
    register,
)


@pytest.fixture
def event(context: Flask) -> Event:
    with transaction():
        return open_event()


@pytest.fixture
def home(event: Event) -> Invited:
    with transaction():
        return invited_member(event)


def mails(kind: str) -> list[Delivery]:
    return list(db.session.scalars(select(Delivery).where(Delivery.kind == kind).order_by(Delivery.id)))


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
