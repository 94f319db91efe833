"""When the members last met. The room of events, which stands above this one, tells it through here."""

from collections.abc import Callable
from datetime import date, datetime

from flask import Flask, current_app

KEY = "last_assembly"


def provide(app: Flask, last_assembly: Callable[[], datetime | None]) -> None:
    """Say who knows when the last assembly was."""
    app.extensions[KEY] = last_assembly


def last_assembly_on() -> date | None:
    """Return the day of the last assembly, None if there was none or nobody knows."""
    ask = current_app.extensions.get(KEY)
    moment: datetime | None = ask() if ask else None
    return moment.date() if moment else None
