"""What was changed in the register, field by field: noted by whoever changes it, read by the member's page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assembly import clock
from assembly.extensions import db
from assembly.members import bulk
from assembly.members.contacts import Held, Spot
from assembly.members.models import MemberChange
from assembly.members.rules import CONTACT_PREFIXES, Value

ADDED: Final = "member"
"""The field of the entry that says that a member was added."""
LONGEST_LIST: Final = 200


class Change(NamedTuple):
    """A field of a member, and what stood and stands in it."""

    member_id: int
    field: str
    old: Value | None = None
    new: Value | None = None


def note(
    actor_id: int | None, changes: Sequence[Change], before: Mapping[Spot, Held], after: Mapping[Spot, Held]
) -> None:
    """Note what was changed, with who the contacts are that it tells of."""
    now = clock.now()
    rows = [row for change in changes for row in _rows(change, before, after)]
    bulk.add(MemberChange, [{**row, "actor_id": actor_id, "changed_at": now} for row in rows])


def of_member(member_id: int) -> Sequence[MemberChange]:
    """Return the latest changes of a member, the newest first."""
    statement = select(MemberChange).where(MemberChange.member_id == member_id)
    newest = statement.order_by(MemberChange.changed_at.desc(), MemberChange.id).limit(LONGEST_LIST)
    return db.session.scalars(newest.options(joinedload(MemberChange.actor))).all()


class Act(NamedTuple):
    """All that one person changed at one moment."""

    at: datetime
    by: str | None
    changes: Sequence[MemberChange]


def by_act(changes: Iterable[MemberChange]) -> list[Act]:
    """Put together what was changed in one act."""
    acts: dict[tuple[datetime, int | None], list[MemberChange]] = {}
    for change in changes:
        acts.setdefault((change.changed_at, change.actor_id), []).append(change)
    return [
        Act(at, together[0].actor.name if together[0].actor else None, together)
        for (at, _actor_id), together in acts.items()
    ]


def touching_contacts(changes: Iterable[Change]) -> set[int]:
    """Return the members of whom a contact changes."""
    return {change.member_id for change in changes if change.field.startswith("contact")}


def _rows(change: Change, before: Mapping[Spot, Held], after: Mapping[Spot, Held]) -> Iterator[dict[str, Any]]:
    """Yield one row; two where one person comes for another, so that each can be erased alone."""
    row = {"member_id": change.member_id, "field": change.field, "old": _text(change.old), "new": _text(change.new)}
    spot = change.member_id, _position(change.field)
    was = before[spot].person_id if spot in before else None
    becomes = after[spot].person_id if spot in after else None
    if was == becomes:
        yield {**row, "person_id": was}
        return
    if row["old"] is not None:
        yield {**row, "new": None, "person_id": was}
    if row["new"] is not None:
        yield {**row, "old": None, "person_id": becomes}


def _position(field: str) -> int:
    """Return the place of the contact that a field tells of, 0 if it tells of none."""
    prefix = field.partition("_")[0]
    return CONTACT_PREFIXES.index(prefix) + 1 if prefix in CONTACT_PREFIXES else 0


def _text(value: Value | None) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value is None else str(value)
