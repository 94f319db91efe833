"""Members that can only be called, as the page shows them: whom, and what time it is there."""

from dataclasses import dataclass
from datetime import datetime

from assembly import timezones
from assembly.members.geography import likely_zone
from assembly.timezones import LocalTime
from assembly.voting.assisted.queries import OutOfReach
from assembly.voting.assisted.wording import why_sentence


@dataclass(frozen=True, slots=True)
class CallRow:
    """One member to call: `there` is the local time now of whom to call first."""

    found: OutOfReach
    why: str
    there: LocalTime


def row_of(found: OutOfReach, now: datetime) -> CallRow:
    """Return a member as the list shows it."""
    zone = found.people[0].zone if found.people else likely_zone(found.member.country)
    return CallRow(found, why_sentence(found.why), timezones.local_time(now, zone))
