"""What `./run` and `./test` do before they start: only what is needed."""

from collections.abc import Callable
from pathlib import Path

import prepare
import pytest

FILES = (
    "requirements.lock",
    "requirements-dev.lock",
    "pyproject.toml",
    "package.json",
    "package-lock.json",
    "assembly/static/src/app.scss",
)


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A project of its own, in which commands are noted instead of run."""
    noted: list[str] = []
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    for name, path in {
        "ROOT": tmp_path,
        "VENV": tmp_path / ".venv",
        "STAMPS": tmp_path / ".venv" / "stamps",
        "PYTHON": tmp_path / ".venv" / "bin" / "python",
        "BUILT": tmp_path / "build",
    }.items():
        monkeypatch.setattr(prepare, name, path)
    monkeypatch.setattr(prepare, "_works", lambda python, statement="": statement or python.exists())

    def run(command: list[str], environment: object) -> None:
        noted.append(" ".join(command))
        for made, when in {
            ".venv/bin/python": "venv",
            "node_modules/it": "ci",
            "build/app.css": "build",
        }.items():
            if when in command:
                (tmp_path / made).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / made).touch()

    monkeypatch.setattr(prepare, "_run", run)
    return noted


def done(commands: list[str], *, dev: bool = False) -> list[str]:
    """Prepare and return, in a word each, what was done."""
    commands.clear()
    prepare.prepare(prepare.Progress(steps=3), dev=dev)
    words = {
        "-m venv": "environment",
        "requirements.lock": "packages",
        "requirements-dev.lock": "dev packages",
        "--editable": "project",
        " ci": "npm",
        "run build": "assets",
    }
    return [next(word for part, word in words.items() if part in command) for command in commands]


def test_the_first_time_everything_is_done(commands: list[str]) -> None:
    assert done(commands) == ["environment", "packages", "project", "npm", "assets"]


def test_the_second_time_nothing_is(commands: list[str]) -> None:
    done(commands)
    assert done(commands) == []


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("requirements.lock", ["packages", "project"]),
        ("pyproject.toml", ["project"]),
        ("package-lock.json", ["npm", "assets"]),
        ("assembly/static/src/app.scss", ["assets"]),
        ("requirements-dev.lock", []),
    ],
)
def test_a_change_repeats_what_depends_on_it(
    commands: list[str], tmp_path: Path, changed: str, again: list[str]
) -> None:
    done(commands)
    (tmp_path / changed).write_text("changed")
    assert done(commands) == again


def test_what_the_tests_need_is_enough_to_run(commands: list[str]) -> None:
    assert done(commands, dev=True) == ["environment", "dev packages", "project", "npm", "assets"]
    assert done(commands) == []


def test_a_deleted_build_is_made_again(commands: list[str], tmp_path: Path) -> None:
    done(commands)
    (tmp_path / "build" / "app.css").unlink()
    assert done(commands) == ["assets"]


def test_a_project_that_was_moved_gets_a_new_environment(
    commands: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(commands)
    (tmp_path / ".venv" / "stamps" / "environment").write_text("another place")
    assert done(commands)[0] == "environment"


def test_a_step_that_failed_is_tried_again(
    commands: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    succeeds: Callable[..., None] = prepare._run

    def fail(command: list[str], environment: object) -> None:
        if "--require-hashes" in command:
            raise prepare.PreparationError("no network")
        succeeds(command, environment)

    with monkeypatch.context() as broken:
        broken.setattr(prepare, "_run", fail)
        with pytest.raises(prepare.PreparationError, match="no network"):
            done(commands)
    assert done(commands) == ["packages", "project", "npm", "assets"]
    assert "2/3 Python packages …" in capsys.readouterr().out


def test_a_failing_command_shows_what_it_said() -> None:
    with pytest.raises(prepare.PreparationError, match=r"(?s)no such package.*goes on where it stopped"):
        prepare._run(["sh", "-c", "echo no such package; exit 1"], None)
