"""Calendar files, read by a reader that is not the library which wrote them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assembly.mail.ics import Entry, Party, feed, request
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


def requested(*entries: Entry, attendee: Party = READER, language: str = "en") -> Component:
    return read_calendar(request(entries, organizer=FEDERATION, attendee=attendee, stamp=STAMP, language=language))


def test_a_request_holds_one_entry_a_sitting_and_asks_one_person() -> None:
    calendar = requested(entry(), entry(uid="7a1b", starts_at=STARTS + timedelta(days=1)))
    assert calendar.name == "VCALENDAR"
    assert calendar.one("METHOD").value == "REQUEST"
    assert calendar.one("VERSION").value == "2.0"
    events = calendar.inside("VEVENT")
    assert [event.one("UID").value for event in events] == ["6f9c", "7a1b"]
    for event in events:
        assert event.one("ORGANIZER").value == "mailto:assembly@federation.example"
        assert event.one("ORGANIZER").parameters["CN"] == "The federation"
        assert event.one("ATTENDEE").value == "mailto:aminata@acesem.example"
        assert event.one("ATTENDEE").parameters["CN"] == "Aminata Koné"
        assert event.one("DTSTAMP").value == "20261121T083000Z"
        assert event.one("STATUS").value == "CONFIRMED"


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
