"""Inviting the members' focal points."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from assembly import clock
from assembly.accounts.models import Person, Purpose, Role, RoleGrant
from assembly.accounts.tokens import mint
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.errors import InvalidLinkError
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.members.models import MemberStatus
from assembly.registration import queries, service
from assembly.registration.models import Invitation
from tests.factories.members import make_member
from tests.factories.registration import Invited, invited_member, make_contact, open_event


@pytest.fixture
def event(context: Flask) -> Event:
    with transaction():
        return open_event()


@pytest.fixture
def home(event: Event) -> Invited:
    with transaction():
        return invited_member(event)


def invitation_mails() -> list[Delivery]:
    return list(db.session.scalars(select(Delivery).where(Delivery.kind == "invitation").order_by(Delivery.id)))


def test_opening_registration_invites_the_first_contact_of_each_member_once(event: Event) -> None:
    with transaction():
        one, two, nobody = make_member(name="A"), make_member(name="B"), make_member(name="C")
        second = make_contact(one, 2)
        first = make_contact(one, 1, language="es")
        other = make_contact(two, 3)
        make_contact(make_member(name="D", status=MemberStatus.SUSPENDED))
    with transaction():
        assert service.invite_all(None, event, now=clock.now()) == 2
    with transaction():
        assert service.invite_all(None, event, now=clock.now()) == 0
    assert [(mail.person_id, mail.language) for mail in invitation_mails()] == [(first.id, "es"), (other.id, "en")]
    assert second.id not in {mail.person_id for mail in invitation_mails()}
    assert queries.member_at(event.id, nobody.code)[1] is None


def test_opening_registration_is_one_act_in_the_audit(event: Event) -> None:
    with transaction():
        members = [make_member(contact=True) for _ in range(3)]
    with transaction():
        service.invite_all(members[0].id, event, now=clock.now())
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action.like("%registration%"))).all()
    assert [entry.action for entry in entries] == ["registration.opened"]
    assert sorted(entries[0].details["member_ids"]) == [member.id for member in members]


def test_who_was_invited_and_then_not_any_more_is_not_invited_with_the_rest(event: Event, home: Invited) -> None:
    with transaction():
        service.withdraw_invitations(None, home.delegation, home.focal_point.id, now=clock.now())
    with transaction():
        assert service.invite_all(None, event, now=clock.now()) == 0


def test_a_button_pressed_twice_invites_once_and_again_means_again(event: Event, home: Invited) -> None:
    with transaction():
        assert service.invite(None, event, home.member, home.focal_point, after=0, now=clock.now()) is None
    assert len(invitation_mails()) == 1
    for _press in range(2):
        with transaction():
            service.invite(None, event, home.member, home.focal_point, after=1, now=clock.now())
    assert len(invitation_mails()) == 2
    assert service.focal_point_link(home.token, now=clock.now()).member.id == home.member.id


def test_an_invited_person_becomes_focal_point_once(event: Event) -> None:
    with transaction():
        member = make_member()
        person = Person(
            email="new@acesem.example", name="New", language="fr", zone="Africa/Bamako", created_at=clock.now()
        )
        db.session.add(person)
        db.session.flush()
        for number in range(2):
            service.invite(None, event, member, person, after=number, now=clock.now())
    grants = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == person.id)).all()
    assert [(grant.role, grant.member_id) for grant in grants] == [(Role.FOCAL_POINT, member.id)]


def test_a_link_opens_its_own_delegation(home: Invited) -> None:
    link = service.focal_point_link(home.token, now=clock.now())
    assert (link.member.id, link.person.id) == (home.member.id, home.focal_point.id)


def test_a_link_ends_when_registration_closes(home: Invited) -> None:
    closes = home.delegation.event.registration_closes_at
    assert service.focal_point_link(home.token, now=closes - timedelta(seconds=1))
    with pytest.raises(InvalidLinkError) as refused:
        service.focal_point_link(home.token, now=closes)
    assert refused.value.code == "expired_link"


def test_a_withdrawn_invitation_ends_every_link_of_that_person_and_no_other(event: Event, home: Invited) -> None:
    with transaction():
        other = invited_member(event)
        assert service.withdraw_invitations(None, home.delegation, home.focal_point.id, now=clock.now()) == 1
    with pytest.raises(InvalidLinkError) as refused:
        service.focal_point_link(home.token, now=clock.now())
    assert refused.value.code == "withdrawn_link"
    assert service.focal_point_link(other.token, now=clock.now())
    assert queries.focal_points(home.delegation.id) == []


@pytest.mark.parametrize("purpose", [Purpose.SIGN_IN, Purpose.PERSONAL_PAGE])
def test_a_token_of_another_purpose_opens_no_delegation(home: Invited, purpose: Purpose) -> None:
    with transaction():
        ends = clock.now() + timedelta(days=1)
        token = mint(purpose, home.focal_point.id, home.invitation.id, now=clock.now(), expires_at=ends)
    with pytest.raises(InvalidLinkError):
        service.focal_point_link(token, now=clock.now())
    with pytest.raises(InvalidLinkError):
        service.personal_page(home.token, now=clock.now())


def test_a_token_made_for_somebody_else_opens_nothing(event: Event, home: Invited) -> None:
    """A token names person and invitation; one that does not fit the other is refused."""
    with transaction():
        other = invited_member(event)
        ends = clock.now() + timedelta(days=1)
        token = mint(Purpose.INVITATION, other.focal_point.id, home.invitation.id, now=clock.now(), expires_at=ends)
    with pytest.raises(InvalidLinkError):
        service.focal_point_link(token, now=clock.now())


@pytest.mark.parametrize("mangle", [lambda token: token[:-1], lambda token: token + "x", str.swapcase])
def test_an_altered_token_opens_nothing(home: Invited, mangle: object) -> None:
    with pytest.raises(InvalidLinkError) as refused:
        service.focal_point_link(mangle(home.token), now=clock.now())  # type: ignore[operator]
    assert refused.value.code == "unknown_link"


def test_the_wrong_person_is_seen_by_the_secretariat(home: Invited) -> None:
    link = service.focal_point_link(home.token, now=clock.now())
    for _press in range(2):
        with transaction():
            service.report_wrong_person(link, now=clock.now())
    assert db.session.get_one(Invitation, home.invitation.id).wrong_person_at
    acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action == "invitation.wrong_person")).all()
    assert len(acts) == 1
