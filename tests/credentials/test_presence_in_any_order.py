"""However coming and leaving follow on one another, by whichever way: presence is what was said last."""

import random
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import func, select

from assembly.agenda.channels import service as channels
from assembly.agenda.models import Sitting
from assembly.credentials.presence import queries, service
from assembly.credentials.presence.models import Presence
from assembly.credentials.presence.rules import Interval
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from tests.credentials.sittings import later, sitting_under_way
from tests.factories.accounts import person

ACTS = ("enter", "arrive", "tick", "leave", "untick")
COMING = ACTS[:3]
STEPS = 40


@pytest.mark.parametrize("seed", range(6))
def test_whoever_came_last_is_there_and_whoever_left_last_is_not(context: Flask, event: Event, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same acts each time
    with transaction():
        sitting = sitting_under_way(event)
        people = [person().id for _ in range(2)]
    row, there = db.session.get_one(Sitting, sitting.id), set[int]()
    for step in range(STEPS):
        who, act, now = chance.choice(people), chance.choice(ACTS), later(step)
        with transaction():
            if act == "enter":
                channels.enter(who, row, sitting.starts_at, sitting.ends_at, now=now)
            elif act in {"arrive", "leave"}:
                getattr(service, act)(who, sitting, now=now)
            else:
                getattr(service, act)(99, sitting, [who], now=now)
        there = there | {who} if act in COMING else there - {who}
        assert queries.here([sitting.id], later(step + 0.5)) == there, f"step {step}: {act}"
    for found in queries.times([sitting.id]).values():
        assert all(_ends_before(one, other) for one, other in pairwise(found))
    still = select(func.count()).where(Presence.left_at.is_(None)).group_by(Presence.person_id)
    assert max(db.session.scalars(still), default=1) == 1


def _ends_before(one: Interval, other: Interval) -> bool:
    return one.left_at is not None and one.left_at <= other.arrived_at
