"""The words of the register: what a member is, how it stands, and to which region it belongs."""

from enum import StrEnum


class MemberKind(StrEnum):
    """What sort of body the member is."""

    ORGANISATION = "organisation"
    COALITION = "coalition"


class MemberStatus(StrEnum):
    """A suspended member has no voting right."""

    FULL = "full"
    AFFILIATE = "affiliate"
    SUSPENDED = "suspended"


class Region(StrEnum):
    """The federation's five regions."""

    AMERICAS = "americas"
    SUB_SAHARAN_AFRICA = "sub-saharan-africa"
    EUROPE = "europe"
    MIDDLE_EAST_NORTH_AFRICA = "middle-east-north-africa"
    ASIA_PACIFIC = "asia-pacific"


class ImportState(StrEnum):
    """How far a sheet is: being looked at; confirmed; being stored; and how that ended."""

    CHECKED = "checked"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
