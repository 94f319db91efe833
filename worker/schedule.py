"""What the timer starts: sweeps that find in the database whatever a lost wake-up left behind.

Each entry expires before the next one comes, so that a worker that was away is not met by a heap
of them; and each is harmless to run twice, so that two timers do no harm.
"""

from typing import Any


def every(seconds: float, task: str) -> dict[str, Any]:
    """Start a task at this distance in time, without arguments."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


SCHEDULE = {
    "sign-in": every(5, "accounts.answer_waiting"),
    "mail": every(5, "mail.deliver"),
    "imports": every(5, "members.import_waiting"),
    "votes": every(5, "voting.sweep"),
    "waiting lists": every(60, "registration.offer_places"),
    "next contacts": every(300, "escalation.ask_next"),
    "sign-ups": every(60, "signups.fill"),
    "calendars": every(60, "calendars.reconcile"),
    "signs of life": every(60, "system.tick"),
    "backups": every(300, "backup.make_if_due"),
    "sign-ins that are over": every(3600, "accounts.sweep"),
    "clocks": every(3600, "calendars.follow_clocks"),
    "papers": every(3600, "documents.remind"),
    "end of the trail": every(3600, "trail.mail_head"),
    "retention": every(3600, "privacy.remove_expired"),
}
