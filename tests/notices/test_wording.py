"""What the secretariat reads of a message before anybody gets it."""

import pytest
from flask import Flask

from assembly.database_types import LocalizedText
from assembly.i18n import speaking
from assembly.notices.wording import subject_of
from tests.factories.events import make_event

pytestmark = pytest.mark.one_database

SUBJECT = LocalizedText({"en": "((event)): for ((name))", "ru": "((event)): программа"})


def test_a_subject_names_the_event_in_its_own_language_and_leaves_what_differs(context: Flask) -> None:
    event = make_event(title=LocalizedText({"en": "Assembly", "ru": "Ассамблея"}))
    with speaking("ru"):
        assert subject_of(SUBJECT, event).text == "Ассамблея: программа"
    with speaking("fr"):
        assert subject_of(SUBJECT, event).text == "Assembly: for ((name))"


def test_a_subject_names_the_days_of_the_event_too(context: Flask) -> None:
    event = make_event()
    with speaking("ru"):
        shown = subject_of(LocalizedText({"fr": "((event)), ((dates))"}), event).text
    assert "décembre" in shown  # in the language of the subject
    assert "((" not in shown
