"""The gate: nobody reads an outdated text, or another language, unless somebody accepted that by name."""

import pytest

from assembly.notices.kinds import NoticeState
from assembly.notices.rules import Standing, language_lines, not_accepted, state_of
from assembly.texts import TextState

LANGUAGES = ["en", "es", "fr", "ru"]
READY = dict.fromkeys(LANGUAGES, TextState.COMPLETE)
READERS = {"en": 141, "es": 38, "fr": 35, "ru": 18}


def closed(
    texts: dict[str, TextState],
    readers: dict[str, int] = READERS,
    accepted: tuple[str, ...] = (),
    attached: dict[str, TextState] | None = None,
) -> tuple[str, ...]:
    return not_accepted(language_lines(LANGUAGES, texts, attached or {}, readers), accepted)


def test_it_is_open_when_every_language_is_complete() -> None:
    assert closed(READY) == ()


def test_a_missing_or_outdated_language_that_somebody_reads_closes_it() -> None:
    assert closed(READY | {"ru": TextState.STALE, "fr": TextState.MISSING}) == ("fr", "ru")


def test_a_language_that_nobody_reads_does_not_matter() -> None:
    assert closed(READY | {"ru": TextState.MISSING}, READERS | {"ru": 0}) == ()


def test_accepting_one_language_opens_it_for_that_one_only() -> None:
    texts = READY | {"ru": TextState.STALE, "fr": TextState.MISSING}
    assert closed(texts, accepted=("ru",)) == ("fr",)
    assert closed(texts, accepted=("ru", "fr")) == ()


def test_a_reader_of_a_language_that_the_event_does_not_have_is_counted_and_asked_about() -> None:
    lines = language_lines(["en"], {"en": TextState.COMPLETE}, {}, {"en": 3, "ru": 2})
    assert [(line.language, line.readers, line.state) for line in lines] == [
        ("en", 3, TextState.COMPLETE),
        ("ru", 2, TextState.MISSING),
    ]
    assert not_accepted(lines, ()) == ("ru",)


def test_the_programme_that_goes_with_it_counts_too() -> None:
    assert closed(READY, attached=READY | {"es": TextState.MISSING}) == ("es",)


@pytest.mark.parametrize(
    ("standing", "state"),
    [
        (None, NoticeState.DRAFT),
        (Standing(waiting=1), NoticeState.SENDING),
        (Standing(waiting=0), NoticeState.SENT),
        (Standing(waiting=2, later=2), NoticeState.SCHEDULED),
        (Standing(waiting=2, later=1), NoticeState.SENDING),  # some clocks show the time already
        (Standing(waiting=2, later=2, paused=True), NoticeState.PAUSED),
        (Standing(waiting=0, paused=True), NoticeState.SENT),
        (Standing(waiting=1, cancelled=True), NoticeState.CANCELLED),
    ],
)
def test_how_far_a_notice_has_got(standing: Standing | None, state: NoticeState) -> None:
    assert state_of(standing) is state
