"""The timer's sweeps: they find all that lost wake-ups left, and once more does nothing more (cases 44 and 45)."""

from importlib import import_module

import pytest
from flask import Flask
from sqlalchemy import func, select

from assembly import scope
from assembly.database_types import Base
from assembly.demo import loader
from assembly.demo.timetable import Stage
from assembly.extensions import db
from assembly.mail.models import Delivery, DeliveryState
from tests.worker.test_tasks import NO_TASKS, WORKER
from worker.schedule import SCHEDULE

MARKS_OF_TIME = {"pulse"}


def sweep(app: Flask) -> None:
    """Run everything that the timer would start, once."""
    for entry in SCHEDULE.values():
        app.extensions["celery"].tasks[entry["task"]].run()


def rows() -> dict[str, int]:
    """How many rows each table has, and how many mails are in each state."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in MARKS_OF_TIME]
    found = {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
    states = select(Delivery.state, func.count()).group_by(Delivery.state)
    found |= {f"delivery {state}": number for state, number in db.session.execute(states)}
    db.session.rollback()
    return found


@pytest.mark.slow
@pytest.mark.one_database
def test_all_of_it_twice_is_all_of_it_once_and_no_wake_up_was_needed(context: Flask) -> None:
    for name in {path.stem for path in WORKER.glob("*.py")} - NO_TASKS:
        import_module(f"worker.{name}")
    with scope.everything():
        loader.load(Stage.DURING_VOTE)
        before = rows()
        sweep(context)
        context.extensions["celery"].tasks["mail.deliver"].run()  # what later sweeps posted
        once = rows()
        sweep(context)
        assert rows() == once
    assert once["delivery sent"] > before.get("delivery sent", 0)
    assert not {f"delivery {state}" for state in (DeliveryState.PENDING, DeliveryState.RETRY)} & set(once)


def test_an_entry_is_gone_before_the_next_one_comes() -> None:
    """A worker that was away is not met by a heap of them."""
    for entry in SCHEDULE.values():
        assert entry["options"]["expires"] <= entry["schedule"]
