"""What is mailed about a vote: each to whom it is for, in their language, and only while it is true."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from assembly import clock
from assembly.accounts.models import Person
from assembly.database import transaction
from assembly.database_types import LocalizedText
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.mail.kinds import Letter, kind_named
from assembly.mail.markdown import body_of
from assembly.mail.models import Delivery
from assembly.voting import service
from assembly.voting.models import Secrecy
from assembly.voting.wording import mark_word
from tests.factories import voting as make
from tests.factories.voting import Scene, acting


def deliveries(kind: str, person_id: int | None = None) -> list[Delivery]:
    statement = select(Delivery).where(Delivery.kind == kind).order_by(Delivery.id)
    if person_id is not None:
        statement = statement.where(Delivery.person_id == person_id)
    return list(db.session.scalars(statement))


def written(delivery: Delivery) -> Letter:
    """Write a mail as the outbox does."""
    with speaking(delivery.language):
        return kind_named(delivery.kind).render(delivery)


def due(delivery: Delivery) -> bool:
    return kind_named(delivery.kind).still_due(delivery)


@pytest.fixture
def reader(scene: Scene, context: Flask) -> int:
    """The first delegate reads French, and lives in Bamako."""
    with transaction():
        person = db.session.get_one(Person, scene.seats[0].delegate_id)
        person.language, person.zone = "fr", "Africa/Bamako"
        return person.id


class TestOpened:
    def test_asks_in_the_readers_language_and_both_times(self, scene: Scene, reader: int) -> None:
        vote_id = make.open_vote(scene)
        (delivery,) = deliveries("vote-opened", reader)
        letter = written(delivery)
        assert make.QUESTION["fr"] in body_of(letter.body).text
        assert make.QUESTION["fr"] not in letter.subject
        assert scene.seats[0].name in {fact.value for fact in letter.facts}
        assert "Bamako" in letter.facts[0].value
        assert "Bangkok" in (letter.facts[0].secondary or "")
        assert make.ARTICLE["fr"] in letter.facts[-1].value
        assert letter.button
        assert letter.button.url == f"http://localhost/fr/events/{scene.slug}/votes/{vote_id}"

    def test_warns_of_a_clock_change_before_the_deadline(self, scene: Scene, reader: int) -> None:
        with transaction():
            db.session.get_one(Person, reader).zone = "Europe/Paris"
        make.open_vote(scene, closes_at=clock.now() + timedelta(days=182))
        (delivery,) = deliveries("vote-opened", reader)
        with speaking("en"):
            secondary = kind_named("vote-opened").render(delivery).facts[0].secondary
        assert "The clocks in Paris change before then" in (secondary or "")

    def test_names_every_member_for_which_one_votes(self, scene: Scene, reader: int) -> None:
        with transaction():
            make.proxy(scene, scene.seats[1], scene.seats[0])
        make.open_vote(scene)
        (delivery,) = deliveries("vote-opened", reader)
        values = [fact.value for fact in written(delivery).facts]
        assert values[1:3] == [scene.seats[0].name, scene.seats[1].name]

    def test_says_in_which_language_a_missing_question_is_shown(self, scene: Scene, reader: int) -> None:
        question = LocalizedText({"en": "Is it *approved*?"})
        vote_id = make.draft_vote(scene, question=question, background=LocalizedText())
        accepted = service.Acceptance(frozenset({"es", "fr", "ru"}))
        with transaction():
            service.open_vote(acting(scene.staff_id), vote_id, accepted)
        (delivery,) = deliveries("vote-opened", reader)
        body = body_of(written(delivery).body).text
        assert "Is it *approved*?" in body
        assert "English" in body

    def test_is_no_longer_sent_to_who_votes_no_more_or_too_late(self, scene: Scene, reader: int) -> None:
        vote_id = make.open_vote(scene)
        (delivery,) = deliveries("vote-opened", reader)
        assert due(delivery)
        with transaction():
            make.replace_delegate(scene.seats[0])
        assert not due(delivery)
        (other,) = deliveries("vote-opened", scene.seats[1].delegate_id)
        assert due(other)
        make.close(vote_id, scene)
        assert not due(other)


class TestTheReceipt:
    def test_holds_the_code_and_nothing_of_the_choice(self, scene: Scene) -> None:
        vote_id = make.open_vote(scene, secrecy=Secrecy.SEALED)
        letters = []
        for seat, choice in zip(scene.seats[:2], "YN", strict=True):
            receipt = make.cast(vote_id, seat, choice).receipt
            (delivery,) = deliveries("receipt", seat.delegate_id)
            letter = written(delivery)
            assert receipt in {fact.value for fact in letter.facts}
            with speaking(delivery.language):
                words = {mark_word(mark) for mark in "YNA"}
            assert not words & {fact.label for fact in letter.facts}, "“For” before a name reads as a vote"
            letters.append(letter.body.replace(seat.name, "").replace(receipt, ""))
        assert letters[0] == letters[1]

    def test_tells_the_principal_that_the_holder_has_voted(self, scene: Scene) -> None:
        giver, holder = scene.seats[:2]
        with transaction():
            make.proxy(scene, giver, holder)
        vote_id = make.open_vote(scene)
        make.cast(vote_id, giver, by=holder.delegate_id)
        (delivery,) = deliveries("receipt", giver.focal_point_id)
        assert "The holder of your proxy has cast the ballot" in written(delivery).body


def test_a_moved_deadline_is_told_with_the_latest_only(scene: Scene) -> None:
    vote_id = make.open_vote(scene)
    for days in (2, 3):
        with transaction():
            service.extend_deadline(acting(scene.staff_id), vote_id, clock.now() + timedelta(days=days))
    first, second = deliveries("vote-deadline", scene.seats[0].delegate_id)
    assert (due(first), due(second)) == (False, True)
    assert "the deadline of this vote was moved" in written(second).body


def test_an_annulment_gives_its_reason(scene: Scene) -> None:
    vote_id = make.open_vote(scene)
    with transaction():
        service.annul(acting(scene.staff_id), vote_id, "The wrong text was sent.")
    (delivery,) = deliveries("vote-annulled", scene.seats[0].delegate_id)
    assert [fact.value for fact in written(delivery).facts] == ["The wrong text was sent."]


@pytest.mark.parametrize("language", ["en", "es", "fr", "ru"])
def test_the_result_is_the_one_of_the_page(scene: Scene, language: str) -> None:
    with transaction():
        db.session.get_one(Person, scene.seats[0].delegate_id).language = language
    vote_id = make.open_vote(scene)
    make.cast_all(vote_id, scene, "YYNA")
    make.close(vote_id, scene)
    make.count_ballots(vote_id)
    (delivery,) = deliveries("result", scene.seats[0].delegate_id)
    assert due(delivery)
    letter = written(delivery)
    values = [fact.value for fact in letter.facts]
    assert values[:3] == ["2", "1", "1"]
    assert make.ARTICLE[language] in values
    assert make.QUESTION[language].replace("\xa0", " ") in body_of(letter.body).text.replace("\xa0", " ")
