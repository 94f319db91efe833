"""Makes ready what Assembly needs on this machine: .venv, the locked packages, the built assets.

Each step is left out when nothing that it depends on has changed since it last succeeded.
Runs with any Python from 3.11 on and nothing else installed.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMPS = VENV / "stamps"
PYTHON = VENV / "bin" / "python"
BUILT = ROOT / "assembly" / "static" / "build"
OLDEST_NODE = 20


class PreparationError(Exception):
    """A step failed; the message says what to do."""


class Progress:
    """Says which step is being done, and how long it took."""

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._done = 0

    def step(self, what: str, *commands: list[str], environment: Mapping[str, str] | None = None) -> None:
        """Show one line while the commands run; without commands there was nothing to do."""
        self._done += 1
        print(f"{self._done}/{self._steps} {what}", end="" if commands else "\n", flush=True)
        started = time.monotonic()
        for command in commands:
            _run(command, environment)
        if commands:
            print(f" {time.monotonic() - started:.0f} s")


def prepare(progress: Progress, *, dev: bool) -> None:
    """Do the three steps; raises `PreparationError`."""
    _environment(progress)
    _packages(progress, dev=dev)
    _assets(progress)


def _environment(progress: Progress) -> None:
    place = hashlib.sha256(str(ROOT).encode()).hexdigest()
    moved = (STAMPS / "environment").exists() and not stamped("environment", place)
    if _works(PYTHON) and not moved:  # its programs name the folder they were installed in
        stamp("environment", place)
        progress.step("Python environment: ready")
        return
    for module in ("venv", "ensurepip"):
        if not _works(Path(sys.executable), f"import {module}"):
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            raise PreparationError(
                f"This Python ({version}) has no module {module}.\n"
                f"On Debian or Ubuntu: sudo apt install python{version}-venv. Then start this again."
            )
    progress.step("Python environment …", [sys.executable, "-m", "venv", "--clear", str(VENV)])
    stamp("environment", place)


def _packages(progress: Progress, *, dev: bool) -> None:
    lock = "requirements-dev.lock" if dev else "requirements.lock"
    locked, project = hash_of([ROOT / lock]), hash_of([ROOT / "pyproject.toml"])
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    commands = []
    if not stamped(lock, locked):
        commands.append([*pip, "--require-hashes", "-r", lock])
    if commands or not stamped("project", project):
        commands.append([*pip, "--no-deps", "--no-build-isolation", "--editable", "."])
    progress.step("Python packages …" if commands else "Python packages: ready", *commands)
    stamp(lock, locked)
    if dev:  # it holds all that the other lock does
        stamp("requirements.lock", hash_of([ROOT / "requirements.lock"]))
    stamp("project", project)


def _assets(progress: Progress) -> None:
    locked = hash_of([ROOT / "package.json", ROOT / "package-lock.json"])
    sources = hash_of(path for path in (ROOT / "assembly" / "static" / "src").rglob("*") if path.is_file())
    installed = stamped("npm", locked) and (ROOT / "node_modules").is_dir()
    if installed and stamped("assets", locked + sources) and BUILT.is_dir() and any(BUILT.iterdir()):
        progress.step("Style sheets and scripts: ready")
        return
    environment = {**os.environ, "PATH": f"{_folder_of_node()}{os.pathsep}{os.environ['PATH']}"}
    npm = ["npm", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    build = [*npm, "run", "build"]
    commands = [build] if installed else [[*npm, "ci"], build]
    progress.step("Style sheets and scripts …", *commands, environment=environment)
    stamp("npm", locked)
    stamp("assets", locked + sources)


def _folder_of_node() -> Path:
    """Return the folder with `node` and `npm`: the machine's, or those of a Python package in .venv."""
    node = shutil.which("node")
    if node and shutil.which("npm"):
        version = re.match(r"v(\d+)", _output([node, "--version"]))
        if version and int(version[1]) >= OLDEST_NODE:
            return Path(node).parent
    if not (VENV / "bin" / "npm").exists():
        pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
        _run([*pip, "--require-hashes", "-r", "requirements-node.lock"], None)
    return VENV / "bin"


def _run(command: list[str], environment: Mapping[str, str] | None) -> None:
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
    )  # fmt: skip
    if done.returncode:
        raise PreparationError(
            f"{done.stdout.rstrip()}\n\nThis step failed: {' '.join(command)}\n"
            "If the package registries could not be reached, check the network and start this again: "
            "it goes on where it stopped."
        )


def _output(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _works(python: Path, statement: str = "") -> bool:
    try:
        return subprocess.run([python, "-c", statement], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def hash_of(paths: Iterable[Path]) -> str:
    """Return one hash for the names and contents of files of the project."""
    whole = hashlib.sha256()
    for path in sorted(paths):
        whole.update(f"{path.relative_to(ROOT)}\n".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def stamped(name: str, value: str) -> bool:
    """Tell whether a step last succeeded with this value."""
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text() == value


def stamp(name: str, value: str) -> None:
    """Note that a step succeeded with this value."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(value)


def main() -> int:
    """Prepare what the tests need too with `--dev`."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0], allow_abbrev=False)
    parser.add_argument("--dev", action="store_true", help="also what the tests need")
    options = parser.parse_args()
    try:
        prepare(Progress(steps=3), dev=options.dev)
    except PreparationError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
