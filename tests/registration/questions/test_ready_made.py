"""Questions that come ready-made, in four languages."""

import pytest

from assembly import clock
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.registration.questions import service
from assembly.registration.questions.ready_made import offered, ready_made
from tests.factories.registration import open_event
from tests.registration.questions.worlds import World

pytestmark = pytest.mark.one_database


def test_a_ready_made_set_is_added_in_four_languages_with_its_conditions(world: World) -> None:
    with transaction():
        added = service.add_ready_made(None, world.event, "visa", now=clock.now())
    visa, *passport = added
    assert [one.ready_made for one in passport] == ["passport-name", "passport-number", "birth-date", "nationality"]
    assert {question.condition_id for question in passport} == {visa.id}
    assert {question.kept_days for question in added} == {30}
    assert all(question.label.missing(["en", "es", "fr", "ru"]) == [] for question in added)


def test_a_ready_made_set_pressed_twice_is_added_once(world: World) -> None:
    for _ in range(2):
        with transaction():
            service.add_ready_made(None, world.event, "emergency", now=clock.now())
    assert len(world.order()) == 2


def test_an_event_online_is_not_offered_what_needs_a_kitchen(world: World) -> None:
    assert "diet" in {one.key for one in offered([], online=False)}
    assert {one.key for one in offered([], online=True)} == {"interpretation", "accessibility"}
    with transaction():
        online = open_event(online=True)
    with pytest.raises(NotFoundError), transaction():
        service.add_ready_made(None, online, "diet", now=clock.now())


@pytest.mark.parametrize("one", ready_made(), ids=lambda one: one.key)
def test_every_ready_made_set_can_be_stored(world: World, one: object) -> None:
    with transaction():
        assert service.add_ready_made(None, world.event, one.key, now=clock.now())  # type: ignore[attr-defined]


def test_every_ready_made_text_is_there_in_four_languages() -> None:
    texts = [text for one in ready_made() for text in (one.title, *texts_of(one.questions))]
    assert texts
    for text in texts:
        assert set(text) == {"en", "es", "fr", "ru"}
        assert len(set(text.values())) > 1 or text["en"] in {"Halal", "Kosher"}


def texts_of(questions: tuple[object, ...]) -> list[dict[str, str]]:
    drafts = [given.draft for given in questions]  # type: ignore[attr-defined]
    return [
        text
        for one in drafts
        for text in (one.label, one.purpose, one.hint, *(option.label for option in one.options))
        if text
    ]
