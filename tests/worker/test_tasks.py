"""What is enqueued has a task, and what the timer starts too."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from celery import Celery

from assembly.resources import PACKAGE
from worker.schedule import SCHEDULE

WORKER = PACKAGE.parent / "worker"
NO_TASKS = {"__init__", "app", "logs", "schedule", "timer"}


@pytest.fixture(scope="module")
def celery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Celery]:
    """The workers' application, as `celery -A worker.app` finds it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSEMBLY_INSTANCE", str(tmp_path_factory.mktemp("instance")))
        patch.setenv("SECRET_KEY", "x" * 32)
        patch.setenv("BASE_URL", "http://localhost")
        from worker.app import app

        yield app


def enqueued(path: Path) -> Iterator[str]:
    """Return the names of the tasks that a module enqueues."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    for call in calls:
        function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if function == "enqueue":
            task = call.args[0]
            assert isinstance(task, ast.Constant | ast.Name), f"{path}: name the task where it is enqueued"
            yield task.value if isinstance(task, ast.Constant) else getattr(module_of(path), task.id)


def module_of(path: Path) -> ModuleType:
    return import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))


def all_enqueued() -> set[str]:
    return {name for path in PACKAGE.rglob("*.py") if path.name != "queue.py" for name in enqueued(path)}


def test_every_task_that_is_enqueued_is_registered(celery: Celery) -> None:
    assert "mail.deliver" in all_enqueued()
    assert all_enqueued() <= set(celery.tasks)


def test_every_task_of_the_timer_is_registered_and_expires_before_the_next(celery: Celery) -> None:
    for entry in SCHEDULE.values():
        assert entry["task"] in celery.tasks
        assert entry["options"]["expires"] <= entry["schedule"]


def test_no_module_of_tasks_is_forgotten(celery: Celery) -> None:
    from worker.app import TASKS

    modules = {path.stem for path in WORKER.glob("*.py")} - NO_TASKS
    assert set(TASKS) == {f"worker.{name}" for name in modules}


def test_a_task_that_is_enqueued_is_not_forgotten_by_the_timer(celery: Celery) -> None:
    """A wake-up may be lost: each feature that enqueues has a sweep."""
    swept = {entry["task"].partition(".")[0] for entry in SCHEDULE.values()}
    assert {name.partition(".")[0] for name in all_enqueued()} <= swept


@pytest.mark.parametrize("path", sorted(WORKER.glob("*.py")), ids=lambda path: path.stem)
def test_tasks_are_thin(path: Path) -> None:
    functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    for function in functions:
        assert (function.end_lineno or 0) - function.lineno < 12, f"{path.stem}.{function.name}"
