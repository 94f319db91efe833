"""The demonstration, loaded: the case of 2021 with its guests apart, and a consultation while people register.

On PostgreSQL test_every_page.py looks at the same, in a demonstration that is loaded there anyway.
"""

import re
from collections import Counter
from datetime import timedelta
from http import HTTPStatus

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from assembly import clock, scope
from assembly.accounts.models import Person
from assembly.agenda.calendars import queries as calendar_queries
from assembly.agenda.calendars import service as calendars
from assembly.agenda.documents import handing_in
from assembly.agenda.documents.models import PaperAsked
from assembly.agenda.documents.queries import published_in
from assembly.agenda.interpretation.presentation import rota
from assembly.agenda.queries import published
from assembly.credentials.rollcheck.queries import readiness
from assembly.demo import loader
from assembly.demo.documents import INVENTED
from assembly.demo.timetable import Stage
from assembly.events.models import Event
from assembly.events.roles import DELEGATION_ROLES, INVITED_ROLES, ParticipantRole
from assembly.extensions import db
from assembly.mail.batches import WAITING
from assembly.mail.models import Delivery
from assembly.members.models import Member
from assembly.overview.people import PeopleFilter, people_page
from assembly.overview.queries import participation
from assembly.registration import guest_list
from assembly.registration.models import Delegation, Registration
from assembly.registration.questions.models import Answer, Question
from assembly.registration.rules import RegistrationState
from tests.factories.accounts import sign_in


def event(slug: str) -> Event:
    return db.session.scalars(select(Event).where(Event.slug == slug)).one()


def people(slug: str) -> list[Registration]:
    return list(db.session.scalars(select(Registration).where(Registration.event_id == event(slug).id)))


