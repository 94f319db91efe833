"""The options of `./run`."""

import socket
from pathlib import Path

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


def test_fresh_empties_a_demonstration_and_says_what_goes(
    instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
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
