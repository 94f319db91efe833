"""The task that asks the next contact, and the secretariat that does it before the time."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from assembly import clock
from assembly.accounts.models import Person
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.mail.outbox import post, recipient_of
from assembly.members.models import Member
from assembly.registration import service as registration
from assembly.registration.answers import answers
from assembly.registration.escalation import queries, service
from assembly.registration.escalation.mails import COLLEAGUE_ASKED
from assembly.registration.escalation.rules import Act, Reason
from assembly.registration.invited import InvitationState, invitees
from assembly.registration.models import Delegation, Invitation
from tests.factories.escalation import bounced, invited, mail_of, silent_member
from tests.factories.letters import letters, token_in
from tests.factories.members import make_member, statements
from tests.factories.registration import make_contact, open_event, register
from tests.registration.test_race import at_once
from worker.escalation import ask_next


@pytest.fixture
def event(context: Flask) -> Event:
    with transaction():
        return open_event(escalate_after=5)


def delegation_of(member_id: int) -> Delegation:
    return db.session.scalars(select(Delegation).where(Delegation.member_id == member_id)).one()


def first_invitation(member_id: int) -> Invitation:
    return delegation_of(member_id).invitations[0]


def next_for(event: Event, member_id: int) -> Act:
    (found,) = queries.standings(event, clock.now(), [member_id])
    return found.next.act


def told() -> int:
    return db.session.scalar(select(func.count()).where(Delivery.kind == COLLEAGUE_ASKED)) or 0


def test_where_nobody_answers_the_next_is_asked_once_and_both_know_of_each_other(event: Event) -> None:
    with transaction():
        member, (first, second, _third) = silent_member(event, 3)
        fresh, _people = silent_member(event, days=1)
        done, _people = silent_member(event)
        register(delegation_of(done.id))
    for _run in range(2):
        ask_next()
    assert invited(member) == [first, second]
    assert [len(invited(one)) for one in (fresh, done)] == [1, 1]
    letter = letters("invitation")[-1]
    assert first.name in letter.body
    (other,) = letters(COLLEAGUE_ASKED)
    assert second.name in other.body
    link = registration.focal_point_link(token_in(other), now=clock.now())
    assert (link.person.id, link.member.id) == (first.id, member.id)
    acts = db.session.scalars(select(AuditEntry.details).where(AuditEntry.action == "invitation.escalated")).all()
    assert [(act["member_id"], act["before_id"], act["reason"]) for act in acts] == [(member.id, first.id, "no-answer")]


def test_the_mail_to_the_first_is_not_sent_once_there_is_an_answer(event: Event) -> None:
    with transaction():
        member, _people = silent_member(event)
    ask_next()
    with transaction():
        register(delegation_of(member.id))
    assert letters(COLLEAGUE_ASKED) == []


def test_where_mail_comes_back_the_next_is_asked_at_once_and_the_first_is_not_written_to(event: Event) -> None:
    with transaction():
        member, (first, second) = silent_member(event, days=0.1)
        bounced(mail_of(first_invitation(member.id)))
    for _run in range(2):
        ask_next()
    assert invited(member) == [first, second]
    assert told() == 0
    assert first.name in letters("invitation")[-1].body


def test_who_is_not_the_right_person_leads_to_the_next(event: Event) -> None:
    with transaction():
        member, (first, second) = silent_member(event, days=0.1)
        link = registration.FocalPointLink(first_invitation(member.id), delegation_of(member.id), event, member, first)
        registration.report_wrong_person(link, now=clock.now())
    ask_next()
    assert invited(member) == [first, second]
    assert told() == 0


def test_a_bounce_mends_when_the_address_changes_and_the_person_is_asked_again(event: Event) -> None:
    with transaction():
        member, (only,) = silent_member(event, 1, days=0.1)
        bounced(mail_of(first_invitation(member.id)))
    ask_next()
    assert next_for(event, member.id) is Act.CALL
    assert [one.returned for one in answers(event, clock.now())] == [True]
    with transaction():
        only.email = "new@people.example"
    assert [one.returned for one in answers(event, clock.now())] == [False]
    (invitee,) = invitees(member.id, delegation_of(member.id))
    assert [one.state for one in invitee.sendings] == [InvitationState.OLD_ADDRESS]
    for _run in range(2):
        ask_next()
    assert invited(member) == [only, only]
    assert next_for(event, member.id) is Act.WAIT
    assert "came back" not in letters("invitation")[-1].body


def test_no_event_asks_by_itself_unless_it_is_said_or_once_it_has_closed(event: Event) -> None:
    with transaction():
        member, people = silent_member(event)
        event.escalate_after = None
    ask_next()
    with transaction():
        event.escalate_after, event.registration_closes_at = 5, clock.now()
    ask_next()
    assert invited(member) == people[:1]
    assert next_for(event, member.id) is Act.CALL


def test_the_secretariat_asks_the_next_before_the_time_and_pressed_twice_it_asks_one(event: Event) -> None:
    with transaction():
        member, (first, second, third) = silent_member(event, 3, days=1)
        actor = make_contact(make_member())
    for _press in range(2):
        with transaction():
            service.ask_now(actor.id, event, {member.id: second.id}, clock.now())
    assert invited(member) == [first, second]
    with transaction():
        registration.decline(None, delegation_of(member.id), now=clock.now())
        assert service.ask_now(actor.id, event, {member.id: third.id}, clock.now()) == 0


def test_two_workers_at_once_ask_one(context: Flask, event: Event) -> None:
    with transaction():
        members = [silent_member(event)[0].id for _ in range(3)]
    event_id = event.id

    def run(_number: int) -> None:
        service.ask_due(db.session.get_one(Event, event_id), members, clock.now())

    assert at_once(context, run, 4) == ["done"] * 4
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Invitation)) == len(members) * 2


def test_a_message_that_comes_back_from_the_only_contact_is_a_call(event: Event) -> None:
    with transaction():
        member, (first, second) = silent_member(event)
        register(delegation_of(member.id))
        mails = [_notice(event, member, person) for person in (first, second)]
        bounced(mails[0])
    assert next_for(event, member.id) is Act.NOTHING
    with transaction():
        bounced(mails[1])
    (found,) = queries.to_call(event, clock.now())
    assert (found.member.id, found.next.reason) == (member.id, Reason.MESSAGE_RETURNED)
    with transaction():
        first.email, second.email = "one@people.example", "two@people.example"
    assert queries.to_call(event, clock.now()) == []


def _notice(event: Event, member: Member, person: Person) -> Delivery:
    post("notice", 1, [recipient_of(person, member.id)], event_id=event.id)
    found = select(Delivery).where(Delivery.kind == "notice", Delivery.person_id == person.id)
    mail = db.session.scalars(found).one()
    mail.state = DeliveryState.SENT
    return mail


def test_as_many_queries_for_one_member_as_for_many(event: Event) -> None:
    def counted() -> int:
        db.session.expire_all()
        with statements() as sent:
            queries.standings(event, clock.now() + timedelta(days=1))
        return len(sent)

    with transaction():
        silent_member(event, 3)
    one = counted()
    with transaction():
        for _number in range(5):
            silent_member(event, 3)
    assert counted() == one
