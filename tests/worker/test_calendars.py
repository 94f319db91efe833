"""The tasks that keep calendars and clocks in step: started by the timer, harmless to run twice."""

from datetime import timedelta

from sqlalchemy import func, select

from assembly.extensions import db
from assembly.mail.models import Delivery
from tests.agenda.calendars.world import World, world
from tests.statements import statements, writes
from worker.calendars import follow_clocks, reconcile

__all__ = ["world"]


def count() -> int:
    db.session.rollback()  # ends what was read before
    return db.session.scalar(select(func.count(Delivery.id))) or 0


def test_what_is_missing_is_posted_once(world: World) -> None:
    reconcile()
    assert count() == 0, "changes are gathered first"
    world.traveller.shift(timedelta(minutes=15))
    reconcile()
    reconcile()
    assert count() == 1


def test_where_all_is_in_step_nothing_is_locked_or_written(world: World) -> None:
    world.pass_time()
    db.session.rollback()
    with statements() as asked:
        reconcile()
    assert writes(asked) == []
    assert "BEGIN IMMEDIATE" not in asked


def test_as_long_as_the_clocks_keep_their_rules_nobody_is_told(world: World) -> None:
    follow_clocks()
    assert count() == 0
