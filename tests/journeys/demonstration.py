"""The demonstration, running, and the people whom a visitor of it may be."""

import os
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
    """Load the demonstration as it is at a stage, run its three processes, and give its address."""
    port, log = free_port(), folder / "site.log"
    url = f"http://127.0.0.1:{port}"
    environment = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG", "VIRTUAL_ENV"}}
    environment["ASSEMBLY_INSTANCE"] = str(folder / "instance")
    prepared = assembly(environment, folder, "demo", "--prepare-only", "--stage", stage, "--port", str(port))
    assert prepared.returncode == 0, prepared.stdout + prepared.stderr
    with log.open("wb") as output:
        command = [sys.executable, "-m", "assembly", "all", "--port", str(port)]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
        try:
            wait_until(lambda: answers(url), lambda: f"the demonstration answers; {log.read_text(encoding='utf-8')}")
            yield url
        finally:
            process.terminate()
            process.wait(PATIENCE)


def look_as(page: Page, url: str, role: str, language: str) -> None:
    """Become one of the demonstration's people with the one click that it offers."""
    page.goto(f"{url}/{language}/demo")
    page.locator(f"form[action$='/demo/{role}'] button").click()
    page.wait_for_load_state()
