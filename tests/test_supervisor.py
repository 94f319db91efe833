"""The supervisor, tried on real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

PATIENCE = 120.0

SUPERVISOR = """
import sys
from assembly.supervisor import Child, Timing, run
named = zip(sys.argv[1::2], sys.argv[2::2])
children = [Child(name, [sys.executable, "-S", script]) for name, script in named]
sys.exit(run(children, Timing(first_pause=0.05, longest_pause=0.2, grace={grace}, orphan_grace=0.5)))
"""

BEGIN = """
import os, pathlib, signal, subprocess, sys, time
FOLDER = pathlib.Path(__file__).parent
def here(name):
    with (FOLDER / name).open("a") as file:
        file.write(f"{os.getpid()}\\n")
def start(name):
    return subprocess.Popen([sys.executable, "-S", str(FOLDER / f"{name}.py")])
"""

SCRIPTS = {
    "obedient": """
here("obedient")
time.sleep(600)
""",
    "stubborn": """
signal.signal(signal.SIGTERM, signal.SIG_IGN)
here("stubborn")
time.sleep(600)
""",
    "polite": """
def leave(*_):
    here("said goodbye")
    sys.exit(0)
signal.signal(signal.SIGTERM, leave)
here("polite")
time.sleep(600)
""",
    "careless parent": """
start("stubborn")
here("careless parent")
time.sleep(600)
""",
    "careful parent": """
helper = start("obedient")
def leave(*_):
    if helper.poll() is None:
        here("helper lived")
    helper.terminate()
    helper.wait()
    sys.exit(0)
signal.signal(signal.SIGTERM, leave)
here("careful parent")
time.sleep(600)
""",
}


class Supervised:
    """A supervisor at work on scripts in a folder; each script writes its process id when it starts."""

    def __init__(self, folder: Path, *names: str, grace: float = 20.0) -> None:
        self.folder = folder
        for name, text in SCRIPTS.items():
            (folder / f"{name}.py").write_text(BEGIN + text)
        children = [part for name in names for part in (name, str(folder / f"{name}.py"))]
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR.format(grace=grace), *children],
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def pids(self, name: str) -> list[int]:
        path = self.folder / name
        return [int(line) for line in path.read_text().splitlines()] if path.exists() else []

    def started(self, name: str, times: int = 1) -> int:
        """Wait until the script has started so many times; return its last process id."""
        wait_until(lambda: len(self.pids(name)) >= times)
        return self.pids(name)[-1]

    def all_pids(self) -> list[int]:
        return [pid for script in self.folder.glob("*.py") for pid in self.pids(script.stem)]

    def guardians(self) -> list[int]:
        """Return the process ids of the supervisor's children that run guardian.py."""
        children = psutil.Process(self.process.pid).children()
        return [child.pid for child in children if "guardian.py" in command(child)]


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator[Callable[..., Supervised]]:
    made: list[Supervised] = []

    def make(*names: str, grace: float = 20.0) -> Supervised:
        made.append(Supervised(tmp_path, *names, grace=grace))
        return made[-1]

    yield make
    for one in made:
        for pid in [one.process.pid, *one.all_pids()]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        one.process.communicate()


def command(process: psutil.Process) -> str:
    with suppress(psutil.NoSuchProcess):
        return " ".join(process.cmdline())
    return ""


