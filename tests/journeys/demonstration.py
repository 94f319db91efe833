"""The demonstration, running, and the people whom a visitor of it may be."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.site import PATIENCE, answers, assembly, free_port, wait_until

EVENT = "/events/international-assembly"


@contextmanager
def running_demonstration(folder: Path, stage: str) -> Iterator[str]:
    """Serve a demonstration of one's own as it is at a stage, and give its address. Only pages: no worker runs."""
    port, log = free_port(), folder / "site.log"
    url = f"http://127.0.0.1:{port}"
    shutil.copytree(loaded(folder, stage), folder / "instance")
    environment = environment_of(folder / "instance") | {"BASE_URL": url}
    with log.open("wb") as output:
        command = [sys.executable, "-m", "assembly", "serve", "--port", str(port)]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
        try:
            wait_until(lambda: answers(url), lambda: f"the demonstration answers; {log.read_text(encoding='utf-8')}")
            yield url
        finally:
            process.terminate()
            process.wait(PATIENCE)


def loaded(folder: Path, stage: str) -> Path:
    """Return an instance with the demonstration, to be copied: loaded once in a run, by the first process that asks."""
    shared = folder.parents[1 if "PYTEST_XDIST_WORKER" in os.environ else 0]  # several have folders in that of the run
    instance, whole = shared / f"demonstration-{stage}", shared / f"demonstration-{stage}-is-loaded"
    with (shared / f"demonstration-{stage}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            made = assembly(environment_of(instance), folder, "demo", "--prepare-only", "--stage", stage)
            assert made.returncode == 0, made.stdout + made.stderr
            whole.touch()
    return instance


def environment_of(instance: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG", "VIRTUAL_ENV"}}
    return kept | {"ASSEMBLY_INSTANCE": str(instance)}


def look_as(page: Page, url: str, role: str, language: str) -> None:
    """Become one of the demonstration's people with the one click that it offers."""
    page.goto(f"{url}/{language}/demo")
    page.locator(f"form[action$='/demo/{role}'] button").click()
    page.wait_for_load_state()
