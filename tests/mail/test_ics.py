"""Calendar files, read by a reader that is not the library which wrote them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assembly.mail.ics import Entry, Party, cancellations, feed, objects, requests
from tests.calendar_reader import Component, read_calendar

STARTS = datetime(2026, 12, 3, 11, 0, tzinfo=UTC)
STAMP = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
FEDERATION = Party("The federation", "assembly@federation.example")
READER = Party("Aminata Koné", "aminata@acesem.example")


def entry(**changes: object) -> Entry:
    values: dict[str, object] = {
        "uid": "6f9c",
        "sequence": 0,
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(hours=3),
        "zone": "Asia/Bangkok",
        "summary": "First sitting",
        "description": "18:00–18:50  Opening\n18:50–19:00  Break",
        "location": "Online",
        "url": "https://assembly.example/en/events/a/programme",
    }
    return Entry(**(values | changes))  # type: ignore[arg-type]


def requested(one: Entry, attendee: Party = READER, language: str = "en") -> Component:
    [file] = objects(requests([one], organizer=FEDERATION, attendee=attendee, stamp=STAMP, language=language))
    return read_calendar(file)


def test_a_request_holds_one_entry_and_asks_one_person() -> None:
    entries = (entry(), entry(uid="7a1b", starts_at=STARTS + timedelta(days=1)))
    stream = requests(entries, organizer=FEDERATION, attendee=READER, stamp=STAMP, language="en")
    calendars = [read_calendar(file) for file in objects(stream)]
    assert [calendar.inside("VEVENT")[0].one("UID").value for calendar in calendars] == ["6f9c", "7a1b"]
    for calendar in calendars:
        assert calendar.name == "VCALENDAR"
        assert calendar.one("METHOD").value == "REQUEST"
        assert calendar.one("VERSION").value == "2.0"
        [event] = calendar.inside("VEVENT")
        assert event.one("ORGANIZER").value == "mailto:assembly@federation.example"
        assert event.one("ORGANIZER").parameters["CN"] == "The federation"
        assert event.one("ATTENDEE").value == "mailto:aminata@acesem.example"
        assert event.one("ATTENDEE").parameters["CN"] == "Aminata Koné"
        assert event.one("DTSTAMP").value == "20261121T083000Z"
        assert event.one("STATUS").value == "CONFIRMED"


def test_a_cancellation_says_so_twice_and_names_the_same_entry() -> None:
    parties = {"organizer": FEDERATION, "attendee": READER}
    calendar = read_calendar(cancellations([entry(sequence=2)], **parties, stamp=STAMP, language="en"))
    assert calendar.one("METHOD").value == "CANCEL"
    [event] = calendar.inside("VEVENT")
    assert event.one("STATUS").value == "CANCELLED"
    assert (event.one("UID").value, event.one("SEQUENCE").value) == ("6f9c", "2")
    assert event.one("ATTENDEE").value == "mailto:aminata@acesem.example"


def test_what_is_the_same_for_many_is_not_mixed_up_between_them() -> None:
    first = requested(entry())
    second = requested(entry(), attendee=Party("Ann", "ann@people.example"))
    assert [one.inside("VEVENT")[0].one("ATTENDEE").value for one in (first, second)] == [
        "mailto:aminata@acesem.example",
        "mailto:ann@people.example",
    ]


def test_uid_and_sequence_are_those_of_the_sitting() -> None:
    [event] = requested(entry(sequence=3)).inside("VEVENT")
    assert (event.one("UID").value, event.one("SEQUENCE").value) == ("6f9c", "3")


def test_times_stand_in_the_event_s_zone_which_is_described() -> None:
    calendar = requested(entry())
    [event] = calendar.inside("VEVENT")
    assert event.one("DTSTART").parameters["TZID"] == "Asia/Bangkok"
    assert event.one("DTSTART").value == "20261203T180000"
    assert event.one("DTEND").value == "20261203T210000"
    [zone] = calendar.inside("VTIMEZONE")
    assert zone.one("TZID").value == "Asia/Bangkok"
    assert zone.children[0].one("TZOFFSETTO").value == "+0700"


def test_a_zone_with_summer_time_is_described_with_both_its_offsets() -> None:
    [zone] = requested(entry(zone="Europe/Madrid")).inside("VTIMEZONE")
    offsets = {(part.name, part.one("TZOFFSETTO").value) for part in zone.children}
    assert offsets == {("STANDARD", "+0100"), ("DAYLIGHT", "+0200")}


def test_universal_time_needs_no_zone() -> None:
    calendar = requested(entry(zone="UTC"))
    assert calendar.inside("VTIMEZONE") == []
    assert calendar.inside("VEVENT")[0].one("DTSTART").value == "20261203T110000Z"


def test_a_feed_is_published_and_asks_nobody() -> None:
    content = feed([entry()], name="Assembly", stamp=STAMP, language="fr")
    calendar = read_calendar(content)
    assert calendar.one("METHOD").value == "PUBLISH"
    assert calendar.one("X-WR-CALNAME").text == "Assembly"
    [event] = calendar.inside("VEVENT")
    assert event.all("ATTENDEE") == []
    assert event.all("ORGANIZER") == []
    assert event.one("SUMMARY").parameters["LANGUAGE"] == "fr"


def test_a_line_break_in_a_title_makes_one_property() -> None:
    evil = "First\r\nATTENDEE:mailto:evil@evil.example\rURL:x\nEND:VEVENT"
    calendar = requested(entry(summary=evil, location=evil, description=evil))
    [event] = calendar.inside("VEVENT")
    assert event.one("SUMMARY").text == "First ATTENDEE:mailto:evil@evil.example URL:x END:VEVENT"
    assert event.one("ATTENDEE").value == "mailto:aminata@acesem.example"
    assert event.one("DESCRIPTION").text.split("\n")[0] == "First"


def test_a_name_cannot_leave_its_parameter() -> None:
    name = 'Ann";ROLE=CHAIR:mailto:evil@evil.example\r\nX-EVIL:1'
    [event] = requested(entry(), attendee=Party(name, "ann@people.example\r\nX-EVIL:1")).inside("VEVENT")
    assert event.one("ATTENDEE").value.startswith("mailto:ann@people.example")
    assert event.one("ATTENDEE").parameters["ROLE"] == "REQ-PARTICIPANT"
    assert event.all("X-EVIL") == []


def test_text_is_escaped_and_long_lines_are_folded() -> None:
    text = "Открытие; обзор, итоги \\ планы: " * 10
    [event] = requested(entry(summary=text), language="ru").inside("VEVENT")
    assert event.one("SUMMARY").text == text.strip()


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_is_typed_the_file_keeps_its_shape(title: str, name: str) -> None:
    calendar = requested(entry(summary=title, description=title), attendee=Party(name, "a@b.example"))
    [event] = calendar.inside("VEVENT")
    for needed in ("SUMMARY", "DESCRIPTION", "UID", "ATTENDEE", "DTSTART"):
        event.one(needed)
