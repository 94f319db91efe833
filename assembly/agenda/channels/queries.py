"""Reading rooms and their channels, of one place or of a whole event."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import func, or_, select

from assembly.agenda.channels.kinds import ChannelKind
from assembly.agenda.channels.models import Attendance, Channel, Room
from assembly.agenda.channels.rules import Way
from assembly.agenda.models import AgendaItem, Sitting
from assembly.events.roles import ParticipantRole
from assembly.extensions import db
from assembly.registration.models import Registration, RegistrationState

Place = Sitting | AgendaItem
"""What has a room: a sitting, or an item that has its own."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """In which languages a place can be followed, by code."""

    floor: str | None = None
    interpretation: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rooms:
    """The rooms and channels of an event's sittings and items, by their ids."""

    rooms: dict[tuple[str, int], Room] = field(default_factory=dict)
    channels: dict[tuple[str, int], list[Channel]] = field(default_factory=dict)

    def room(self, place: Place) -> Room | None:
        """Return the room of a place, None where nothing was said of it."""
        return self.rooms.get(_key(place))

    def ways(self, place: Place) -> list[Way]:
        """Return the channels of a place."""
        return [Way(one.kind, one.language, one.floor, one.address) for one in self.channels.get(_key(place), [])]

    def spoken(self, place: Place) -> Spoken:
        """Return in which languages a place can be followed."""
        ways = self.ways(place)
        voices = [way for way in ways if way.kind is ChannelKind.VOICE]
        return Spoken(
            floor=next((way.language for way in voices if way.floor), None),
            interpretation=tuple(way.language for way in voices if not way.floor),
            captions=tuple(way.language for way in ways if way.kind is ChannelKind.CAPTIONS),
            signs=tuple(way.language for way in ways if way.kind is ChannelKind.SIGN),
        )


def _key(place: Place) -> tuple[str, int]:
    return type(place).__name__, place.id


def rooms_of(sittings: Iterable[Sitting]) -> Rooms:
    """Return the rooms of these sittings and of their items, in two queries."""
    sitting_ids = [sitting.id for sitting in sittings]
    item_ids = select(AgendaItem.id).where(AgendaItem.sitting_id.in_(sitting_ids))
    rooms = select(Room).where(or_(Room.sitting_id.in_(sitting_ids), Room.item_id.in_(item_ids)))
    found = Rooms({_owner(room): room for room in db.session.scalars(rooms)})
    channels = select(Channel).where(or_(Channel.sitting_id.in_(sitting_ids), Channel.item_id.in_(item_ids)))
    for channel in db.session.scalars(channels.order_by(Channel.id)):
        found.channels.setdefault(_owner(channel), []).append(channel)
    return found


def _owner(row: Room | Channel) -> tuple[str, int]:
    if row.item_id is not None:
        return AgendaItem.__name__, row.item_id
    return Sitting.__name__, row.sitting_id or 0


def room_of(place: Place) -> Room | None:
    """Return the room of a place, None where nothing was said of it."""
    column = Room.item_id if isinstance(place, AgendaItem) else Room.sitting_id
    return db.session.scalar(select(Room).where(column == place.id))


def channels_of(place: Place) -> list[Channel]:
    """Return the channels of a place in the order in which they were set up."""
    column = Channel.item_id if isinstance(place, AgendaItem) else Channel.sitting_id
    return list(db.session.scalars(select(Channel).where(column == place.id).order_by(Channel.id)))


def admitted_as(event_id: int, person_id: int) -> ParticipantRole | None:
    """Return the role in which a person is admitted to an event; None for whoever is not, or not yet."""
    return db.session.scalar(
        select(Registration.role).where(
            Registration.event_id == event_id,
            Registration.person_id == person_id,
            Registration.state == RegistrationState.ACCEPTED,
        )
    )


def attendance_of(sitting_id: int, person_id: int) -> Attendance | None:
    """Return what is known of a person's presence at a sitting."""
    return db.session.scalar(
        select(Attendance).where(Attendance.sitting_id == sitting_id, Attendance.person_id == person_id)
    )


def attendances(sitting_ids: Collection[int]) -> dict[int, int]:
    """Return how many people went into the room of each of these sittings; those without any are left out."""
    statement = (
        select(Attendance.sitting_id, func.count())
        .where(Attendance.sitting_id.in_(sitting_ids))
        .group_by(Attendance.sitting_id)
    )
    return dict(db.session.execute(statement).all())
