"""Two who press at once: one paper of a kind for each person, and no fault for whoever came second."""

from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select, text

from assembly import clock
from assembly.database import transaction
from assembly.extensions import db
from assembly.registration.models import Registration
from assembly.registration.papers import service
from assembly.registration.papers.models import Paper
from assembly.registration.papers.rules import PaperKind
from tests.factories.accounts import staff
from tests.factories.papers import in_person, traveller
from tests.registration.test_race import at_once

PRESSING = 8


@pytest.fixture
def awa(context: Flask) -> Registration:
    with transaction():
        return traveller(in_person())


def papers(kind: PaperKind) -> list[Paper]:
    db.session.rollback()
    return list(db.session.scalars(select(Paper).where(Paper.kind == kind)))


def everybody_presses(context: Flask, awa: Registration) -> list[str]:
    with transaction():
        actor = SimpleNamespace(person_id=staff().id)
    registration_id = awa.id

    def press(number: int) -> None:
        registration = db.session.get_one(Registration, registration_id)
        if number % 2:
            service.issue_badges(actor, registration.event, None, now=clock.now())
        else:
            service.issue_letter(actor, registration, "en", now=clock.now())

    return list(at_once(context, press, PRESSING))


def test_one_badge_and_one_letter_that_counts(context: Flask, awa: Registration) -> None:
    assert everybody_presses(context, awa) == ["done"] * PRESSING
    assert len(papers(PaperKind.BADGE)) == 1
    letters = papers(PaperKind.VISA_LETTER)
    assert len(letters) == PRESSING // 2
    assert len([one for one in letters if one.withdrawn_at is None]) == 1


def test_negative_control_without_the_lock_and_the_key_there_are_more(
    context: Flask, awa: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each look sees no badge, as if it had been before anybody pressed."""
    registration_id = awa.id
    monkeypatch.setattr(service, "_one_at_a_time", lambda _event_id: None)
    monkeypatch.setattr(
        service.queries, "without_badge", lambda *_asked: [db.session.get_one(Registration, registration_id)]
    )
    with transaction() as session:
        session.execute(text("DROP INDEX uq_paper_live"))
    everybody_presses(context, awa)
    assert len(papers(PaperKind.BADGE)) > 1
