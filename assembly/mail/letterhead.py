"""On whose paper mail is written: the federation as the language being spoken names it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time

from flask import Flask, current_app

from assembly import timezones

EXTENSION = "letterhead"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Sender, look, and whom to call. `opens` and `closes` are `HH:MM` on the clocks of `zone`.

    `wordmark` is the federation's name; `accent` a colour `#RRGGBB`; the signature is a person's
    name and function. What is not known is an empty string.
    """

    wordmark: str
    sender_name: str
    sender_email: str
    accent: str = "#0F4C5C"
    reply_to: str = ""
    phone: str = ""
    whatsapp: str = ""
    email: str = ""
    opens: str = "09:00"
    closes: str = "17:00"
    zone: str = "UTC"
    signature_name: str = ""
    signature_function: str = ""

    def hours_for(self, reader_zone: str, now: datetime) -> tuple[str, str]:
        """Return when the help line opens and closes today, as the reader's clocks show it."""
        today = now.astimezone(timezones.zone(self.zone)).date()
        moments = (
            timezones.from_local(datetime.combine(today, time.fromisoformat(at)), self.zone)
            for at in (self.opens, self.closes)
        )
        opens, closes = (timezones.local_time(moment, reader_zone).time for moment in moments)
        return opens, closes


def provide(app: Flask, source: Callable[[], Letterhead]) -> None:
    """Tell the outbox where to ask for the letterhead; asked in the recipient's language, once a batch."""
    app.extensions[EXTENSION] = source


def current_letterhead() -> Letterhead:
    """Return the letterhead in the language being spoken; raise `LookupError` where none is provided."""
    source: Callable[[], Letterhead] | None = current_app.extensions.get(EXTENSION)
    if source is None:
        raise LookupError("nobody provides a letterhead: see assembly/features.py")
    return source()
