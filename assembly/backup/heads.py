"""What scrutineers were mailed about open votes, as far as a database knows: read without models, from any version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, inspect, select

from assembly.voting.heads.models import MailedHead


@dataclass(frozen=True, slots=True)
class MailedStand:
    """One vote in the last mail that told of it: the end of the trail then, its ballots and their receipts."""

    at: datetime
    entries: int
    head: str
    ballots: int
    receipts: str


def last_mailed(connection: Connection) -> Mapping[int, MailedStand]:
    """Return the last that was mailed about each vote, by id."""
    if not inspect(connection).has_table(MailedHead.__tablename__):
        return {}
    found: dict[int, MailedStand] = {}
    noted = MailedHead.__table__.c
    rows = connection.execute(select(noted.at, noted.entries, noted.head, noted.votes).order_by(noted.id))
    for at, entries, head, votes in rows:
        for box in votes:
            found[box["vote"]] = MailedStand(at.astimezone(UTC), entries, head, box["ballots"], box["receipts"])
    return found


def later(one: Mapping[int, MailedStand], other: Mapping[int, MailedStand]) -> dict[int, MailedStand]:
    """Return of each vote what was mailed last, by either of two databases."""
    both = [*one.items(), *other.items()]
    return dict(sorted(both, key=lambda item: item[1].at))
