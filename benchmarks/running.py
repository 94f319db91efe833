"""Processes of a benchmark: started, waited for, ended; their memory."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0
"""Seconds to wait for a process."""


def free_port() -> int:
    """Return a port of the loopback that nobody uses."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def instance(**settings: str) -> Iterator[dict[str, str]]:
    """Load the demonstration into a temporary instance; give the environment in which to run it."""
    with tempfile.TemporaryDirectory(prefix="assembly-benchmark-") as folder:
        environment = {**os.environ, "ASSEMBLY_INSTANCE": folder, **settings}
        subprocess.run(command("demo", "--prepare-only"), env=environment, check=True, stdout=subprocess.DEVNULL)
        yield environment


def command(*arguments: str) -> list[str]:
    """Return the command line of `assembly`."""
    return [sys.executable, "-m", "assembly", *arguments]


@contextmanager
def running(arguments: list[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program until the block ends."""
    process = subprocess.Popen(arguments, env=environment, cwd=ROOT, start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


def seconds_to_first_page(url: str, since: float) -> float:
    """Return the seconds from `since` (time.perf_counter) until a page came."""
    while time.perf_counter() - since < PATIENCE:
        try:
            with urlopen(url, timeout=5) as answer:
                answer.read()
                return time.perf_counter() - since
        except OSError:
            time.sleep(0.01)
    raise TimeoutError(url)


def bare_gunicorn(port: int, workers: int = 1) -> list[str]:
    """Return the command line that serves the floor with the same server and settings."""
    return [
        str(Path(sys.executable).with_name("gunicorn")),
        *("--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--threads", "8", "--worker-class", "gthread"),
        *("--log-level", "warning", "benchmarks.floor:app"),
    ]


def proportional_memory(process: subprocess.Popen[bytes]) -> float:
    """Return the proportional set size of a process and all below it, in MB."""
    total = 0
    for pid in _tree(process.pid):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        total += int(re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)[1])  # type: ignore[index]
    return total / 1024


def cpu_seconds(process: subprocess.Popen[bytes]) -> float:
    """Return the seconds that a process and all below it have computed."""
    ticks = 0
    for pid in _tree(process.pid):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _tree(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(below for child in children for below in _tree(int(child)))]
