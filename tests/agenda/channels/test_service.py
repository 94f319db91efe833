"""Setting up rooms, and who was there, on both databases."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from assembly.agenda import queries as agenda
from assembly.agenda import service as agenda_service
from assembly.agenda.channels import queries, service
from assembly.agenda.channels.drafts import ChannelDraft, RoomDraft
from assembly.agenda.channels.kinds import ChannelKind, Platform
from assembly.agenda.channels.models import Attendance, Channel, Room
from assembly.audit.models import AuditEntry
from assembly.database import transaction
from assembly.errors import InvalidInputError
from assembly.extensions import db
from tests.factories.accounts import person
from tests.factories.agenda import FIRST_EVENING, make_item, make_sitting
from tests.factories.events import make_event

HOUR = timedelta(hours=1)
ZOOM = RoomDraft(
    platform=Platform.ZOOM,
    address="https://zoom.example/j/1",
    telephones="+66 2 000 0100, Thailand",
    pin="1234",
    instructions={"en": "Use your full name."},
    channels=(
        ChannelDraft("en", floor=True),
        ChannelDraft("fr"),
        ChannelDraft("en", "https://captions.example/", kind=ChannelKind.CAPTIONS),
        ChannelDraft("ils", kind=ChannelKind.SIGN),
    ),
)


def test_a_new_sitting_has_a_floor_in_the_language_of_its_event(context: Flask) -> None:
    with transaction():
        sitting = make_sitting(make_event(), channels=())
    assert queries.rooms_of([sitting]).spoken(sitting) == queries.Spoken(floor="en")


def test_a_room_has_a_platform_ways_in_and_channels(context: Flask) -> None:
    with transaction():
        sitting = make_sitting(make_event())
        service.set_room(None, sitting, ZOOM)
    rooms = queries.rooms_of([sitting])
    assert rooms.spoken(sitting) == queries.Spoken("en", ("fr",), ("en",), ("ils",))
    room = rooms.room(sitting)
    assert room is not None
    assert (room.platform, room.pin, room.instructions["en"]) == (Platform.ZOOM, "1234", "Use your full name.")
    assert "agenda.room_set" in db.session.scalars(select(AuditEntry.action)).all()


def test_captions_and_signs_are_not_published_as_interpretation(context: Flask) -> None:
    with transaction():
        event = make_event()
        service.set_room(None, make_sitting(event), ZOOM)
        version = agenda_service.publish_agenda(None, event)
    programme = agenda.programme_of(version)
    assert programme is not None
    assert (programme.sittings[0].floor, programme.sittings[0].interpretation) == ("en", ("fr",))
    assert "zoom.example" not in str(version.content)
    assert "1234" not in str(version.content)


def test_channels_are_kept_in_place_where_they_are_wanted_again(context: Flask) -> None:
    with transaction():
        sitting = make_sitting(make_event())
        french = next(one for one in queries.channels_of(sitting) if one.language == "fr").id
        service.set_room(
            None,
            sitting,
            RoomDraft(channels=(ChannelDraft("ru", floor=True), ChannelDraft("fr", "https://new.example"))),
        )
    found = {one.language: (one.id, one.address, one.floor) for one in queries.channels_of(sitting)}
    assert set(found) == {"ru", "fr"}
    assert found["fr"] == (french, "https://new.example", False)


@pytest.mark.parametrize(
    "draft",
    [
        RoomDraft(address="http://zoom.example/j/1"),
        RoomDraft(channels=(ChannelDraft("en", "javascript:alert(1)", floor=True),)),
        RoomDraft(telephones="02 000 0100"),
    ],
)
def test_what_cannot_be_opened_or_dialled_is_refused(context: Flask, draft: RoomDraft) -> None:
    with transaction():
        sitting = make_sitting(make_event())
    with pytest.raises(InvalidInputError), transaction():
        service.set_room(None, sitting, draft)


def test_an_item_may_have_a_room_of_its_own_and_give_it_up(context: Flask) -> None:
    with transaction():
        sitting = make_sitting(make_event())
        item = make_item(sitting)
        service.set_room(
            None, item, RoomDraft(address="https://zoom.example/j/2", channels=(ChannelDraft("es", floor=True),))
        )
    assert queries.rooms_of([sitting]).spoken(item).floor == "es"
    assert queries.rooms_of([sitting]).spoken(sitting).floor == "en"
    with transaction():
        service.remove_room(None, item)
    assert queries.rooms_of([sitting]).room(item) is None
    assert queries.channels_of(item) == []


def test_with_a_sitting_go_its_rooms_and_those_of_its_items(context: Flask) -> None:
    with transaction():
        sitting = make_sitting(make_event())
        service.set_room(None, sitting, ZOOM)
        service.set_room(None, make_item(sitting), ZOOM)
    with transaction():
        agenda_service.remove_sitting(None, sitting)
    assert [db.session.scalar(select(func.count()).select_from(model)) for model in (Room, Channel)] == [0, 0]


def test_who_goes_in_is_noted_first_and_last(context: Flask) -> None:
    with transaction():
        sitting, somebody = make_sitting(make_event()), person()
    for minutes in (-20, 5, 90):
        with transaction():
            service.enter(
                somebody.id,
                sitting,
                sitting.starts_at,
                sitting.ends_at,
                now=FIRST_EVENING + timedelta(minutes=minutes),
            )
    rows = db.session.scalars(select(Attendance)).all()
    assert [(row.person_id, row.first_seen_at, row.last_seen_at) for row in rows] == [
        (somebody.id, FIRST_EVENING - timedelta(minutes=20), FIRST_EVENING + timedelta(minutes=90))
    ]
    entered = select(func.count()).where(AuditEntry.action == "sitting.entered")
    assert db.session.scalar(entered) == 1
    assert queries.attendances([sitting.id]) == {sitting.id: 1}


@pytest.mark.parametrize("moment", [FIRST_EVENING - timedelta(minutes=31), FIRST_EVENING + 3 * HOUR])
def test_nobody_goes_in_while_the_door_is_closed(context: Flask, moment: object) -> None:
    with transaction():
        sitting, somebody = make_sitting(make_event()), person()
    with pytest.raises(service.DoorClosedError), transaction():
        service.enter(somebody.id, sitting, sitting.starts_at, sitting.ends_at, now=moment)  # type: ignore[arg-type]
    assert db.session.scalars(select(Attendance)).all() == []
