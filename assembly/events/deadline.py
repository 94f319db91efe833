"""What follows the end of registration when it is moved: higher rooms say so at the start, as those that copy do."""

from collections.abc import Callable, Iterable
from datetime import datetime

from flask import Flask, current_app

from assembly.events.models import Event

FOLLOWERS = "followers_of_the_deadline"
Follower = Callable[[Event, datetime], None]
"""Is given an event with its new end of registration, and the one before."""


def contribute(app: Flask, followers: Iterable[Follower]) -> None:
    """Name what follows; at the start of the application."""
    app.extensions[FOLLOWERS] = tuple(followers)


def moved(event: Event, was: datetime) -> None:
    """Let everything follow the new end of registration."""
    for follow in current_app.extensions.get(FOLLOWERS, ()):
        follow(event, was)
