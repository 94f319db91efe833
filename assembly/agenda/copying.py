"""What the agenda adds to the copy of an event: sittings and items at the new dates, rooms without addresses."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from uuid import uuid4

from assembly.agenda import queries
from assembly.agenda.channels.models import Channel, Room
from assembly.agenda.channels.queries import channels_of, room_of
from assembly.agenda.clocks.rules import wall_clock
from assembly.agenda.kinds import SittingStatus
from assembly.agenda.models import AgendaItem, Sitting
from assembly.agenda.signups.models import Signup
from assembly.agenda.signups.queries import signup_of
from assembly.events.copying import Copied, Copying, Moved, Part, copy_texts
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.i18n import ngettext

Place = Sitting | AgendaItem


def _held(there: Copying) -> list[Sitting]:
    """Return the sittings that are copied: those that were not cancelled."""
    sittings = queries.sittings_of(there.former.id)
    return [sitting for sitting in sittings if sitting.status is not SittingStatus.CANCELLED]


def _preview(there: Copying) -> Sequence[Copied]:
    sittings = _held(there)
    if not sittings:
        return []
    items = sum(len(sitting.items) for sitting in sittings)
    said = ngettext("%(num)d sitting", "%(num)d sittings", len(sittings))
    text = ngettext(
        "%(sittings)s with %(num)d item, each at the same time on the wall; texts in all languages.",
        "%(sittings)s with %(num)d items, each at the same time on the wall; texts in all languages.",
        items,
        sittings=said,
    )
    left_out = _(
        "Rooms, interpretation and sign-ups are set up as they were, without addresses, telephone numbers and names."
    )
    return [Copied(_("Programme"), text, [_moved(there, sitting) for sitting in sittings], left_out)]


def _moved(there: Copying, sitting: Sitting) -> Moved:
    starts_at = there.moved(sitting.starts_at)
    ends_at = starts_at + (sitting.ends_at - sitting.starts_at)
    outside = starts_at < there.starts_at or ends_at > there.ends_at
    return Moved(sitting.title, sitting.starts_at, starts_at, ends_at, outside)


def _copy(there: Copying, event: Event) -> Mapping[str, int]:
    sittings = _held(there)
    items = [item for sitting in sittings for item in _copy_sitting(there, sitting, event).items]
    db.session.flush()
    return {"sittings": len(sittings), "items": len(items)}


def _copy_sitting(there: Copying, old: Sitting, event: Event) -> Sitting:
    """Copy a sitting with its items, which keep their distance from its start."""
    times = _moved(there, old)
    meant = wall_clock(times.starts_at, times.ends_at, event.zone)
    new = Sitting(
        event_id=event.id,
        uid=str(uuid4()),
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        zone=meant.zone,
        wall_starts=meant.starts,
        wall_ends=meant.ends,
    )
    copy_texts(old, new, ("title", "place"))
    distance = times.starts_at - old.starts_at
    pairs = [(item, _copy_item(item, distance)) for item in old.items]
    new.items = [copied for _item, copied in pairs]
    db.session.add(new)
    db.session.flush()
    _copy_room(old, new)
    for item, copied in pairs:
        _copy_room(item, copied)
        _copy_signup(item, copied, distance)
    return new


def _copy_item(old: AgendaItem, distance: timedelta) -> AgendaItem:
    new = AgendaItem(kind=old.kind, starts_at=old.starts_at + distance, ends_at=old.ends_at + distance)
    copy_texts(old, new, ("title", "description"))
    return new


def _copy_room(old: Place, new: Place) -> None:
    """Copy over what people meet and in which languages; where and with which number is said anew."""
    owner = {"item_id" if isinstance(new, AgendaItem) else "sitting_id": new.id}
    room = room_of(old)
    if room:
        copied = Room(platform=room.platform, **owner)
        copy_texts(room, copied, ("instructions",))
        db.session.add(copied)
    db.session.add_all(_channels(channels_of(old), owner))


def _channels(channels: Iterable[Channel], owner: dict[str, int]) -> list[Channel]:
    return [Channel(kind=one.kind, language=one.language, floor=one.floor, **owner) for one in channels]


def _copy_signup(old: AgendaItem, new: AgendaItem, distance: timedelta) -> None:
    terms = signup_of(old)
    if terms:
        db.session.add(
            Signup(
                item_id=new.id,
                opens_at=terms.opens_at + distance,
                closes_at=terms.closes_at + distance,
                places=terms.places,
                roles=list(terms.roles),
            )
        )


PARTS = (Part(_preview, _copy),)
