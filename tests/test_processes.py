"""`assembly all`: web, worker and beat of a real installation, started, killed and ended together."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.slow

PATIENCE = 180.0
KINDS = {"web": " serve ", "worker": " worker", "beat": " beat", "guardian": "guardian.py"}


class Installation:
    """A supervisor at work on an installation of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        environment = {**os.environ, "ASSEMBLY_INSTANCE": str(folder / "instance")}
        program = [sys.executable, "-m", "assembly"]
        someone = ["--name", "Ana Secretary", "--email", "ana@secretariat.example"]
        subprocess.run(
            [*program, "init", *someone, "--base-url", f"http://{self.address}"],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with (folder / "output").open("wb") as output:
            self.process = subprocess.Popen(
                [*program, "all", "--port", self.address.rpartition(":")[2]],
                env=environment,
                stdout=output,
                stderr=output,
            )
        self.output = folder / "output"

    def child(self, kind: str) -> psutil.Process | None:
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess):
                if KINDS[kind] in " ".join(child.cmdline()):
                    return child
        return None

    def serves(self) -> bool:
        """Tell whether the web process answers; whatever its front page is."""
        connection = http.client.HTTPConnection(self.address, timeout=PATIENCE)
        with suppress(OSError), closing(connection):
            connection.request("HEAD", "/")
            return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
        return False

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def until(self, true: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not true():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.1)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path)
    try:
        made.until(made.serves)
        made.until(lambda: all(made.child(kind) for kind in KINDS))
        yield made
    finally:
        made.process.kill()
        made.process.wait()


def all_gone(family: list[psutil.Process]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while any(map(lives, family)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not any(map(lives, family))


def lives(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def test_killed_children_start_again_and_all_end_together(installation: Installation) -> None:
    before = {kind: installation.child(kind) for kind in ("web", "worker", "beat")}
    for child in before.values():
        assert child
        child.kill()
    for kind, former in before.items():
        installation.until(lambda kind=kind, former=former: installation.child(kind) not in (None, former))
    installation.until(installation.serves)

    family = installation.family()
    installation.process.terminate()
    installation.process.wait(PATIENCE)
    assert all_gone(family)


def test_a_killed_supervisor_leaves_nothing_running(installation: Installation) -> None:
    family = installation.family()
    installation.process.kill()
    installation.process.wait()
    assert all_gone(family)
