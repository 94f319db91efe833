"""The options of `./run`."""

import socket
from pathlib import Path

import prepare
import pytest
import run
from prepare import PreparationError


@pytest.mark.parametrize("wrong", [["--nope"], ["--port", "0"], ["--port", "http"], ["--stage", "never"]])
def test_what_cannot_be_understood_ends_with_2(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run.options(wrong)
    assert ended.value.code == 2
    assert wrong[-1] in capsys.readouterr().err


def test_a_port_in_use_is_named_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PreparationError, match=rf"Port {port} is in use(?s:.*)--port \d+"):
            run.check_port(port)
    run.check_port(port)


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "instance"
    monkeypatch.setattr(run, "INSTANCE", folder)
    return folder


def _fill(instance: Path, settings: str) -> None:
    (instance / "broker").mkdir(parents=True)
    (instance / "broker" / "message").touch()
    (instance / "assembly.db").touch()
    (instance / "settings.env").write_text(settings)


def test_fresh_empties_a_demonstration_and_says_what_goes(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _fill(instance, "SECRET_KEY=x\nASSEMBLY_DEMO=1\n")
    run.empty_instance()
    assert list(instance.iterdir()) == []
    assert "assembly.db, broker, settings.env" in capsys.readouterr().out


def test_fresh_never_touches_a_real_assembly(instance: Path) -> None:
    _fill(instance, "SECRET_KEY=x\n")
    with pytest.raises(PreparationError, match="not the demonstration"):
        run.empty_instance()
    assert (instance / "assembly.db").exists()


def test_fresh_without_an_instance_has_nothing_to_do(instance: Path) -> None:
    run.empty_instance()


@pytest.fixture
def program(instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for the command `assembly`, which notes how it is called."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(prepare, "STAMPS", tmp_path / "stamps")
    monkeypatch.setattr(run, "STAMPS", tmp_path / "stamps")
    (tmp_path / "stamps").mkdir()
    instance.mkdir()
    calls = tmp_path / "calls"
    calls.touch()
    script = f"""
echo "$@" >> '{calls}'
echo Loading it …
echo
echo Sign in at here
touch '{instance / "assembly.db"}'
"""
    monkeypatch.setattr(run, "ASSEMBLY", ["sh", "-c", script, "assembly"])
    return calls


def test_the_demonstration_is_prepared_once(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        run.prepare_demonstration(run.options(["--port", "5001"]))
    assert program.read_text().splitlines() == ["demo --prepare-only --port 5001"]
    said = capsys.readouterr().out
    assert said.count("Loading it …") == 1
    assert said.count("Sign in at here") == 2


def test_another_port_or_a_lost_database_is_prepared_anew(program: Path, instance: Path) -> None:
    run.prepare_demonstration(run.options(["--port", "5001"]))
    run.prepare_demonstration(run.options(["--port", "5002", "--stage", "during-vote"]))
    (instance / "assembly.db").unlink()
    run.prepare_demonstration(run.options(["--port", "5002"]))
    assert program.read_text().splitlines() == [
        "demo --prepare-only --port 5001",
        "demo --prepare-only --port 5002 --stage during-vote",
        "demo --prepare-only --port 5002",
    ]


def test_a_preparation_that_fails_is_not_taken_for_done(
    program: Path, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = run.ASSEMBLY
    monkeypatch.setattr(run, "ASSEMBLY", ["sh", "-c", f"touch '{instance / 'assembly.db'}'; exit 1"])
    with pytest.raises(PreparationError):
        run.prepare_demonstration(run.options([]))
    monkeypatch.setattr(run, "ASSEMBLY", good)
    run.prepare_demonstration(run.options([]))
    assert program.read_text()
