"""Nothing personal in logs, addresses and arguments of tasks: what is said there is generated, walked and searched."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from assembly import scope
from assembly.accounts.models import Person
from assembly.database import transaction
from assembly.extensions import limiter
from assembly.registration.models import Registration
from assembly.security import DEMONSTRATION, access_of
from tests.factories.accounts import sign_in
from tests.structure import world
from tests.structure.test_matrix import address, methods
from worker.schedule import SCHEDULE

ROOT = Path(__file__).parents[2]
MARKS = ("zqname", "zqmail", "zqphone", "zqposition", "zqtyped")
TYPED = "zqtyped@people.example"
FIELDS = (
    "name",
    "latin_name",
    "email",
    "address",
    "note",
    "reason",
    "position",
    "words",
    "phone",
    "q",
    "code",
    "value",
)

SAID = {
    "code", "endpoint", "kind", "error", "task", "vote", "delivery", "outcome", "reason", "run", "event_id", "exc_info",
}  # fmt: skip
"""By what names something is said in a log: ids, names of things in the code, answers of servers."""


def calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a function of one of these names, with where it is."""
    for path in (*(ROOT / "assembly").rglob("*.py"), *(ROOT / "worker").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in names:
                yield f"{path.name}:{node.lineno}", node


def test_a_log_says_constants_and_what_is_known_to_be_impersonal() -> None:
    levels = ("debug", "info", "warning", "error", "exception", "critical")
    logged = [(where, call) for where, call in calls(*levels) if _owner(call) in {"log", "logger"}]
    assert len(logged) > 10
    for where, call in logged:
        assert [isinstance(one, ast.Constant) for one in call.args] == [True], where
        assert {keyword.arg for keyword in call.keywords} <= SAID, where


def _owner(call: ast.Call) -> str:
    return getattr(call.func.value, "id", "") if isinstance(call.func, ast.Attribute) else ""


def test_a_task_is_given_numbers_of_rows() -> None:
    for where, call in calls("enqueue"):
        said = [ast.unparse(one) for one in call.args[1:]]
        assert [one for one in said if not re.fullmatch(r"(\w+\.)*id|\w+_id", one)] == [], where


@pytest.fixture
def marked(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> world.World:
    """A full event in which everybody has marks, an administrator signed in, and no limit of requests."""
    monkeypatch.setattr(limiter, "enabled", False)
    with app.app_context(), scope.everything():
        made = world.build()
        with transaction() as session:
            for person_id in session.scalars(Person.__table__.select().with_only_columns(Person.id)).all():
                values = {"name": f"zqname {person_id}", "email": f"zqmail{person_id}@x.example", "phone": "zqphone"}
                session.execute(update(Person).where(Person.id == person_id).values(values))
            session.execute(update(Registration).values(position="zqposition"))
    sign_in(client, app, made.people["administrator"])
    return made


def test_a_walk_through_every_page_and_task_leaves_no_mark_behind(
    app: Flask,
    client: FlaskClient,
    marked: world.World,
    capfd: pytest.CaptureFixture[str],
    wake_ups: list[tuple[str, tuple[int | str, ...]]],
) -> None:
    leading, pages = [], 0
    for method, path in walk(app, marked):
        answer = client.open(path, method=method, data=dict.fromkeys(FIELDS, TYPED) if method == "POST" else None)
        leading.append(f"{path} → {answer.headers.get('Location', '')}")
        if answer.mimetype == "text/html":
            leading += [f"{path}: {url}" for url in addresses_in(answer.text)]
            pages += bool(marks_in(answer.text))
    run_every_task(app)
    assert pages > 50  # the marks are where people read them
    assert [one for one in leading if marks_in(one)] == []
    assert marks_in(repr(wake_ups)) == []
    assert marks_in("".join(capfd.readouterr())) == []


def walk(app: Flask, marked: world.World) -> Iterator[tuple[str, str]]:
    """Every page, then every act: one of them signs out."""
    for method in ("GET", "POST"):
        for rule in app.url_map.iter_rules():
            if access_of(app, rule.endpoint) != DEMONSTRATION and method in methods(rule):
                yield method, address(app, rule, marked.theirs | {"event_slug": "full"})


def addresses_in(page: str) -> list[str]:
    """Where a page leads to on this site; a mail or a message that a reader begins is theirs."""
    found = re.findall(r"""(?:href|action|src|formaction)=["']([^"']+)["']""", page)
    return [url for url in found if not url.startswith(("mailto:", "tel:", "https://wa.me/", "data:", "otpauth:"))]


def marks_in(text: str) -> list[str]:
    return [mark for mark in MARKS if mark in text.casefold()]


def run_every_task(app: Flask) -> None:
    """Do all that the timer starts."""
    for entry in SCHEDULE.values():
        import_module(f"worker.{module_of(entry['task'])}")
        with app.app_context():
            app.extensions["celery"].tasks[entry["task"]]()


def module_of(task: str) -> str:
    """The module of the worker that holds a task."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "worker").glob("*.py")}
    return next(name for name, text in texts.items() if f'name="{task}"' in text)
