"""The mail that a notice becomes: in the reader's language, by their clock, with their own link and calendar."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from assembly.accounts.models import Person, Token
from assembly.agenda import service as agenda
from assembly.agenda.queries import sittings_of
from assembly.database import transaction
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.mail.models import Delivery
from assembly.notices import service
from assembly.notices.kinds import NoticeKind
from assembly.notices.models import Notice
from tests.calendar_reader import read_calendar
from tests.factories import accounts
from tests.factories.agenda import FIRST_EVENING, make_item, make_sitting, sitting_draft
from tests.factories.notices import (
    edit,
    make_notice,
)
from tests.notices.mailbox import an_event_with_programme, letter_of, mail_of, part, released

pytestmark = pytest.mark.usefixtures("november")


@pytest.mark.parametrize(
    ("language", "greeting", "day"),
    [
        ("en", "Dear Aminata,", "Thursday, 3 December 2026"),
        ("es", "Hola, Aminata:", "Jueves, 3 de diciembre de 2026"),
        ("fr", "Bonjour Aminata,", "Jeudi 3 décembre 2026"),
        ("ru", "Здравствуйте, Aminata!", "Четверг, 3 декабря 2026 г."),
    ],
)
def test_text_and_dates_are_in_the_language_of_the_recipient(language: str, greeting: str, day: str) -> None:
    event, _registration = an_event_with_programme(language=language, name="Aminata", zone="Africa/Bamako")
    with speaking("ru"):  # whatever whoever pressed the button speaks
        delivery = released(event)
    mail = mail_of(delivery)
    assert mail["Content-Language"] == language
    for kind in ("plain", "html"):
        assert greeting in part(mail, kind)
        assert day in part(mail, kind)


def test_both_times_are_told_the_reader_s_first_each_with_place_and_offset() -> None:
    event, _registration = an_event_with_programme(zone="Africa/Bamako")
    letter = letter_of(released(event))
    [fact] = letter.facts
    assert fact.label == "First sitting"
    assert fact.value == "Thursday, 3 December 2026, 11:00–14:00, Bamako (UTC)"
    assert fact.secondary == "Thursday, 3 December 2026, 18:00–21:00, Bangkok (UTC+7)"
    assert "**11:00–11:50** Opening (18:00–18:50)" in letter.body
    assert "Times in Bamako (UTC); in brackets those in Bangkok (UTC+7)." in letter.body
    assert "### First sitting\n\nThursday, 3 December 2026\n\n- **11:00" in letter.body


def test_the_weekday_is_told_where_it_differs() -> None:
    event, _registration = an_event_with_programme(zone="Pacific/Auckland")
    letter = letter_of(released(event))
    assert letter.facts[0].value.startswith("Friday, 4 December 2026, 00:00–03:00")
    assert letter.facts[0].secondary is not None
    assert letter.facts[0].secondary.startswith("Thursday, 3 December 2026, 18:00–21:00")
    assert "**00:00–00:50** Opening (Thursday 18:00–18:50)" in letter.body


def test_who_is_where_the_event_is_gets_one_time() -> None:
    event, _registration = an_event_with_programme(zone="Asia/Bangkok")
    letter = letter_of(released(event))
    assert letter.facts[0].secondary is None
    assert letter.body.endswith("**18:00–18:50** Opening")


def test_a_clock_change_on_the_way_is_told() -> None:
    with time_machine.travel(datetime(2026, 10, 1, tzinfo=UTC), tick=False):
        event, _registration = an_event_with_programme(zone="Europe/Madrid")
        letter = letter_of(released(event))
    assert letter.facts[0].secondary is not None
    assert "The clocks in Madrid change before then" in letter.facts[0].secondary
    event, _registration = an_event_with_programme(zone="Europe/Madrid")
    assert "change before then" not in (letter_of(released(event)).facts[0].secondary or "")


def test_the_calendar_file_asks_the_recipient_to_every_sitting() -> None:
    event, _registration = an_event_with_programme(
        name="Aminata Koné", email="aminata@acesem.example", language="fr", zone="Africa/Bamako"
    )
    with transaction():
        second = make_sitting(event, starts_at=FIRST_EVENING + timedelta(days=1))
        agenda.publish_agenda(None, event)
    mail = mail_of(released(event))
    calendars = [found for found in mail.walk() if found.get_content_type() == "text/calendar"]
    assert [found.get_param("method") for found in calendars] == ["REQUEST", "REQUEST"]
    read = [read_calendar(found.get_payload(decode=True)) for found in calendars]  # type: ignore[arg-type]
    assert [calendar.one("METHOD").value for calendar in read] == ["REQUEST", "REQUEST"]
    events = [entry for calendar in read for entry in calendar.inside("VEVENT")]
    assert [entry.one("DTSTART").value for entry in events] == ["20261203T180000", "20261204T180000"]
    assert events[1].one("UID").value == second.uid
    for entry in events:
        assert entry.one("ATTENDEE").value == "mailto:aminata@acesem.example"
        assert entry.one("ORGANIZER").value == "mailto:assembly@federation.example"
        assert entry.one("DTSTAMP").value == "20261121T090000Z"
        assert "Première séance" in entry.one("SUMMARY").text
    assert "11:00–11:50 Ouverture" in events[0].one("DESCRIPTION").text


def test_a_moved_sitting_comes_with_the_same_uid_and_a_higher_sequence() -> None:
    event, _registration = an_event_with_programme()
    before = read_calendar(letter_of(released(event)).calendar or b"").inside("VEVENT")[0]
    with transaction():
        sitting = sittings_of(event.id)[0]
        agenda.change_sitting(None, sitting, sitting_draft(starts_at=FIRST_EVENING + timedelta(hours=1)))
        agenda.publish_agenda(None, event)
    after = read_calendar(letter_of(released(event)).calendar or b"").inside("VEVENT")[0]
    assert after.one("UID").value == before.one("UID").value
    assert (before.one("SEQUENCE").value, after.one("SEQUENCE").value) == ("0", "1")


def test_a_message_carries_neither_programme_nor_calendar() -> None:
    event, _registration = an_event_with_programme()
    letter = letter_of(released(event, NoticeKind.MESSAGE))
    assert (letter.calendar, letter.facts, letter.button) == (None, (), None)
    assert "Opening" not in letter.body


def test_a_language_that_was_accepted_as_missing_is_marked() -> None:
    event, _registration = an_event_with_programme(language="fr", name="Aminata")
    delivery = released(event, subject={"en": "To all"}, body={"en": "Dear ((name)),\n\nhello."})
    mail = mail_of(delivery)
    assert mail["Subject"] == "To all"
    html = part(mail, "html")
    assert '<html lang="fr"' in html
    text = re.search(r'<div lang="en"[^>]*>(.*?)</div>', html, re.DOTALL)
    assert text is not None
    assert "Dear Aminata," in text[1]
    assert "Ouverture" not in text[1]  # the programme that follows is in French
    assert "anglais" in html  # the plain word that says so


def test_a_test_goes_to_oneself_without_anybody_s_link_or_calendar() -> None:
    event, _registration = an_event_with_programme()
    with transaction():
        person_id = accounts.staff(language="es", zone="Europe/Madrid").id
        service.send_test(person_id, make_notice(event, NoticeKind.AGENDA))
    delivery = db.session.scalars(select(Delivery)).one()
    letter = letter_of(delivery)
    assert letter.subject != "A todo el mundo"  # it says that it is a test
    assert letter.subject.endswith("A todo el mundo")
    assert letter.calendar is None
    assert "/personal/" not in letter.body
    assert db.session.scalar(select(func.count(Token.id))) == 0
    with transaction():
        edit(db.session.get_one(Notice, delivery.subject_id), ["es"], "otra vez")
    assert "otra vez" in letter_of(delivery).body


def test_a_mail_weighs_less_than_sixty_kilobytes() -> None:
    event, _registration = an_event_with_programme(language="ru")
    with transaction():
        for number in range(12):
            make_item(
                sittings_of(event.id)[0],
                title={"en": f"Item {number}", "ru": f"Пункт повестки дня {number}"},
                minutes=10,
            )
        agenda.publish_agenda(None, event)
    assert len(mail_of(released(event)).as_bytes()) < 60_000


def test_recipients_are_told_by_their_name_as_it_was_when_it_was_released() -> None:
    event, registration = an_event_with_programme(name="Ana")
    delivery = released(event)
    with transaction():
        db.session.get_one(Person, registration.person_id).name = "Somebody else"
    assert "Dear Ana," in letter_of(delivery).body
