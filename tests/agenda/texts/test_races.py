"""Translators who save at the same moment, over several processes. With a negative control."""

from collections import Counter
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from assembly.agenda.models import AgendaVersion
from assembly.agenda.service import NothingToPublishError, publish_agenda
from assembly.agenda.texts import service
from assembly.agenda.texts.rules import Typed, mark
from assembly.agenda.texts.service import TextsRefusedError, save_texts
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from tests.factories.agenda import make_item, make_sitting
from tests.factories.events import make_event
from tests.faults.forks import race
from tests.faults.meeting import Meeting

pytestmark = pytest.mark.slow

TIMES = 12


@pytest.fixture
def key(context: Flask) -> str:
    """The name of an item's title in the form; its text in French is `Ouverture`."""
    with transaction():
        return f"item-{make_item(make_sitting(make_event())).id}-title"


def translate(key: str, text: str) -> str:
    """Save the title in French as somebody who saw `Ouverture` there; return whether it was saved."""
    event = db.session.scalars(select(Event)).one()
    try:
        with transaction():
            save_texts(None, event, {(key, "fr"): Typed(text, mark("Ouverture"))})
    except TextsRefusedError:
        return "refused"
    return "saved"


def test_of_many_who_change_one_text_one_is_saved_and_the_others_are_told(context: Flask, key: str) -> None:
    answers = race(context, [partial(translate, key, f"Version {number}") for number in range(TIMES)])
    assert Counter(answers) == {"saved": 1, "refused": TIMES - 1}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite lets one writer in at a time
def test_without_the_lock_some_would_be_lost(context: Flask, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: it is the lock that decides."""
    monkeypatch.setattr(service, "lock_event", lambda _event: None)
    monkeypatch.setattr(service, "texts_of", Meeting(TIMES).after(service.texts_of))
    answers = race(context, [partial(translate, key, f"Version {number}") for number in range(TIMES)])
    assert answers == ["saved"] * TIMES


def test_of_many_who_publish_one_makes_a_version(context: Flask, key: str) -> None:
    def publish() -> str:
        try:
            with transaction():
                publish_agenda(None, db.session.scalars(select(Event)).one())
        except NothingToPublishError:
            return "nothing"
        return "published"

    assert Counter(race(context, [publish] * TIMES)) == {"published": 1, "nothing": TIMES - 1}
    assert len(db.session.scalars(select(AgendaVersion)).all()) == 1
