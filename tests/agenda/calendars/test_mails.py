"""What the mails say: in the reader's language, the reader's time first, the event's second, what was before."""

from datetime import timedelta

import pytest

from assembly.database import transaction
from assembly.extensions import db
from tests.agenda.calendars.program import deliver
from tests.agenda.calendars.world import LATER, World, world
from tests.factories.notices import withdraw

pytestmark = pytest.mark.one_database

__all__ = ["world"]


def texts(world: World) -> list[str]:
    world.traveller.shift(timedelta(minutes=15))
    world.reconcile()
    mails = deliver(world.programs)
    bodies = [mail.get_body(("plain",)) for mail in mails]
    return [str(body.get_content()) for body in bodies if body]


def test_a_new_sitting_is_told_with_both_times(world: World) -> None:
    [text] = texts(world)
    assert "Hello Aminata," in text
    assert "Thursday, 3 December 2026, 11:00–14:00, Bamako (UTC)" in text
    assert "Thursday, 3 December 2026, 18:00–21:00, Bangkok (UTC+7)" in text


def test_what_has_moved_says_when_it_was_to_be(world: World) -> None:
    texts(world)
    world.move(LATER)
    [text] = texts(world)
    assert "First sitting has moved. It was to be on: Thursday, 3 December 2026, 11:00–14:00, Bamako (UTC)." in text
    assert "Thursday, 3 December 2026, 13:00–16:00, Bamako (UTC)" in text


def test_a_weekday_is_small_within_a_sentence_and_large_where_a_line_begins(world: World) -> None:
    with transaction():
        world.registration.person.language = "fr"
    texts(world)
    world.move(LATER)
    text = texts(world)[0].replace("\u00a0", " ")
    assert "prévu : jeudi 3 décembre 2026, 11:00–14:00" in text
    assert "Jeudi 3 décembre 2026, 13:00–16:00" in text


def test_what_is_cancelled_is_told_with_the_time_that_stands_in_the_calendar(world: World) -> None:
    texts(world)
    world.remove()
    cancelled = next(text for text in texts(world) if "does not take place" in text)
    assert "First sitting" in cancelled
    assert "11:00–14:00, Bamako (UTC)" in cancelled


def test_who_withdrew_is_told_why(world: World) -> None:
    texts(world)
    with transaction():
        withdraw(world.registration)
    [text] = texts(world)
    assert "You do not take part in International Assembly any more" in text


@pytest.mark.parametrize(("language", "title"), [("fr", "Première séance"), ("ru", "Первое заседание")])
def test_the_entry_speaks_the_language_of_whom_it_is_for(world: World, language: str, title: str) -> None:
    with transaction():
        world.registration.person.language = language
        db.session.flush()
    texts(world)
    [entry] = world.program.standing
    assert title in str(entry.summary)
    assert f"/{language}/" in str(entry.url)
    assert "meet.example" not in str(entry), "no address to join stands in a calendar"
