"""Real workers and timers, as processes that a test may kill."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from assembly.config import Settings
from assembly.supervisor import Guardian

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
"""Seconds within which a process must end; a busy machine needs more than a quiet one."""


@dataclass
class Crew:
    """The processes of one test; they end with it, and with whoever runs it."""

    settings: Settings
    guardian: Guardian
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def worker(self, application: str = "tests.faults.mail_worker") -> subprocess.Popen[bytes]:
        """Start a worker as `assembly worker` does."""
        options = ["--pool", "threads", "--concurrency", "2", "--without-gossip", "--without-mingle"]
        return self._start("-A", application, "worker", *options)

    def timer(self) -> subprocess.Popen[bytes]:
        """Start a timer as `assembly beat` does."""
        return self._start("-A", "worker.timer", "beat")

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.settings.instance / f"process-{len(self.started)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "celery", "--quiet", *arguments],
                cwd=ROOT, env=os.environ | environment(self.settings), stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.guardian.watch(process.pid)
        self.started.append(process)
        return process

    def told(self) -> str:
        """Return what the processes have written, for a test that fails."""
        logs = sorted(self.settings.instance.glob("process-*.log"))
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')}" for log in logs)


def environment(settings: Settings) -> dict[str, str]:
    """Return the settings as the environment of a process says them."""
    return {
        "ASSEMBLY_INSTANCE": str(settings.instance),
        "SECRET_KEY": settings.secret_key,
        "BASE_URL": settings.base_url,
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url or "",
        "SMTP_URL": settings.smtp_url or "",
        "MAIL_LEASE_SECONDS": str(int(settings.mail_lease.total_seconds())),
        "LOG_LEVEL": "INFO",
    }


@contextmanager
def crew(settings: Settings) -> Iterator[Crew]:
    """Give a crew; whatever of it still runs is killed in the end."""
    with Guardian(grace=0.1) as guardian:
        found = Crew(settings, guardian)
        try:
            yield found
        finally:
            for process in found.started:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait(PATIENCE)
                guardian.forget(process.pid)


Start = Callable[[], subprocess.Popen[bytes]]
