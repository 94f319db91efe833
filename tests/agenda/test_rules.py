"""What an agenda must keep to, and how a draft differs from what was published."""

from dataclasses import replace
from datetime import timedelta

from assembly.agenda.kinds import ItemKind, SpeakerPart
from assembly.agenda.programme import (
    Programme,
    ProgrammeItem,
    ProgrammeSitting,
    ProgrammeSpeaker,
    from_json,
    to_json,
)
from assembly.agenda.rules import (
    ChangeKind,
    TimeProblem,
    differences,
    is_joining_address,
    item_problem,
    next_sequence,
    sitting_problem,
)
from tests.factories.agenda import FIRST_EVENING, FOUR, FOUR_OPENING

HOUR = timedelta(hours=1)
ITEM = ProgrammeItem(
    id=7,
    kind=ItemKind.PLENARY,
    title=FOUR_OPENING,
    description={"en": "The chair opens."},
    starts_at=FIRST_EVENING,
    ends_at=FIRST_EVENING + HOUR,
    speakers=(ProgrammeSpeaker(SpeakerPart.CHAIR, "Soledad"),),
)
SITTING = ProgrammeSitting(
    id=1,
    uid="fixed",
    sequence=2,
    title=FOUR,
    starts_at=FIRST_EVENING,
    ends_at=FIRST_EVENING + 3 * HOUR,
    floor="en",
    interpretation=("es", "fr"),
    items=(ITEM,),
)
PROGRAMME = Programme((SITTING,), {"en": "complete"})


def with_item(**changes: object) -> Programme:
    return Programme((replace(SITTING, items=(replace(ITEM, **changes),)),))


def with_sitting(**changes: object) -> Programme:
    return Programme((replace(SITTING, **changes),))


def kinds(draft: Programme) -> list[ChangeKind]:
    return [change.kind for change in differences(PROGRAMME, draft)]


def test_a_sitting_ends_after_it_starts_and_lasts_a_day_at_most() -> None:
    assert sitting_problem(FIRST_EVENING, FIRST_EVENING) is TimeProblem.ENDS_BEFORE_IT_STARTS
    assert sitting_problem(FIRST_EVENING, FIRST_EVENING + 25 * HOUR) is TimeProblem.TOO_LONG
    assert sitting_problem(FIRST_EVENING, FIRST_EVENING + 24 * HOUR) is None


def test_an_item_lies_within_its_sitting() -> None:
    sitting = (FIRST_EVENING, FIRST_EVENING + 3 * HOUR)
    assert item_problem(FIRST_EVENING, FIRST_EVENING + 3 * HOUR, *sitting) is None
    assert item_problem(FIRST_EVENING, FIRST_EVENING + 4 * HOUR, *sitting) is TimeProblem.OUTSIDE_ITS_SITTING
    assert item_problem(FIRST_EVENING - HOUR, FIRST_EVENING, *sitting) is TimeProblem.OUTSIDE_ITS_SITTING
    assert item_problem(FIRST_EVENING, FIRST_EVENING, *sitting) is TimeProblem.ENDS_BEFORE_IT_STARTS


def test_what_was_published_is_read_back_as_it_was() -> None:
    assert from_json(to_json(PROGRAMME)) == PROGRAMME


def test_a_programme_that_is_the_same_has_no_differences() -> None:
    assert differences(PROGRAMME, PROGRAMME) == ()


def test_everything_is_new_before_the_first_publication() -> None:
    changes = differences(None, PROGRAMME)
    assert [(change.kind, change.is_sitting) for change in changes] == [
        (ChangeKind.ADDED, True),
        (ChangeKind.ADDED, False),
    ]


def test_what_is_gone_is_removed() -> None:
    assert kinds(with_sitting(items=())) == [ChangeKind.REMOVED]
    assert kinds(Programme(())) == [ChangeKind.REMOVED, ChangeKind.REMOVED]


def test_a_moved_item_tells_from_when_to_when() -> None:
    [change] = differences(PROGRAMME, with_item(ends_at=FIRST_EVENING + 2 * HOUR))
    assert change.kind is ChangeKind.MOVED
    assert change.before is not None
    assert change.after is not None
    assert (change.before.ends_at, change.after.ends_at) == (
        FIRST_EVENING + HOUR,
        FIRST_EVENING + 2 * HOUR,
    )


def test_other_words_name_the_languages_that_changed() -> None:
    [change] = differences(PROGRAMME, with_item(title={**FOUR_OPENING, "ru": "Начало"}))
    assert (change.kind, change.languages) == (ChangeKind.REWORDED, ("ru",))
    [change] = differences(PROGRAMME, with_item(description={}))
    assert (change.kind, change.languages) == (ChangeKind.REWORDED, ("en",))


def test_another_kind_of_item_is_seen_in_every_language() -> None:
    [change] = differences(PROGRAMME, with_item(kind=ItemKind.VOTE))
    assert (change.kind, change.languages) == (ChangeKind.REWORDED, ("en", "es", "fr", "ru"))


def test_other_speakers_and_other_languages_are_told() -> None:
    assert kinds(with_item(speakers=())) == [ChangeKind.OTHER_SPEAKERS]
    assert kinds(with_sitting(interpretation=("es",))) == [ChangeKind.OTHER_LANGUAGES]
    assert kinds(with_sitting(interpretation=("fr", "es"))) == []


def test_an_item_can_be_moved_and_reworded_at_once() -> None:
    draft = with_item(ends_at=FIRST_EVENING + 2 * HOUR, title={"en": "Welcome"})
    assert kinds(draft) == [ChangeKind.MOVED, ChangeKind.REWORDED]


def test_the_sequence_rises_for_another_time_and_not_for_a_typo() -> None:
    assert next_sequence(None, FIRST_EVENING, FIRST_EVENING + HOUR) == 0
    assert next_sequence(SITTING, SITTING.starts_at, SITTING.ends_at) == 2
    assert next_sequence(SITTING, SITTING.starts_at + HOUR, SITTING.ends_at) == 3
    assert next_sequence(SITTING, SITTING.starts_at, SITTING.ends_at + HOUR) == 3


def test_only_web_addresses_are_to_join() -> None:
    assert is_joining_address("https://meet.example/floor?pwd=1")
    for address in ("javascript:alert(1)", "meet.example", "https://", "data:text/html,x", "https://a b"):
        assert not is_joining_address(address), address
