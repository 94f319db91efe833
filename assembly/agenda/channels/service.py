"""Setting up rooms and channels, and going in.

Rooms are no part of the published programme: addresses are for those admitted, and change at the last minute.
In which languages a sitting is held is published with it.
"""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from assembly.agenda.channels import queries, rules
from assembly.agenda.channels.drafts import ChannelDraft, RoomDraft
from assembly.agenda.channels.models import Attendance, Channel, Room
from assembly.agenda.channels.queries import Place
from assembly.agenda.channels.rules import Door
from assembly.agenda.models import AgendaItem, Sitting
from assembly.audit.service import record
from assembly.clock import now as clock_now
from assembly.database_types import LocalizedText
from assembly.errors import DomainError, InvalidInputError
from assembly.extensions import db
from assembly.i18n import lazy_gettext as _l
from assembly.texts import set_text


class DoorClosedError(DomainError):
    """A room cannot be entered yet, or not any more."""

    code = "door_closed"
    message = _l("The room is not open now. It opens half an hour before the start.")


def set_room(actor_id: int | None, place: Place, draft: RoomDraft) -> Room:
    """Say where a sitting, or an item of its own room, meets, and in which languages; raise `InvalidInputError`."""
    _check(draft)
    room = queries.room_of(place) or Room(instructions=LocalizedText(), edited={}, **_owner(place))
    room.platform, room.address = draft.platform, draft.address
    room.telephones, room.pin = draft.telephones, draft.pin
    set_text(room, "instructions", draft.instructions, clock_now())
    db.session.add(room)
    set_channels(place, draft.channels)
    db.session.flush()
    record(actor_id, "agenda.room_set", *_object(place), channels=len(draft.channels))
    return room


def remove_room(actor_id: int | None, item: AgendaItem) -> None:
    """Let an item meet where its sitting does."""
    room = queries.room_of(item)
    if room is None:
        return
    db.session.delete(room)
    set_channels(item, ())
    db.session.flush()
    record(actor_id, "agenda.room_removed", *_object(item))


def begin(sitting: Sitting, channels: tuple[ChannelDraft, ...], language: str) -> None:
    """Set up the channels of a new sitting; where none are said, a floor in the language of the event."""
    channels = channels or (ChannelDraft(language, floor=True),)
    _check(RoomDraft(channels=channels))
    set_channels(sitting, channels)
    db.session.flush()


def _owner(place: Place) -> dict[str, int]:
    return {"item_id" if isinstance(place, AgendaItem) else "sitting_id": place.id}


def _object(place: Place) -> tuple[str, int]:
    return ("agenda_item" if isinstance(place, AgendaItem) else "sitting"), place.id


def _check(draft: RoomDraft) -> None:
    addresses = [draft.address, *(channel.address for channel in draft.channels)]
    if not all(rules.is_joining_address(address) for address in addresses if address):
        raise InvalidInputError(_l("An address to join begins with https://."), code="joining_address")
    if not all(map(rules.is_telephone, draft.telephones.splitlines())):
        raise InvalidInputError(_l("A telephone number begins with + and the code of its country."), code="telephone")


def set_channels(place: Place, drafts: tuple[ChannelDraft, ...]) -> None:
    """Give a place these channels and no others."""
    wanted = {(draft.kind, draft.language): draft for draft in drafts}
    for channel in queries.channels_of(place):
        draft = wanted.pop((channel.kind, channel.language), None)
        if draft is None:
            db.session.delete(channel)
        else:
            channel.address, channel.floor = draft.address, draft.floor
    for draft in wanted.values():
        row = Channel(kind=draft.kind, language=draft.language, address=draft.address, floor=draft.floor)
        for name, value in _owner(place).items():
            setattr(row, name, value)
        db.session.add(row)
    if isinstance(place, Sitting):
        db.session.flush()
        db.session.expire(place, ["channels"])


def enter(actor_id: int, sitting: Sitting, starts_at: datetime, ends_at: datetime, *, now: datetime) -> None:
    """Note that somebody goes into the room of a sitting, which is held at these times; raise `DoorClosedError`.

    Going in again notes the time again: the first and the last are kept.
    """
    if rules.door(starts_at, ends_at, now) is not Door.OPEN:
        raise DoorClosedError
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    seen = {"sitting_id": sitting.id, "person_id": actor_id, "first_seen_at": now, "last_seen_at": now}
    added = db.session.scalar(
        dialect.insert(Attendance)
        .values(seen)
        .on_conflict_do_nothing(index_elements=["sitting_id", "person_id"])
        .returning(Attendance.id)
    )
    if added is None:
        known = queries.attendance_of(sitting.id, actor_id)
        if known:
            known.last_seen_at = now
        return
    record(actor_id, "sitting.entered", "sitting", sitting.id)
