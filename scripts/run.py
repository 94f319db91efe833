"""Prepares what Assembly needs and starts its demonstration; what ./run does."""

import argparse
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from prepare import ROOT, STAMPS, VENV, PreparationError, Progress, hash_of, prepare, stamp, stamped

HOST = "127.0.0.1"
DEFAULT_PORT, LAST_PORT = 5000, 65535
ASSEMBLY = [str(VENV / "bin" / "assembly")]
INSTANCE = Path(os.environ.get("ASSEMBLY_INSTANCE", ROOT / "instance"))


def options(arguments: list[str]) -> argparse.Namespace:
    """Read the command line; ends the program with code 2 if it cannot be understood."""
    parser = argparse.ArgumentParser(
        prog="./run",
        description="Starts Assembly on this machine with a demonstration assembly. The first start installs "
        "what it needs into .venv and node_modules; nothing outside this folder changes. Ctrl-C ends it.",
        allow_abbrev=False,
    )
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help="port on this machine (default: %(default)s)")
    parser.add_argument(
        "--stage",
        choices=["before-registration", "before-assembly", "during-vote"],
        help="where the demonstration stands in its course; for an empty database (default: before-assembly)",
    )
    parser.add_argument("--fresh", action="store_true", help="empty instance/ first and begin anew")
    parser.add_argument("--setup-only", action="store_true", help="do everything but start")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text} is not a port: it must be a number from 1 to {LAST_PORT}")
    return int(text)


def check_port(port: int) -> None:
    """Refuse a port at which another program listens, before anything long is done."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise PreparationError(f"Port {port} is reserved: choose one from 1024 on with --port.") from None
        except OSError:
            other = port + 1 if port < LAST_PORT else DEFAULT_PORT
            raise PreparationError(
                f"Port {port} is in use: Assembly or another program is running there already.\n"
                f"End it, or choose another port: ./run --port {other}"
            ) from None


def empty_instance() -> None:
    """Delete what is in the instance folder, and say what; never that of a real assembly."""
    found = sorted(INSTANCE.iterdir()) if INSTANCE.is_dir() else []
    settings = INSTANCE / "settings.env"
    if settings.exists() and "ASSEMBLY_DEMO=1" not in settings.read_text(encoding="utf-8").splitlines():
        raise PreparationError(
            f"{INSTANCE} holds an assembly that is not the demonstration, so --fresh leaves it alone.\n"
            "If it may go, delete that folder yourself."
        )
    if found:
        print(f"Deleting from {INSTANCE}: {', '.join(path.name for path in found)}")
    for path in found:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def prepare_demonstration(chosen: argparse.Namespace) -> None:
    """Make or upgrade the database and say how to sign in; known already if nothing has changed since."""
    print("4/5 Database and demonstration", flush=True)
    migrations = hash_of((ROOT / "assembly" / "migrations" / "versions").glob("*.py"))
    key = f"{migrations} {INSTANCE} {chosen.port}"
    guide = STAMPS / "guide"
    own = "DATABASE_URL" not in os.environ and (INSTANCE / "assembly.db").exists()
    if own and stamped("demonstration", key) and guide.exists():
        print(guide.read_text(encoding="utf-8"), end="")
        return
    command = [*ASSEMBLY, "demo", "--prepare-only", "--port", str(chosen.port)]
    command += ["--stage", chosen.stage] if chosen.stage else []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8") as process:
        said = ""
        for line in process.stdout or ():
            print(line, end="", flush=True)
            said += line
    if process.returncode:
        raise PreparationError("The demonstration could not be prepared; the reason stands above.")
    guide.write_text(said.partition("…\n")[2] or said, encoding="utf-8")  # without "Loading …"
    stamp("demonstration", key)


def start(port: int) -> None:
    """Become the program itself, so that it gets the signals meant for ./run."""
    print("5/5 Web, worker and timer", flush=True)
    os.execv(ASSEMBLY[0], [*ASSEMBLY, "all", "--port", str(port)])


def main() -> int:
    """Do all the steps; returns only if one fails or the last is not wanted."""
    chosen = options(sys.argv[1:])
    try:
        if not chosen.setup_only:
            check_port(chosen.port)
        prepare(Progress(steps=5), dev=False)
        if chosen.fresh:
            empty_instance()
        prepare_demonstration(chosen)
    except PreparationError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Start ./run again: it goes on where it stopped.", file=sys.stderr)
        return 130
    if not chosen.setup_only:
        start(chosen.port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
