"""How one state of the programme differs from another, in what readers see."""

from dataclasses import replace
from datetime import timedelta

from assembly.agenda.changes import ChangeKind, Piece, Words, differences, pieces
from assembly.agenda.kinds import ItemKind, SittingStatus, SpeakerPart
from assembly.agenda.programme import Programme, ProgrammeLink, ProgrammeSpeaker
from assembly.agenda.wording import CHANGES, KINDS, PART_NAMES, PARTS
from tests.agenda.programmes import PROGRAMME, SOLEDAD, with_item, with_sitting
from tests.factories.agenda import FIRST_EVENING, FOUR_OPENING

HOUR = timedelta(hours=1)


def kinds(draft: Programme) -> list[ChangeKind]:
    return [change.kind for change in differences(PROGRAMME, draft)]


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


def test_other_words_are_told_in_each_language_that_changed_old_and_new() -> None:
    [change] = differences(PROGRAMME, with_item(title={**FOUR_OPENING, "ru": "Начало"}))
    assert (change.kind, change.words) == (ChangeKind.REWORDED, (Words("ru", "Открытие", "Начало"),))
    [change] = differences(PROGRAMME, with_item(description={}))
    assert (change.kind, change.words) == (ChangeKind.REWORDED, (Words("en", "The chair opens.", ""),))


def test_another_kind_of_item_is_told() -> None:
    [change] = differences(PROGRAMME, with_item(kind=ItemKind.VOTE))
    assert (change.kind, change.kinds) == (ChangeKind.OTHER_KIND, (ItemKind.PLENARY, ItemKind.VOTE))


def test_who_goes_and_who_comes_is_told() -> None:
    ana = ProgrammeSpeaker(SpeakerPart.SPEAKER, "Ana")
    [change] = differences(PROGRAMME, with_item(speakers=(ana,)))
    assert (change.gone, change.joined) == ((SOLEDAD,), (ana,))
    both = with_item(speakers=(SOLEDAD, ana))
    [change] = differences(both, with_item(speakers=(ana, SOLEDAD)))
    assert (change.kind, change.gone, change.joined) == (ChangeKind.OTHER_SPEAKERS, (), ())


def test_somebody_who_is_renamed_is_the_same_speaker() -> None:
    ana = ProgrammeSpeaker(SpeakerPart.SPEAKER, "Ana", registration_id=3)
    before, after = with_item(speakers=(ana,)), with_item(speakers=(replace(ana, name="Ana María"),))
    assert differences(before, after) == ()


def test_a_cancelled_sitting_is_told_and_so_is_one_that_is_held_after_all() -> None:
    cancelled = with_sitting(status=SittingStatus.CANCELLED)
    assert kinds(cancelled) == [ChangeKind.CANCELLED]
    assert [change.kind for change in differences(cancelled, PROGRAMME)] == [ChangeKind.HELD_AFTER_ALL]


def test_another_place_is_felt_and_its_translation_is_not() -> None:
    hall = with_sitting(place={"en": "Main hall"})
    [change] = differences(hall, with_sitting(place={"en": "Small hall"}))
    assert (change.kind, change.is_felt) == (ChangeKind.OTHER_PLACE, True)
    [change] = differences(hall, with_sitting(place={"en": "Main hall", "fr": "Grande salle"}))
    assert (change.kind, change.languages, change.is_felt) == (ChangeKind.REWORDED, ("fr",), False)


def test_what_came_of_an_item_is_told() -> None:
    minutes = ProgrammeLink({"en": "Minutes"}, "https://minutes.example")
    [change] = differences(PROGRAMME, with_item(links=(minutes,)))
    assert (change.kind, change.links_new, change.links_gone) == (ChangeKind.OTHER_LINKS, (minutes,), ())


def test_every_kind_of_change_and_of_item_has_its_words() -> None:
    assert set(CHANGES) == set(ChangeKind)
    assert set(KINDS) == set(ItemKind)
    assert set(PARTS) == set(PART_NAMES) == set(SpeakerPart)


def test_a_small_change_of_words_is_seen_word_by_word() -> None:
    assert pieces("The chair opens the day", "The chair closes the day") == [
        (Piece.KEPT, "The chair"),
        (Piece.GONE, "opens"),
        (Piece.NEW, "closes"),
        (Piece.KEPT, "the day"),
    ]
    assert pieces("", "Open") == [(Piece.NEW, "Open")]


def test_other_speakers_and_other_languages_are_told() -> None:
    assert kinds(with_item(speakers=())) == [ChangeKind.OTHER_SPEAKERS]
    assert kinds(with_sitting(interpretation=("es",))) == [ChangeKind.OTHER_LANGUAGES]
    assert kinds(with_sitting(interpretation=("fr", "es"))) == []


def test_an_item_can_be_moved_and_reworded_at_once() -> None:
    draft = with_item(ends_at=FIRST_EVENING + 2 * HOUR, title={"en": "Welcome"})
    assert kinds(draft) == [ChangeKind.MOVED, ChangeKind.REWORDED]