def test_the_demonstration(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything():
        loader.load(Stage.BEFORE_ASSEMBLY)
    with app.app_context(), scope.everything():
        the_case_is_whole_and_its_guests_are_apart()
        nobody_is_mailed_for_what_nobody_did()
        the_consultation_has_guests_a_partner_and_people_who_wait()
        what_was_asked_is_answered_by_most()
        real_organisations_are_never_late()
        the_paper_is_there_in_every_language_and_one_half_hour_is_not_interpreted(app)
    the_pages_say_so(app, client)


def nobody_is_mailed_for_what_nobody_did() -> None:
    an_hour_later = clock.now() + timedelta(hours=1)
    for event_id in calendar_queries.unfinished_events(clock.now()):
        assert not calendars.missing(event_id, an_hour_later)
        known = calendar_queries.sent_to(event_id, calendar_queries.concerned(event_id))
        assert len(known) == sum(one.takes_part for one in calendar_queries.participants(event_id, known).values())
    waiting = Delivery.kind.startswith("calendar"), Delivery.state.in_(WAITING)
    assert not db.session.scalar(select(func.count(Delivery.id)).where(*waiting))


def the_case_is_whole_and_its_guests_are_apart() -> None:
    found = participation(event("international-assembly").id)
    assert (found.members, found.countries, found.participants) == (118, 102, 232)
    states = RegistrationState
    guests = [one for one in people("international-assembly") if one.role not in DELEGATION_ROLES]
    roles = Counter(one.role for one in guests if one.state is states.ACCEPTED)
    assert roles.keys() == set(INVITED_ROLES)
    assert roles[ParticipantRole.INTERPRETER] == 6
    assert [one.state for one in guests if one.state is not states.ACCEPTED] == [states.DECLINED]


def the_consultation_has_guests_a_partner_and_people_who_wait() -> None:
    found = event("asia-consultation")
    assert not found.online
    assert found.registration_opens_at < clock.now() < found.registration_closes_at < found.starts_at
    guests = [one for one in people(found.slug) if one.role is ParticipantRole.GUEST]
    waiting = [one for one in guests if one.state is RegistrationState.WAITING]
    assert sum(one.state is RegistrationState.ACCEPTED for one in guests) == 4
    assert len(waiting) == 2
    assert len({one.party for one in waiting}) == 1, "a group that waits together"
    assert sum(one.state is RegistrationState.DRAFT for one in guests) == 1
    partners = {one.name: one for one in guest_list.partners()}
    beijing = next(one for name, one in partners.items() if "Beijing" in name)
    assert beijing.agreement
    assert beijing.agreed_on
    assert [one.slug for one in guest_list.events_of_partners()[beijing.id]] == [found.slug, "international-assembly"]


def what_was_asked_is_answered_by_most() -> None:
    found = event("asia-consultation")
    answered = dict(
        db.session.execute(
            select(Question.id, func.count(Answer.id))
            .join(Answer, Answer.question_id == Question.id)
            .where(Question.event_id == found.id)
            .group_by(Question.id)
        ).all()
    )
    asked = db.session.scalars(select(Question).where(Question.event_id == found.id)).all()
    conditional = [one.id for one in asked if one.condition_id]
    assert {one.id for one in asked if one.required} <= answered.keys()
    assert sum(one in answered for one in conditional) >= 4
    missing = people_page(found, PeopleFilter(undeclared=True, state=RegistrationState.ACCEPTED)).place.total
    assert 0 < missing < sum(one.state is RegistrationState.ACCEPTED for one in people(found.slug)) / 4


def real_organisations_are_never_late() -> None:
    found = event("asia-consultation")
    invited = db.session.scalars(
        select(Member).join(Delegation, Delegation.member_id == Member.id).where(Delegation.event_id == found.id)
    ).all()
    registered = {one.member_id for one in people(found.slug)}
    silent = {member.name for member in invited if member.id not in registered}
    assert silent
    assert all(name.endswith(INVENTED) for name in silent)
    not_ready = readiness(event("international-assembly").id)
    missing = {one.vote.member.name for one in not_ready if one.missing}
    assert 4 < len(missing) < 20, "somebody to ask, and most are ready"
    assert all(name.endswith(INVENTED) for name in missing)
    to_accept = people_page(found, PeopleFilter(state=RegistrationState.SUBMITTED)).rows
    assert to_accept
    assert all(str(row.organisation).endswith(INVENTED) for row in to_accept)
    undeclared = people_page(found, PeopleFilter(undeclared=True, state=RegistrationState.ACCEPTED)).rows
    assert all(row.organisation is None or row.organisation.endswith(INVENTED) for row in undeclared)


def the_paper_is_there_in_every_language_and_one_half_hour_is_not_interpreted(app: Flask) -> None:
    found = event("international-assembly")
    programme = published(found.id)
    assert programme
    papers = list(published_in(programme))
    assert [[file.language for file in paper.files] for paper in papers] == [["en", "es", "fr", "ru"]]
    assert all(paper.files[3].name.endswith(".txt") for paper in papers)
    [asked] = db.session.scalars(select(PaperAsked)).all()
    assert asked.registration.person.name in {one.name for one in programme.sittings[0].items[0].speakers}
    assert handing_in.open_for(asked.registration_id, clock.now()) == [asked], "her slides are still to come"
    with app.test_request_context("/en/"):
        warnings = [warning for sitting in rota(found) for warning in sitting.warnings]
    assert [(one.span.ends_at - one.span.starts_at).total_seconds() / 60 for one in warnings] == [30]
    assert warnings[0].text.endswith("nobody interprets (English → Russian)")


def the_pages_say_so(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        secretary = db.session.scalars(select(Person.id).order_by(Person.id)).first()
    assert secretary
    sign_in(client, app, secretary)
    page = client.get("/en/secretariat/events/international-assembly/statistics")
    assert "118 members from 102 countries registered 232 participants" in re.sub(r"\s+", " ", page.text)
    for slug in ("international-assembly", "asia-consultation"):
        for path in ("", "/people", "/guests", "/delegations", "/statistics", "/questions"):
            assert client.get(f"/en/secretariat/events/{slug}{path}").status_code == HTTPStatus.OK
    assert client.get("/en/secretariat/partners").text.count("Regional Consultation") == 2
