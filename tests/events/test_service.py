"""Setting a federation and its events up, as a loader or a form does it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.errors import InvalidInputError, NotFoundError
from assembly.events import queries, service
from assembly.events.drafts import EventDraft, FederationDraft
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.texts import TextState, states_of

START = datetime(2026, 12, 3, 11, tzinfo=UTC)
FEDERATION = FederationDraft(
    name={"en": "Federation", "fr": "Fédération"},
    short_name="FED",
    zone="Asia/Bangkok",
    languages=("en", "es", "fr", "ru"),
    sender_name="The federation",
    sender_email="assembly@federation.example",
    help_name="Kanokwan Sirisuk",
    help_function={"en": "Secretariat"},
    help_phone="+66 2 000 0100",
)
EVENT = EventDraft(
    title={"en": "International Assembly", "fr": "Assemblée internationale"},
    zone="Asia/Bangkok",
    languages=("en", "fr"),
    starts_at=START,
    ends_at=START + timedelta(days=1),
    registration_opens_at=START - timedelta(days=60),
    registration_closes_at=START - timedelta(days=3),
    quotas={ParticipantRole.DELEGATE: 2, ParticipantRole.ALTERNATE: 1},
)


def fields_noted() -> list[tuple[str, object]]:
    rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(entry.action, entry.details.get("fields")) for entry in rows]


def test_a_federation_is_set_up_and_changed(context: Flask) -> None:
    with transaction():
        service.set_federation(None, FEDERATION)
    with transaction():
        service.set_federation(None, replace(FEDERATION, short_name="NEW", name={"en": "Renamed"}))
    with transaction():
        service.set_federation(None, replace(FEDERATION, short_name="NEW", name={"en": "Renamed"}))
    found = queries.find_federation()
    assert found
    assert (found.short_name, found.name) == ("NEW", {"en": "Renamed"})
    assert [action for action, _fields in fields_noted()] == ["federation.changed"] * 2
    assert fields_noted()[1] == ("federation.changed", ["name", "short_name"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"accent": "red"}, "colour"),
        ({"languages": ()}, "no_language"),
        ({"languages": ("en", "xx")}, "no_language"),
        ({"zone": "Mars/Olympus"}, "zone"),
    ],
)
def test_a_federation_that_cannot_be_is_refused(context: Flask, change: dict[str, object], code: str) -> None:
    with pytest.raises(InvalidInputError) as refusal, transaction():
        service.set_federation(None, replace(FEDERATION, **change))  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert queries.find_federation() is None


@pytest.mark.parametrize(
    ("content", "code"), [(b"<svg/>", "logo_type"), (b"\x89PNG\r\n\x1a\n" + b"x" * 300_000, "logo_size")]
)
def test_a_logo_that_is_none_or_too_large_is_refused(context: Flask, content: bytes, code: str) -> None:
    with transaction():
        service.set_federation(None, FEDERATION)
    with pytest.raises(InvalidInputError) as refusal, transaction():
        service.set_logo(None, content)
    assert refusal.value.code == code
    with pytest.raises(NotFoundError):
        queries.logo()


def test_an_event_is_made_with_its_seats_and_address(context: Flask) -> None:
    with transaction():
        service.create_event(None, EVENT)
    event = queries.event_by_slug("international-assembly-2026")
    assert service.draft_of(event) == EVENT
    assert {quota.role: quota.seats for quota in event.quotas} == EVENT.quotas
    assert fields_noted() == [("event.created", None)]


def test_the_year_of_the_address_is_that_of_the_place(context: Flask) -> None:
    new_year = replace(
        EVENT, starts_at=datetime(2026, 12, 31, 20, tzinfo=UTC), ends_at=datetime(2027, 1, 2, tzinfo=UTC)
    )
    with transaction():
        assert service.create_event(None, new_year).slug == "international-assembly-2027"


def test_an_address_may_be_chosen_but_only_once(context: Flask) -> None:
    with transaction():
        assert service.create_event(None, replace(EVENT, slug="assembly")).slug == "assembly"
    with pytest.raises(InvalidInputError) as refusal, transaction():
        service.create_event(None, replace(EVENT, slug="assembly"))
    assert refusal.value.code == "address_taken"


def test_an_event_that_cannot_be_is_refused_with_the_reason(context: Flask) -> None:
    with pytest.raises(InvalidInputError) as refusal, transaction():
        service.create_event(None, replace(EVENT, ends_at=START))
    assert refusal.value.code == "ends_before_it_starts"
    assert "end must come after" in str(refusal.value)
    assert db.session.scalar(select(Event)) is None


def test_a_changed_event_says_what_changed_and_keeps_its_address(context: Flask) -> None:
    with transaction():
        event = service.create_event(None, EVENT)
        other = replace(
            EVENT,
            title={**EVENT.title, "en": "Another title"},
            zone="Africa/Nairobi",
            quotas={ParticipantRole.DELEGATE: 3, ParticipantRole.ALTERNATE: 1},
        )
        assert service.change_event(None, event, other) == ["zone", "title", "quotas"]
        assert service.change_event(None, event, other) == []
    assert queries.event_by_slug("international-assembly-2026").starts_at == START
    assert fields_noted()[-1] == ("event.changed", ["zone", "title", "quotas"])


def test_a_translation_is_out_of_date_once_its_source_changed(context: Flask) -> None:
    with time_machine.travel(START - timedelta(days=90), tick=False) as clock:
        with transaction():
            event = service.create_event(None, EVENT)
        clock.shift(60)
        with transaction():
            service.change_event(None, event, replace(EVENT, title={**EVENT.title, "en": "Another title"}))
    states = states_of(event, service.TEXTS, event.languages, event.source_language)
    assert states == {"en": TextState.COMPLETE, "fr": TextState.STALE}


def test_events_come_in_the_order_of_their_days(context: Flask) -> None:
    with transaction():
        for number, days in enumerate((300, -300, 3)):
            moments = {
                name: getattr(EVENT, name) + timedelta(days=days)
                for name in ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at")
            }
            service.create_event(None, replace(EVENT, slug=f"event-{number}", **moments))
    assert [event.slug for event in queries.all_events()] == ["event-1", "event-2", "event-0"]


def test_an_event_that_is_not_there_is_not_found(context: Flask) -> None:
    with pytest.raises(NotFoundError):
        queries.event_by_slug("nowhere")


def test_mail_has_paper_before_and_after_the_set_up(context: Flask) -> None:
    assert queries.letterhead().sender_email == "assembly@localhost"
    with transaction():
        service.set_federation(None, replace(FEDERATION, accent="#ffff00"))
    with speaking("fr"):
        paper = queries.letterhead()
    assert (paper.wordmark, paper.signature_function) == ("Fédération", "Secretariat")
    assert paper.accent == "#707000"
    assert (paper.phone, paper.opens, paper.zone) == ("+66 2 000 0100", "09:00", "Asia/Bangkok")


@pytest.mark.parametrize(
    ("reader", "worded"),
    [
        (None, "09:00–17:00, Bangkok (UTC+7)"),
        ("Asia/Jakarta", "09:00–17:00, Bangkok (UTC+7)"),
        ("Africa/Bamako", "02:00–10:00, Bamako (UTC); there 09:00–17:00, Bangkok (UTC+7)"),
    ],
)
def test_hours_are_worded_on_the_readers_clocks(reader: str | None, worded: str) -> None:
    assert queries.hours("09:00", "17:00", "Asia/Bangkok", reader) == worded
