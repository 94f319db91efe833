"""When a door opens, in which order the ways in stand, and what a room lacks."""

from datetime import UTC, datetime, timedelta

from assembly.agenda.channels.kinds import ChannelKind
from assembly.agenda.channels.rules import (
    Door,
    Gap,
    RoomGap,
    Way,
    door,
    gaps,
    in_order,
    is_joining_address,
    is_telephone,
)

START = datetime(2026, 12, 3, 11, 0, tzinfo=UTC)
END = START + timedelta(hours=3)
FLOOR = Way(ChannelKind.VOICE, "en", floor=True, address="https://meet.example/en")
FRENCH = Way(ChannelKind.VOICE, "fr", floor=False, address="https://meet.example/fr")


def test_the_door_opens_half_an_hour_before_the_start_and_closes_at_the_end() -> None:
    second = timedelta(seconds=1)
    half_an_hour_before = START - timedelta(minutes=30)
    assert door(START, END, half_an_hour_before - second) is Door.BEFORE
    assert door(START, END, half_an_hour_before) is Door.OPEN
    assert door(START, END, END - second) is Door.OPEN
    assert door(START, END, END) is Door.OVER


def test_the_reader_s_language_comes_first_then_the_floor_and_voices_before_captions() -> None:
    captions = Way(ChannelKind.CAPTIONS, "ru", floor=False, address="")
    russian = Way(ChannelKind.VOICE, "ru", floor=False, address="")
    assert in_order([captions, FRENCH, FLOOR, russian], "ru") == [russian, FLOOR, FRENCH, captions]
    assert in_order([FRENCH, FLOOR], "es") == [FLOOR, FRENCH]


def test_a_room_lacks_the_languages_of_its_event_that_nobody_speaks() -> None:
    assert gaps([FLOOR, FRENCH], ["en", "es", "fr", "ru"], room_address=False) == [Gap(RoomGap.LANGUAGES, ("es", "ru"))]
    assert gaps([FLOOR, FRENCH], ["en", "fr"], room_address=False) == []


def test_captions_are_no_interpretation() -> None:
    captions = Way(ChannelKind.CAPTIONS, "fr", floor=False, address="https://captions.example")
    assert gaps([FLOOR, captions], ["en", "fr"], room_address=True) == [Gap(RoomGap.LANGUAGES, ("fr",))]


def test_a_language_without_an_address_is_missed_only_where_there_is_no_address_for_all() -> None:
    silent = Way(ChannelKind.VOICE, "fr", floor=False, address="")
    assert gaps([FLOOR, silent], ["en", "fr"], room_address=False) == [Gap(RoomGap.NO_ADDRESS, ("fr",))]
    assert gaps([FLOOR, silent], ["en", "fr"], room_address=True) == []


def test_a_room_without_a_floor_is_told() -> None:
    assert Gap(RoomGap.NO_FLOOR) in gaps([FRENCH], ["fr"], room_address=True)


def test_only_encrypted_web_addresses_are_to_join() -> None:
    assert is_joining_address("https://meet.example/floor?pwd=1")
    for address in (
        "javascript:alert(1)",
        "http://meet.example/",
        "meet.example",
        "https://",
        "data:text/html,x",
        "https://a b",
        "https://[",
    ):
        assert not is_joining_address(address), address


def test_a_telephone_number_can_be_dialled_from_abroad() -> None:
    assert is_telephone("+66 2 000 0100, Thailand")
    for text in ("02 000 0100", "+12", "Thailand +66 2 000 0100"):
        assert not is_telephone(text), text
