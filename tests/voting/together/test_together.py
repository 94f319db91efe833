"""Whoever votes in several votes that open together gets one mail about them, and one only about those."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

import worker.voting
from assembly import clock
from assembly.accounts.models import Person
from assembly.database import transaction
from assembly.database_types import LocalizedText
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.mail.kinds import Letter, kind_named
from assembly.mail.markdown import body_of
from assembly.mail.models import Delivery
from assembly.members.models import Region
from assembly.voting import service
from assembly.voting.planned import service as planned
from assembly.voting.service import Acceptance
from assembly.voting.together.models import OpeningMail
from tests.factories import voting as make
from tests.factories.voting import Scene, Seat, acting

pytestmark = pytest.mark.usefixtures("context")
QUESTIONS = ("Is the budget *approved*?", "Is the plan approved?", "Who represents Europe?")


def question(text: str) -> LocalizedText:
    return LocalizedText(dict.fromkeys(("en", "es", "fr", "ru"), text))


def opened(scene: Scene) -> list[int]:
    """Two votes of all members and one of those in Europe, opened together; the second is open for longer."""
    longer = clock.now() + timedelta(days=2)
    votes = [
        make.draft_vote(scene, question=question(QUESTIONS[0])),
        make.draft_vote(scene, question=question(QUESTIONS[1]), closes_at=longer),
        make.draft_vote(scene, question=question(QUESTIONS[2]), regions=(Region.EUROPE.value,)),
    ]
    with transaction():
        planned.open_together(acting(scene.staff_id), votes, Acceptance(small_groups=True))
    return votes


def european(scene: Scene) -> Seat:
    with transaction():
        seat = make.seat(db.session.get_one(Event, scene.event_id), region=Region.EUROPE)
        person = db.session.get_one(Person, seat.delegate_id)
        person.language, person.zone = "fr", "Europe/Paris"
    return seat


def asked(person_id: int) -> list[Delivery]:
    """Return the mails by which a person was told of open votes."""
    kinds = Delivery.kind.in_(("vote-opened", "votes-opened"))
    return list(
        db.session.scalars(select(Delivery).where(kinds, Delivery.person_id == person_id).order_by(Delivery.id))
    )


def written(delivery: Delivery, language: str = "en") -> tuple[Letter, str]:
    with speaking(language):
        letter = kind_named(delivery.kind).render(delivery)
        return letter, body_of(letter.body).text


def test_each_gets_one_mail_that_names_all_of_theirs_and_no_other(scene: Scene) -> None:
    seat = european(scene)
    opened(scene)
    (of_one,) = asked(seat.delegate_id)
    (of_another,) = asked(scene.seats[0].delegate_id)
    letter, body = written(of_one)
    assert letter.subject == "3 votes are open: your ballots are asked for"
    assert all(text in body for text in QUESTIONS)
    assert [(fact.label, fact.value) for fact in letter.facts][-1] == ("You vote for", seat.name)
    assert [fact.label for fact in letter.facts][:3] == [f"Question {number} is open until" for number in (1, 2, 3)]
    assert "Paris" in letter.facts[0].value
    assert letter.button
    assert letter.button.url.endswith("/my-assembly")
    letter, body = written(of_another)
    assert letter.subject.startswith("2 votes")
    assert QUESTIONS[2] not in body


def test_it_names_what_is_open_still_and_is_not_sent_for_nothing(scene: Scene) -> None:
    european(scene)
    votes = opened(scene)
    (mail,) = asked(scene.seats[0].delegate_id)
    make.close(votes[0], scene)
    letter, body = written(mail)
    assert QUESTIONS[0] not in body
    assert "Open until" in {fact.label for fact in letter.facts}
    assert kind_named(mail.kind).still_due(mail)
    make.close(votes[1], scene)
    assert not kind_named(mail.kind).still_due(mail)


def test_whoever_comes_to_vote_later_gets_one_mail_of_what_they_were_not_told(scene: Scene) -> None:
    """The first holds a right in two of them and comes to hold one in the third; another comes new to all."""
    seat = european(scene)
    votes = opened(scene)
    with transaction():
        make.proxy(scene, seat, scene.seats[0])
        successor = make.replace_delegate(scene.seats[1])
    for _ in range(2):
        worker.voting.sweep()
        db.session.rollback()
    assert [(mail.kind, mail.subject_id) for mail in asked(scene.seats[0].delegate_id)][1:] == [
        ("vote-opened", votes[2])
    ]
    (mail,) = asked(successor)
    assert [vote.id for vote in db.session.get_one(OpeningMail, mail.subject_id).votes] == votes[:2]
    assert service.with_new_holders() == []


def test_a_vote_opened_alone_is_told_alone(scene: Scene, context: Flask) -> None:
    vote_id = make.open_vote(scene)
    assert {(mail.kind, mail.subject_id) for seat in scene.seats for mail in asked(seat.delegate_id)} == {
        ("vote-opened", vote_id)
    }
    assert not db.session.scalars(select(OpeningMail)).all()
