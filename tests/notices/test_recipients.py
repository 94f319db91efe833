"""Who gets a notice: each fact, read from what the other rooms know. On both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from assembly import clock
from assembly.agenda import service as agenda
from assembly.agenda.documents import handing_in
from assembly.agenda.documents.drafts import Upload
from assembly.database import transaction
from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from assembly.members.kinds import MemberStatus, Region
from assembly.notices import facts, service
from assembly.notices.audience import WAITING, AllOf, Audience, Condition, Has, Not
from assembly.notices.kinds import YES, Fact, Group
from assembly.registration.consents import queries as consents
from assembly.registration.consents.models import Acceptance, Consent, ConsentPurpose, Declaration
from assembly.registration.models import Invitation, RegistrationState
from tests.factories import documents, guests, voting
from tests.factories.agenda import make_item, make_sitting
from tests.factories.events import make_event
from tests.factories.notices import (
    let_vote,
    make_delegation,
    make_focal_point,
    make_member,
    make_notice,
    register,
    withdraw,
)
from tests.factories.registration import open_event
from tests.statements import statements

PARTICIPANTS = frozenset({Group.PARTICIPANTS})
FOCAL_POINTS = frozenset({Group.FOCAL_POINTS})


def has(fact: Fact, *values: object) -> Has:
    return Has(fact, frozenset(str(value) for value in values))


def people(event: Event, who: Condition = AllOf(()), groups: frozenset[Group] = PARTICIPANTS) -> set[int]:  # noqa: B008
    found = {one.person_id for one in facts.recipients(event, Audience(groups, who))}
    for person_id in found:  # asked about one, the answer is the same
        assert facts.still_belongs(event, Audience(groups, who), person_id)
    return found


def test_participants_are_those_who_are_registered_now(context: Flask) -> None:
    with transaction():
        event = open_event()
        here, gone, guest = register(event), register(event), guests.register_guest(event)
        register(make_event())
        withdraw(gone)
    assert people(event) == {here.person_id, guest.person_id}
    assert not facts.still_belongs(event, Audience(), gone.person_id)


def test_facts_of_the_register(context: Flask) -> None:
    with transaction():
        event = make_event(last_assembly_at=datetime(2021, 6, 1, tzinfo=UTC))
        mali = make_member(Region.SUB_SAHARAN_AFRICA, country="ML", joined_on=date(2022, 1, 1))
        peru = make_member(Region.AMERICAS, country="PE", status=MemberStatus.AFFILIATE)
        first = register(event, mali, language="fr").person_id
        second = register(event, peru, ParticipantRole.OBSERVER, language="es").person_id
    for fact, value, person in (
        (Fact.ROLE, "observer", second),
        (Fact.REGION, "americas", second),
        (Fact.COUNTRY, "ML", first),
        (Fact.STATUS, "affiliate", second),
        (Fact.LANGUAGE, "fr", first),
        (Fact.NEW_MEMBER, YES, first),
    ):
        assert people(event, has(fact, value)) == {person}, fact
        assert people(event, Not(has(fact, value))) == {first, second} - {person}, fact


def test_who_votes_and_who_stands_in(context: Flask) -> None:
    with transaction():
        event = make_event()
        voter = register(event, votes=True)
        ended = let_vote(register(event, make_member(), ParticipantRole.ALTERNATE))
        ended.ended_at = ended.proposed_at
        focal_point = make_focal_point(voter.member)  # type: ignore[arg-type]
        other = make_focal_point(make_member())
    assert people(event, has(Fact.VOTER, YES)) == {voter.person_id}
    assert people(event, has(Fact.WHO_VOTES, YES), FOCAL_POINTS) == {focal_point.id}
    assert people(event, Not(has(Fact.WHO_VOTES, YES)), FOCAL_POINTS) == {other.id}


def test_guests_of_a_partner(context: Flask) -> None:
    with transaction():
        event = open_event()
        register(event)
        guest = guests.register_guest(event)
        partner_id = guest.partner_id
    expected = {guest.person_id} if partner_id else set()
    assert people(event, has(Fact.PARTNER, partner_id)) == expected
    assert people(event, has(Fact.ROLE, "guest")) == {guest.person_id}


def test_those_whose_registration_is_not_settled(context: Flask) -> None:
    with transaction():
        event = open_event()
        register(event)
        invited = guests.invite_guest(event)
        waiting = guests.invite_guest(event)
        waiting.state, waiting.waiting_since = RegistrationState.WAITING, clock.now()
    unsettled = frozenset({Group.UNSETTLED})
    assert people(event, groups=unsettled) == {invited.person_id, waiting.person_id}
    assert people(event, has(Fact.STATE, "waiting"), unsettled) == {waiting.person_id}


def test_focal_points_are_the_first_contacts_of_members_in_good_standing(context: Flask) -> None:
    with transaction():
        event = make_event()
        member = make_member()
        first = make_focal_point(member)
        make_focal_point(member, position=2)
        make_focal_point(make_member(status=MemberStatus.SUSPENDED))
    assert people(event, groups=FOCAL_POINTS) == {first.id}


def test_what_members_have_answered(context: Flask) -> None:
    with transaction():
        event = make_event()
        silent, invited, opened, registered, declined = (make_member() for _ in range(5))
        asked = {member: make_focal_point(member).id for member in (silent, invited, opened, registered, declined)}
        for member, opened_at in ((invited, None), (opened, clock.now())):
            db.session.add(
                Invitation(
                    delegation_id=make_delegation(event, member).id,
                    person_id=asked[member],
                    created_at=clock.now(),
                    opened_at=opened_at,
                )
            )
        register(event, registered)
        make_delegation(event, declined, declined=True)
    for answer, member in (
        ("not-invited", silent),
        ("invited", invited),
        ("opened", opened),
        ("complete", registered),
        ("declined", declined),
    ):
        assert people(event, has(Fact.ANSWER, answer), FOCAL_POINTS) == {asked[member]}, answer
    waiting = {asked[member] for member in (silent, invited, opened)}
    assert people(event, WAITING.who, WAITING.groups) == waiting


@pytest.mark.parametrize("who", ["delegate", "proxy"])
def test_who_has_voted_and_who_has_still_to_vote(context: Flask, who: str) -> None:
    with transaction():
        scene = voting.assembly_of(3)
        done, late, giver = scene.seats
        if who == "proxy":
            voting.proxy(scene, giver, late)
    vote_id = voting.open_vote(scene)
    voting.cast(vote_id, done)
    event = db.session.get_one(Event, scene.event_id)
    late_people = {late.delegate_id} if who == "proxy" else {late.delegate_id, giver.delegate_id}
    assert people(event, has(Fact.TO_VOTE, vote_id)) == late_people
    assert people(event, has(Fact.VOTED, vote_id)) == {done.delegate_id}
    assert people(event, has(Fact.TO_VOTE, vote_id + 1)) == set()


def test_what_participants_accepted_and_agreed_to(context: Flask) -> None:
    with transaction():
        event = make_event(conduct=LocalizedText(en="Be kind."))
        one, other = register(event), register(event)
    assert people(event, has(Fact.DECLARED, YES)) == set()
    with transaction() as session:
        version = consents.asked_at(event)[Declaration.CONDUCT]
        session.add(
            Acceptance(
                registration_id=one.id,
                person_id=one.person_id,
                declaration=Declaration.CONDUCT,
                version=version,
                accepted_at=clock.now(),
            )
        )
        session.add(
            Consent(person_id=other.person_id, event_id=event.id, purpose=ConsentPurpose.PICTURES, given_at=clock.now())
        )
    assert people(event, has(Fact.DECLARED, YES)) == {one.person_id}
    assert people(event, has(Fact.CONSENT, "pictures")) == {other.person_id}


def test_who_owes_a_paper_is_asked_of_one_and_nothing_of_it_is_here(context: Flask) -> None:
    """It is owed after its deadline too; a file that waits to be accepted is here, and so is one for interpreters."""
    now = clock.now()
    with transaction():
        event = open_event()
        sitting = make_sitting(event)
        item, gone = make_item(sitting), make_item(sitting)
        late, handed, there, removed, other = (register(event) for _ in range(5))
        asked = []
        for one, place in ((late, item), (handed, item), (there, sitting), (removed, gone)):
            asked.append(documents.make_document(place, due_at=now + timedelta(hours=1)))
            handing_in.ask(None, asked[-1], one, folder=documents.folder(), now=now)
        papers = handing_in.asked_for(asked[1].id)
        assert papers
        upload = Upload("talk.pdf", documents.PDF)
        handing_in.hand_in(handed.person_id, papers, "fr", upload, folder=documents.folder(), now=now)
        documents.put(asked[2], "es")
        agenda.remove_item(None, gone)
        asked[0].due_at = now - timedelta(days=1)
    owe = has(Fact.OWES_PAPER, YES)
    assert people(event, owe) == {late.person_id}
    assert people(event, Not(owe)) == {one.person_id for one in (handed, there, removed, other)}


def test_who_came_later_was_not_sent_an_earlier_notice(context: Flask) -> None:
    with transaction():
        event = make_event()
        early = register(event).person_id
        version = service.release_notice(None, make_notice(event))
        late = register(event).person_id
        db.session.query(Delivery).update({"state": DeliveryState.SENT})
    assert people(event, has(Fact.GOT, version.notice_id)) == {early}
    assert people(event, Not(has(Fact.GOT, version.notice_id))) == {late}


def test_of_two_groups_each_person_is_told_once(context: Flask) -> None:
    with transaction():
        event = make_event()
        member = make_member()
        both = make_focal_point(member)
        registration = register(event, member)
        registration.person_id = both.id
        other = make_focal_point(make_member())
    assert people(event, groups=PARTICIPANTS | FOCAL_POINTS) == {both.id, other.id}


def test_the_number_of_queries_does_not_grow_with_the_people(context: Flask) -> None:
    every = AllOf(tuple(has(fact, "1", YES) for fact in Fact))
    groups = frozenset(Group)
    counts = []
    with transaction():
        scene = voting.assembly_of(2)
    voting.open_vote(scene)
    event = db.session.get_one(Event, scene.event_id)
    for _ in range(2):
        with transaction():
            for _ in range(4):
                member = make_member()
                make_focal_point(member)
                register(event, member, votes=True)
        assert event.slug  # read again after the commit
        with statements() as seen:
            facts.recipients(event, Audience(groups, every))
        counts.append(len(seen))
    assert counts[0] == counts[1]
