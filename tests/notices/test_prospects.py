"""The mail plan of one person beyond the outbox: drafts, what is gathered, what follows from a rule; said honestly."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly import clock, scope
from assembly.agenda.calendars import service as calendars
from assembly.database import transaction
from assembly.events.queries import event_by_slug
from assembly.extensions import db
from assembly.mail.news import service as news
from assembly.notices import prospects, service
from assembly.notices.audience import Audience, Has
from assembly.notices.kinds import Fact, Group, NoticeKind, Sureness
from assembly.notices.prospects import Prospect
from assembly.notices.schedule import Schedule
from assembly.notices.service import Order
from assembly.registration.models import Invitation, Registration
from assembly.voting import service as opening
from assembly.voting.service import Acceptance
from tests.factories import voting
from tests.factories.accounts import sign_in
from tests.factories.agenda import make_programme
from tests.factories.events import make_event
from tests.factories.notices import make_delegation, make_focal_point, make_member, make_notice, register
from tests.notices.office import SLUG, add, url


def expected(registration: Registration, *, drafts: bool = True) -> list[Prospect]:
    person = registration.person
    return prospects.of_person(registration.event, person, clock.now(), drafts=drafts)


def test_a_draft_is_shown_as_one_to_the_secretariat_alone(context: Flask) -> None:
    with transaction():
        event = make_event()
        one, other = register(event, language="fr"), register(event, language="ru")
        only = Audience(who=Has(Fact.LANGUAGE, frozenset({"fr"})))
        notice = make_notice(event, subject={"en": "For readers of French"}, audience=only)
        released = make_notice(event)
        service.release_notice(None, released)
        assert expected(one) == [
            Prospect("For readers of French", Sureness.DRAFT, "if it is released as it is now", notice_id=notice.id)
        ]
        assert expected(one, drafts=False) == []
        assert expected(other) == []
        notice.news = True
        news.refuse(one.person_id, clock.now())
        db.session.flush()
        assert expected(one) == []


def test_what_is_gathered_for_the_calendar_says_from_when_on(context: Flask) -> None:
    with transaction():
        event = make_event()
        make_programme(event)
        registration = register(event)
    [found] = expected(registration)
    assert (found.what, found.sureness) == ("For your calendar: 1 entry", Sureness.PLANNED)
    assert found.at is not None
    assert timedelta(minutes=14) < found.at - clock.now() <= timedelta(minutes=15)
    with transaction():
        calendars.reconcile(event.id, clock.now() + timedelta(minutes=16))
    assert expected(registration) == []  # the outbox has it


def test_a_vote_will_be_told_to_those_who_vote_and_its_result_to_all(context: Flask) -> None:
    with transaction():
        scene = voting.assembly_of(1)
    vote_id = voting.draft_vote(scene, closes_at=clock.now() + timedelta(days=2))
    with transaction() as session:
        voter = session.get_one(Registration, scene.seats[0].registration_id)
        other = register(voter.event)
        assert [one.sureness for one in expected(voter)] == [Sureness.CONDITIONAL, Sureness.PLANNED]
        assert [one.condition for one in expected(other)] == ["once the result is published"]
    with transaction():
        vote = opening.open_vote(voting.acting(scene.staff_id), vote_id, Acceptance(small_groups=True))
    reminder, result = expected(voter)
    assert reminder.condition == "only if the ballot is still missing then"
    assert reminder.at == vote.closes_at - timedelta(hours=12)
    assert result.condition == "once the result is published"
    voting.cast(vote_id, scene.seats[0])
    assert expected(voter) == [result]


def test_the_next_contact_is_invited_only_if_nobody_answers(context: Flask) -> None:
    now = clock.now()
    with transaction():
        event = make_event(
            registration_opens_at=now - timedelta(days=9), registration_closes_at=now + timedelta(days=30)
        )
        event.escalate_after = 5
        member = make_member(name="Coalition of the North")
        first, second = make_focal_point(member), make_focal_point(member, position=2)
        delegation = make_delegation(event, member)
        db.session.add(Invitation(delegation_id=delegation.id, person_id=first.id, created_at=now))
        db.session.flush()
        [found] = prospects.of_person(event, second, now, drafts=True)
        assert found.sureness is Sureness.CONDITIONAL
        assert found.condition == "only if Coalition of the North has not answered by then"
        assert found.at == now + timedelta(days=5)
        assert prospects.of_person(event, first, now, drafts=True) == []
        event.escalate_after = None  # the secretariat asks the next by hand, if at all
        assert prospects.of_person(event, second, now, drafts=True) == []


def test_the_pages_show_it_to_the_secretariat_and_the_person(site: Flask, client: FlaskClient) -> None:
    [who] = add(site, "en")
    with site.app_context(), scope.everything(), transaction():
        event = event_by_slug(SLUG)
        make_programme(event)
        waiting = Audience(frozenset({Group.PARTICIPANTS, Group.UNSETTLED}))
        later = Schedule((clock.now() + timedelta(days=2)).replace(tzinfo=None))
        service.release_notice(None, make_notice(event, NoticeKind.MESSAGE, audience=waiting), Order(schedule=later))
    page = client.get(url(f"/people/{who}")).text
    for words in ("What is still to come", "only if it still concerns them then: ", "What may still follow"):
        assert words in page
    assert page.index("What is still to come") < page.index("What may still follow")
    assert f'href="{url("/1")}"' in page  # the draft
    sign_in(client, site, who)
    own = client.get(f"/en/events/{SLUG}/my-mail").text
    assert "For your calendar: 1 entry" in own
    assert "only if it still concerns you then" in own
    assert "Draft" not in own


@pytest.mark.usefixtures("site")
def test_nobody_is_looked_up_who_has_to_do_with_no_event(client: FlaskClient, site: Flask) -> None:
    assert client.get(url("/people/1")).status_code == 404
