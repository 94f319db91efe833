"""The one place that asks the machine for the time, so that rules can be given any other."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment in UTC, as this process sees it.

    Deadlines of votes do not use it: they ask the database (`database.database_now`).
    """
    return datetime.now(UTC)
