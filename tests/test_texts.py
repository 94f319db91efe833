"""Texts in several languages: what is complete, stale, missing."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from assembly.database_types import LocalizedText
from assembly.texts import TextState, set_text, states_of

MORNING = datetime(2026, 1, 1, 8, tzinfo=UTC)
NOON = MORNING + timedelta(hours=4)
EVENING = NOON + timedelta(hours=6)


@dataclass
class Page:
    title: LocalizedText = field(default_factory=LocalizedText)
    body: LocalizedText = field(default_factory=LocalizedText)
    edited: dict[str, Any] = field(default_factory=dict)

    def states(self) -> dict[str, str]:
        return {key: str(state) for key, state in states_of(self, ["title", "body"], ["en", "fr", "ru"], "en").items()}


def test_texts_written_together_are_complete() -> None:
    page = Page()
    set_text(page, "title", {"en": "Opening", "fr": "Ouverture"}, MORNING)
    assert page.states() == {"en": "complete", "fr": "complete", "ru": "missing"}


def test_a_translation_is_stale_once_its_source_is_edited_after_it() -> None:
    page = Page()
    set_text(page, "title", {"en": "Opening", "fr": "Ouverture"}, MORNING)
    set_text(page, "title", {"en": "Opening session", "fr": "Ouverture"}, NOON)
    assert page.states()["fr"] == TextState.STALE
    set_text(page, "title", {"en": "Opening session", "fr": "Séance d’ouverture"}, EVENING)
    assert page.states()["fr"] == TextState.COMPLETE


def test_a_stale_field_makes_the_language_stale_and_a_missing_one_missing() -> None:
    page = Page()
    set_text(page, "title", {"en": "Opening", "fr": "Ouverture"}, MORNING)
    set_text(page, "body", {"en": "Welcome", "fr": "Bienvenue", "ru": "Добро пожаловать"}, MORNING)
    set_text(page, "title", {"en": "The opening", "fr": "Ouverture"}, NOON)
    assert page.states() == {"en": "complete", "fr": "stale", "ru": "missing"}


def test_saving_without_a_change_stamps_nothing() -> None:
    page = Page()
    set_text(page, "title", {"en": "Opening", "fr": "Ouverture"}, MORNING)
    assert not set_text(page, "title", {"en": " Opening ", "fr": "Ouverture"}, NOON)
    assert page.edited["title"]["en"] == MORNING.isoformat()


def test_reading_falls_back_and_says_so() -> None:
    text = LocalizedText({"en": "Opening", "es": "  ", "fr": "Ouverture"})
    assert text.read("fr", "en") == ("Ouverture", "fr", False)
    assert text.read("fr-CA", "en") == ("Ouverture", "fr", False)
    assert text.read("es", "fr") == ("Ouverture", "fr", True)
    assert text.read("ru", "ru") == ("Opening", "en", True)
    assert LocalizedText().read("ru", "en") == ("", "ru", False)
