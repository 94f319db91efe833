"""What the page to join shows to one reader: when, which ways lead in, and how to choose a language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assembly.accounts.actor import Actor
from assembly.accounts.permissions import Permission
from assembly.agenda import queries as agenda
from assembly.agenda.channels import queries, rules, wording
from assembly.agenda.channels.models import Room
from assembly.agenda.channels.queries import Place, Rooms
from assembly.agenda.channels.rules import OPENS_BEFORE, Door, Way
from assembly.agenda.models import AgendaItem, Sitting
from assembly.agenda.programme import ProgrammeItem, ProgrammeSitting
from assembly.database_types import LocalizedText, Reading
from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.i18n import current_language


@dataclass(frozen=True, slots=True)
class Entrance:
    """One way in, worded; `url` is empty where it is chosen within the room."""

    name: str
    role: str
    language: str | None
    url: str
    own: bool


@dataclass(frozen=True, slots=True)
class RoomShown:
    """A room, worded. `item` names whose room it is, if not the whole sitting's."""

    item: Reading | None
    starts_at: datetime
    ends_at: datetime
    platform: str
    choosing: str | None
    instructions: Reading
    address: str
    telephones: list[str]
    pin: str
    entrances: list[Entrance]


@dataclass(frozen=True, slots=True)
class JoinPage:
    """A sitting as one joins it: the door, when it opens, and its rooms, which are empty before one goes in."""

    sitting_id: int
    title: Reading
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    door: Door
    entered: bool
    rooms: list[RoomShown]


def check_admitted(event: Event, actor: Actor) -> None:
    """Let in who is accepted, in whichever role, and the secretariat; for others there is no such page."""
    if actor.may(Permission.MANAGE_AGENDA, event.id):
        return
    if queries.admitted_as(event.id, actor.person_id) is None:
        raise NotFoundError


def published_sitting(event: Event, sitting_id: int) -> tuple[ProgrammeSitting, Sitting]:
    """Return a sitting as readers know it and as it is; raise `NotFoundError` where it is not held."""
    programme = agenda.published(event.id)
    found = next((one for one in programme.sittings if one.id == sitting_id), None) if programme else None
    if found is None or found.cancelled:
        raise NotFoundError
    return found, agenda.sitting_of(event.id, sitting_id, also_removed=True)


def join_page(event: Event, shown: ProgrammeSitting, sitting: Sitting, actor: Actor, now: datetime) -> JoinPage:
    """Return the page for this reader."""
    door = rules.door(shown.starts_at, shown.ends_at, now)
    entered = queries.attendance_of(sitting.id, actor.person_id) is not None
    return JoinPage(
        sitting_id=sitting.id,
        title=_read(event, dict(shown.title)),
        starts_at=shown.starts_at,
        ends_at=shown.ends_at,
        opens_at=shown.starts_at - OPENS_BEFORE,
        door=door,
        entered=entered,
        rooms=_rooms(event, shown, sitting, now) if door is Door.OPEN and entered else [],
    )


def _read(event: Event, text: dict[str, str]) -> Reading:
    return LocalizedText(text).read(current_language(), event.source_language)


def _rooms(event: Event, shown: ProgrammeSitting, sitting: Sitting, now: datetime) -> list[RoomShown]:
    """Return the room of the sitting, then those of its items whose doors are open."""
    rooms = queries.rooms_of([sitting])
    published = {item.id: item for item in shown.items}
    found = [_room(event, rooms, sitting, shown, None)]
    for item in agenda.items_in(sitting):
        as_published = published.get(item.id)
        if as_published and _has_own_room(rooms, item) and _is_open(as_published, now):
            found.append(_room(event, rooms, item, as_published, _read(event, dict(as_published.title))))
    return found


def _has_own_room(rooms: Rooms, item: AgendaItem) -> bool:
    room = rooms.room(item)
    return room is not None and (bool(room.address or room.telephones) or any(one.address for one in rooms.ways(item)))


def _is_open(item: ProgrammeItem, now: datetime) -> bool:
    return rules.door(item.starts_at, item.ends_at, now) is Door.OPEN


def _room(
    event: Event, rooms: Rooms, place: Place, shown: ProgrammeSitting | ProgrammeItem, item: Reading | None
) -> RoomShown:
    room = rooms.room(place) or Room(address="", telephones="", pin="", instructions=LocalizedText())
    choosing = wording.CHOOSING[room.platform] if room.platform else None
    return RoomShown(
        item=item,
        starts_at=shown.starts_at,
        ends_at=shown.ends_at,
        platform=str(wording.PLATFORMS[room.platform]) if choosing else "",
        choosing=str(choosing) if choosing else None,
        instructions=_read(event, room.instructions),
        address=room.address,
        telephones=room.telephones.splitlines(),
        pin=room.pin,
        entrances=_entrances(rooms.ways(place)),
    )


def _entrances(ways: Sequence[Way]) -> list[Entrance]:
    language = current_language()
    return [
        Entrance(
            name=wording.channel_name(way),
            role=wording.channel_role(way),
            language=way.language,
            url=way.address,
            own=way.language == language,
        )
        for way in rules.in_order(ways, language)
    ]
