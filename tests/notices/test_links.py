"""The link in a mail, and mails that are no longer due."""

import re

import pytest
from sqlalchemy import func, select

from assembly import clock
from assembly.accounts import tokens
from assembly.accounts.models import Purpose, Token
from assembly.database import transaction
from assembly.extensions import db
from assembly.mail.kinds import kind_named
from assembly.mail.models import Delivery
from assembly.notices.audience import WAITING, Audience
from assembly.notices.kinds import Group, NoticeKind
from assembly.registration.models import Invitation, RegistrationState
from tests.factories import guests
from tests.factories.events import make_event
from tests.factories.notices import (
    make_delegation,
    make_focal_point,
    make_member,
    register,
    withdraw,
)
from tests.factories.registration import open_event
from tests.notices.mailbox import an_event_with_programme, letter_of, released

pytestmark = pytest.mark.usefixtures("november")


def test_the_link_is_the_recipient_s_own_and_made_when_the_mail_is_written() -> None:
    event, registration = an_event_with_programme()
    delivery = released(event)
    assert db.session.scalar(select(func.count(Token.id))) == 0
    letter = letter_of(delivery)
    links = set(re.findall(r"http://localhost/en/personal/([\w-]+)", letter.body))
    assert letter.button is not None
    assert {letter.button.url.rsplit("/", 1)[1]} == links  # one link, wherever it stands
    row = tokens.find(Purpose.PERSONAL_PAGE, links.pop(), clock.now())
    assert (row.person_id, row.subject_id) == (registration.person_id, registration.id)
    assert db.session.scalar(select(func.count(Token.id))) == 1


def test_no_link_is_made_where_none_is_shown() -> None:
    event, _registration = an_event_with_programme()
    letter_of(released(event, NoticeKind.MESSAGE, body={"en": "Dear ((name)), see ((programme))"}))
    assert db.session.scalar(select(func.count(Token.id))) == 0


def test_a_focal_point_who_waits_gets_the_link_of_the_invitation() -> None:
    with transaction():
        event = make_event()
        member = make_member()
        focal_point = make_focal_point(member)
        delegation = make_delegation(event, member)
        invitation = Invitation(delegation_id=delegation.id, person_id=focal_point.id, created_at=clock.now())
        db.session.add(invitation)
    delivery = released(event, NoticeKind.MESSAGE, audience=WAITING)
    token = re.search(r"/invitation/([\w-]+)", letter_of(delivery).body)
    assert token is not None
    assert tokens.find(Purpose.INVITATION, token[1], clock.now()).subject_id == invitation.id


def test_a_focal_point_without_invitation_is_led_to_the_event() -> None:
    with transaction():
        event = make_event()
        make_focal_point(make_member())
    delivery = released(event, NoticeKind.MESSAGE, audience=WAITING)
    assert f"<http://localhost/en/events/{event.slug}>" in letter_of(delivery).body


def test_a_guest_who_has_not_answered_gets_the_link_of_the_invitation() -> None:
    with transaction():
        event = open_event()
        guest = guests.invite_guest(event)
    unsettled = Audience(frozenset({Group.UNSETTLED}))
    delivery = released(event, NoticeKind.MESSAGE, audience=unsettled)
    assert still_due(delivery)
    token = re.search(r"/guest/([\w-]+)", letter_of(delivery).body)
    assert token is not None
    assert tokens.find(Purpose.GUEST, token[1], clock.now()).subject_id == guest.id
    with transaction():
        guest.state = RegistrationState.DECLINED
    assert not still_due(delivery)


def still_due(delivery: Delivery) -> bool:
    return kind_named(delivery.kind).still_due(delivery)


def test_who_withdrew_while_it_was_queued_gets_nothing() -> None:
    event, registration = an_event_with_programme()
    delivery = released(event)
    assert still_due(delivery)
    with transaction():
        withdraw(registration)
    assert not still_due(delivery)


def test_a_reminder_is_not_sent_to_who_answered_meanwhile() -> None:
    with transaction():
        event = make_event()
        member = make_member()
        make_focal_point(member)
    delivery = released(event, NoticeKind.MESSAGE, audience=WAITING)
    assert still_due(delivery)
    with transaction():
        register(event, member)
    assert not still_due(delivery)
