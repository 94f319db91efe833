"""The locks hold every package with its hashes, and no address of a registry."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-node.lock"]


def packages(lock: str) -> dict[str, str]:
    """Return what the lock says of each package, by name and version."""
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    return {line.split(maxsplit=1)[0]: line for line in text.splitlines()}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~!; ]", requirement)[0] for requirement in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_hashes_and_no_address(lock: str) -> None:
    assert packages(lock)
    for line in packages(lock).values():
        assert re.fullmatch(r"[a-z0-9-]+==\S+( ;.*?)?( +--hash=sha256:[0-9a-f]{64})+ *", line)


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    asked = names(project["project"]["dependencies"] + groups["build"])
    locked = {name.partition("==")[0] for name in packages("requirements.lock")}
    dev = {name.partition("==")[0] for name in packages("requirements-dev.lock")}
    assert asked <= locked, "run ./lock"
    assert asked | names(groups["dev"]) <= dev, "run ./lock"


def test_tests_run_on_the_very_packages_that_are_delivered() -> None:
    assert packages("requirements.lock").items() <= packages("requirements-dev.lock").items()


def test_the_lock_of_the_assets_has_no_address() -> None:
    assert "://" not in re.sub(r'"(url|funding)": "[^"]*"', "", (ROOT / "package-lock.json").read_text())
