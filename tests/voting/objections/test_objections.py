"""Objections to a result: who may raise one and until when, who is told, who reads which, and what stands."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from assembly import clock
from assembly.accounts.actor import Actor, Grant
from assembly.accounts.models import Purpose, Role
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.mail.kinds import Button, Letter, kind_named
from assembly.mail.models import Delivery
from assembly.members.models import Region
from assembly.registration.models import Registration, RegistrationState
from assembly.voting import service as votes
from assembly.voting.models import Vote
from assembly.voting.objections import queries, service
from assembly.voting.objections.models import Objection
from assembly.voting.objections.refusals import AnsweredAlreadyError, ObjectionRefusedError
from assembly.voting.objections.rules import ObjectionFacts, ObjectionRefusal, check_can_object, objections_until
from assembly.voting.refusals import ProveAddressError
from assembly.voting.rules import VoteState
from tests.factories import accounts
from tests.factories import voting as make
from tests.factories.voting import Scene, acting

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


class TestTheRule:
    @pytest.mark.parametrize(
        ("changed", "now", "refusal"),
        [
            ({}, NOON, None),
            ({}, NOON + timedelta(hours=24, microseconds=-1), None),
            ({}, NOON + timedelta(hours=24), ObjectionRefusal.TOO_LATE),
            ({"until": None}, NOON, ObjectionRefusal.NONE_TAKEN),
            ({"state": VoteState.COUNTED}, NOON, ObjectionRefusal.NOT_PUBLISHED),
            ({"state": VoteState.ANNULLED}, NOON, ObjectionRefusal.NOT_PUBLISHED),
            ({"speaks_for": {8}}, NOON, ObjectionRefusal.NOT_YOUR_MEMBER),
        ],
    )
    def test_refuses_what_the_facts_refuse(
        self, changed: dict[str, object], now: datetime, refusal: ObjectionRefusal | None
    ) -> None:
        facts = {"state": VoteState.PUBLISHED, "until": objections_until(NOON, 24), "member": 7, "speaks_for": {7}}
        assert check_can_object(ObjectionFacts(**(facts | changed)), now) is refusal  # type: ignore[arg-type]


def published(scene: Scene, hours: int | None = 48) -> int:
    vote_id = make.open_vote(scene, objection_hours=hours)
    make.cast_all(vote_id, scene, "YYN")
    make.close(vote_id, scene)
    make.count_ballots(vote_id)
    return vote_id


def focal_point(scene: Scene, number: int, event_id: int | None = None) -> Actor:
    seat = scene.seats[number]
    role = Role.FOCAL_POINT if event_id is None else Role.HELPER
    grants = (Grant(role, event_id, seat.member_id),)
    return Actor(seat.focal_point_id, 0, "Somebody", "en", "UTC", Purpose.SIGN_IN, grants)


def staff(scene: Scene) -> Actor:
    return Actor(scene.staff_id, 0, "Staff", "en", "UTC", Purpose.SIGN_IN, (Grant(Role.STAFF, None, None),))


def object_to(vote_id: int, actor: Actor, member_id: int, words: str = "The list was wrong.") -> int:
    with transaction():
        return service.raise_objection(actor, vote_id, member_id, words).id


def mails(kind: str) -> Sequence[Delivery]:
    return db.session.scalars(select(Delivery).where(Delivery.kind.like(kind))).all()


def told(kind: str) -> set[int]:
    return {mail.person_id for mail in mails(kind)}


def written(mail: Delivery) -> Letter:
    with speaking(mail.language):
        return kind_named(mail.kind).render(mail)


def test_an_objection_is_recorded_told_answered_once_and_stands(context: Flask, scene: Scene) -> None:
    vote_id, seat = published(scene), scene.seats[0]
    with transaction():
        scrutineer_id = accounts.staff(Role.SCRUTINEER, event_id=scene.event_id).id
    number = object_to(vote_id, acting(seat.delegate_id), seat.member_id)
    assert object_to(vote_id, acting(seat.delegate_id), seat.member_id) == number, "a form sent twice is one objection"
    assert told("objection-received") == {seat.delegate_id, seat.focal_point_id}
    assert told("objection-raised") == {scene.staff_id, scrutineer_id}
    assert queries.waiting(scene.event_id) == {vote_id: 1}

    at = f"http://localhost/en/secretariat/events/{scene.slug}/votes/{vote_id}/objections/{number}"
    leads_to = {mail.person_id: written(mail).button for mail in mails("objection-raised")}
    assert leads_to[scene.staff_id] == Button("Answer it", at)
    assert "/scrutiny/" in str(leads_to[scrutineer_id])

    with transaction():
        service.answer(staff(scene), number, "It was looked into: the list was right.")
    assert told("objection-answered") == {seat.delegate_id, seat.focal_point_id}
    assert queries.waiting(scene.event_id) == {}
    with pytest.raises(AnsweredAlreadyError), transaction():
        service.answer(staff(scene), number, "Something else.")
    actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.object_type == "objection"))
    assert list(actions) == ["objection.raised", "objection.answered"]
    for delivery in mails("objection-%"):
        assert {seat.name, "The list was wrong."} <= {fact.value for fact in written(delivery).facts}


def test_whoever_stands_in_looks_after_or_helps_may_object_and_nobody_else(context: Flask, scene: Scene) -> None:
    giver, holder, other = scene.seats[3], scene.seats[4], scene.seats[1]
    with transaction():
        make.proxy(scene, giver, holder)
    vote_id = published(scene)
    object_to(vote_id, focal_point(scene, 0), scene.seats[0].member_id)
    object_to(vote_id, focal_point(scene, 1, scene.event_id), other.member_id)
    object_to(vote_id, acting(giver.delegate_id), giver.member_id)  # its proxy was for voting
    for actor, member_id in (
        (acting(holder.delegate_id), giver.member_id),
        (focal_point(scene, 0), other.member_id),
        (focal_point(scene, 1, scene.event_id + 1), other.member_id),
        (staff(scene), other.member_id),
    ):
        with pytest.raises(ObjectionRefusedError, match="Objections are raised by those who vote"), transaction():
            service.raise_objection(actor, vote_id, member_id, "No.")
    with transaction():
        registration = db.session.get_one(Registration, other.registration_id)
        registration.state, registration.seat = RegistrationState.WITHDRAWN, None
    with pytest.raises(ObjectionRefusedError), transaction():
        service.raise_objection(acting(other.delegate_id), vote_id, other.member_id, "No.")
    with pytest.raises(ProveAddressError), transaction():
        by_link = acting(giver.delegate_id, Purpose.PERSONAL_PAGE)
        service.raise_objection(by_link, vote_id, giver.member_id, "No.")


def test_a_member_of_another_region_does_not_object(context: Flask, scene: Scene) -> None:
    with transaction():
        outside = make.seat(db.session.get_one(Event, scene.event_id), region=Region.EUROPE)
    vote_id = make.open_vote(scene, objection_hours=1, regions=(Region.SUB_SAHARAN_AFRICA.value,))
    make.close(vote_id, scene)
    make.count_ballots(vote_id)
    with pytest.raises(ObjectionRefusedError), transaction():
        service.raise_objection(acting(outside.delegate_id), vote_id, outside.member_id, "No.")


def test_the_database_s_clock_says_when_it_is_too_late(
    context: Flask, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    vote_id, seat = published(scene, hours=1), scene.seats[0]
    published_at = db.session.get_one(Vote, vote_id).published_at
    assert published_at
    monkeypatch.setattr(service, "database_now", lambda _session: published_at + timedelta(hours=1))
    with pytest.raises(ObjectionRefusedError, match="had passed"), transaction():
        service.raise_objection(acting(seat.delegate_id), vote_id, seat.member_id, "Late.")
    assert clock.now() < published_at + timedelta(hours=1), "the clock of the process would still have taken it"
    assert db.session.scalar(select(func.count()).select_from(Objection)) == 0


@pytest.mark.parametrize("hours", [None, 5])
def test_none_is_taken_without_time_for_it_nor_to_what_is_annulled(
    context: Flask, scene: Scene, hours: int | None
) -> None:
    vote_id, seat = published(scene, hours), scene.seats[0]
    if hours:
        with transaction():
            votes.annul(acting(scene.staff_id), vote_id, "The wrong text was sent.")
    with pytest.raises(ObjectionRefusedError), transaction():
        service.raise_objection(acting(seat.delegate_id), vote_id, seat.member_id, "No.")


def test_one_that_waits_is_read_by_its_side_and_those_who_oversee(context: Flask, scene: Scene) -> None:
    vote_id, seat = published(scene), scene.seats[0]
    number = object_to(vote_id, acting(seat.delegate_id), seat.member_id)
    vote = db.session.get_one(Vote, vote_id)
    with transaction():
        stranger = acting(accounts.person().id)

    def readers() -> list[bool]:
        actors = (
            acting(seat.delegate_id), focal_point(scene, 0), staff(scene),
            acting(scene.seats[1].delegate_id), focal_point(scene, 1), stranger, None,
        )  # fmt: skip
        return [bool(queries.shown_to(vote, actor)) for actor in actors]

    assert readers() == [True, True, True, False, False, False, False]
    with transaction():
        service.answer(staff(scene), number, "It was right.")
    assert readers() == [True, True, True, True, True, False, False]


@pytest.mark.both_databases
def test_the_database_keeps_an_objection_as_it_was_raised(context: Flask, scene: Scene) -> None:
    vote_id, seat = published(scene), scene.seats[0]
    number = object_to(vote_id, acting(seat.delegate_id), seat.member_id)
    for statement in (
        "UPDATE objection SET words = 'I agree.'",
        "DELETE FROM objection",
        "UPDATE vote SET objection_hours = 1",
    ):
        with pytest.raises(IntegrityError), transaction() as session:
            session.execute(text(statement))
    with transaction():
        service.answer(staff(scene), number, "It was right.")
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(text("UPDATE objection SET reply = 'It was wrong.'"))
