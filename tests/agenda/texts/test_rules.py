"""What becomes of a text that was typed, when somebody else may have changed it meanwhile."""

import pytest

from assembly.agenda.texts.rules import Outcome, Place, Typed, is_touched, mark, outcome

FREE = Place(20, needed=False)


@pytest.mark.parametrize(
    ("loaded", "stored", "typed", "becomes"),
    [
        ("Opening", "Opening", "Opening", Outcome.SAME),
        ("Opening", "Opening", "  Opening\r\n", Outcome.SAME),
        ("Opening", "Opening", "Welcome", Outcome.NEW),
        ("", "", "Welcome", Outcome.NEW),
        ("Opening", "Opening", "", Outcome.NEW),
        # somebody else wrote meanwhile: what was not touched stays theirs, what says the same is no conflict
        ("Opening", "Welcome", "Opening", Outcome.SAME),
        ("Opening", "Welcome", "Welcome", Outcome.SAME),
        ("Opening", "Welcome", "Good morning", Outcome.CHANGED_MEANWHILE),
        ("Opening", "", "Good morning", Outcome.CHANGED_MEANWHILE),
        ("Opening", "Opening", "Good morning to you all", Outcome.TOO_LONG),
    ],
)
def test_a_text_is_compared_with_what_was_loaded_and_what_is_stored(
    loaded: str, stored: str, typed: str, becomes: Outcome
) -> None:
    assert outcome(stored, Typed(typed, mark(loaded)), FREE) is becomes


def test_what_the_others_are_translated_from_is_needed() -> None:
    assert outcome("Opening", Typed(" ", mark("Opening")), Place(20, needed=True)) is Outcome.SOURCE_MISSING


def test_a_text_that_is_still_right_is_confirmed_unless_it_was_changed() -> None:
    assert outcome("Opening", Typed("Opening", mark("Opening"), still_right=True), FREE) is Outcome.STILL_RIGHT
    assert outcome("Opening", Typed("Welcome", mark("Opening"), still_right=True), FREE) is Outcome.NEW


def test_line_ends_of_a_browser_are_no_change() -> None:
    assert not is_touched(Typed("One\r\nTwo", mark("One\nTwo")))
    assert is_touched(Typed("One", mark("One\nTwo")))
    assert is_touched(Typed("One", mark("One"), still_right=True))