def lives(pid: int) -> bool:
    """Tell whether a process runs; one that ended but was not yet collected does not."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_end_ends_every_child(supervise: Callable[..., Supervised], number: signal.Signals) -> None:
    it = supervise("obedient", "polite")
    children = [it.started("obedient"), it.started("polite")]
    it.process.send_signal(number)
    assert it.process.wait(PATIENCE) == 0
    assert not any(map(lives, children))


def test_children_may_finish_what_they_are_doing(supervise: Callable[..., Supervised]) -> None:
    it = supervise("polite")
    child = it.started("polite")
    it.process.terminate()
    it.process.wait(PATIENCE)
    assert it.pids("said goodbye") == [child]


def test_a_child_ends_its_own_children_itself(supervise: Callable[..., Supervised]) -> None:
    it = supervise("careful parent")
    child, helper = it.started("careful parent"), it.started("obedient")
    it.process.terminate()
    assert it.process.wait(PATIENCE) == 0
    assert it.pids("helper lived") == [child]
    assert not lives(helper)


def test_a_child_that_does_not_end_is_ended_by_force(supervise: Callable[..., Supervised]) -> None:
    it = supervise("stubborn", grace=0.3)
    child = it.started("stubborn")
    it.process.terminate()
    assert it.process.wait(PATIENCE) == 1
    assert not lives(child)


def test_a_second_ctrl_c_does_not_wait(supervise: Callable[..., Supervised]) -> None:
    it = supervise("stubborn", "polite", grace=3600)
    child, _ = it.started("stubborn"), it.started("polite")
    it.process.send_signal(signal.SIGINT)
    it.started("said goodbye")
    it.process.send_signal(signal.SIGINT)
    assert it.process.wait(PATIENCE) == 1
    assert not lives(child)


def test_what_a_child_started_ends_with_it(supervise: Callable[..., Supervised]) -> None:
    it = supervise("careless parent")
    it.started("careless parent")
    grandchild = it.started("stubborn")
    it.process.terminate()
    it.process.wait(PATIENCE)
    wait_until(lambda: not lives(grandchild))


def test_a_child_that_dies_starts_again_and_the_others_go_on(supervise: Callable[..., Supervised]) -> None:
    it = supervise("obedient", "polite")
    other = it.started("polite")
    os.kill(it.started("obedient"), signal.SIGKILL)
    assert lives(it.started("obedient", times=2))
    assert it.pids("polite") == [other]
    it.process.terminate()
    _, said = it.process.communicate(timeout=PATIENCE)
    assert said.startswith("obedient ended (signal 9, Killed); it starts again in 0.05 s.\n")


def test_it_waits_longer_after_each_death(supervise: Callable[..., Supervised]) -> None:
    it = supervise("obedient")
    for times in range(1, 5):
        os.kill(it.started("obedient", times=times), signal.SIGKILL)
    it.started("obedient", times=5)
    it.process.terminate()
    _, said = it.process.communicate(timeout=PATIENCE)
    deaths = [line for line in said.splitlines() if "starts again" in line]
    assert [line.split(" in ")[1] for line in deaths] == ["0.05 s.", "0.1 s.", "0.2 s.", "0.2 s."]


def test_nothing_of_a_dead_child_stands_in_the_way_of_the_next(supervise: Callable[..., Supervised]) -> None:
    it = supervise("careless parent")
    grandchild = it.started("stubborn")
    os.kill(it.started("careless parent"), signal.SIGKILL)
    it.started("careless parent", times=2)
    wait_until(lambda: not lives(grandchild))


def test_a_killed_supervisor_leaves_no_child_behind(supervise: Callable[..., Supervised]) -> None:
    it = supervise("obedient", "careless parent", "polite")
    family = [
        it.started("obedient"),
        it.started("careless parent"),
        it.started("stubborn"),
        it.started("polite"),
    ]
    it.process.kill()
    wait_until(lambda: not any(map(lives, family)))
    assert it.pids("said goodbye") == [it.pids("polite")[0]]


def test_a_killed_guardian_is_replaced(supervise: Callable[..., Supervised]) -> None:
    it = supervise("obedient")
    child, [first] = it.started("obedient"), it.guardians()
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: it.guardians() not in ([], [first]))
    [second] = it.guardians()
    it.process.kill()
    wait_until(lambda: not lives(child) and not lives(second))


def test_ctrl_c_in_the_terminal_reaches_the_supervisor_alone(supervise: Callable[..., Supervised]) -> None:
    it = supervise("polite")
    child = it.started("polite")
    assert os.getpgid(child) == child
    os.killpg(it.process.pid, signal.SIGINT)  # what a terminal does
    assert it.process.wait(PATIENCE) == 0
    assert it.pids("said goodbye") == [child]
