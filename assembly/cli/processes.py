"""Commands that run: web, worker, beat, and all of them together."""

import os
import socket
import sys
from pathlib import Path

import click

from assembly.cli.database_version import check_database

HOST = "127.0.0.1"
PORT = 5000

port_option = click.option(
    "--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="Port of the web pages."
)
host_option = click.option("--host", default=HOST, show_default=True, help="Address to listen on.")


@click.command()
@host_option
@port_option
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Number of web processes.")
@click.option("--threads", type=click.IntRange(1), default=8, show_default=True, help="Threads of each of them.")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the web pages (gunicorn). A reverse proxy with TLS stands before it on the internet."""
    from assembly.cli.web_server import WebServer

    check_database()
    check_port(host, port)
    WebServer(host, port, workers, threads).run()


@click.command()
@click.option("--concurrency", type=click.IntRange(1), default=2, show_default=True, help="Threads of the worker.")
def worker(concurrency: int) -> None:
    """Send mail and count votes (a Celery worker)."""
    check_database()
    _celery(
        "worker.app",
        "worker",
        "--pool",
        "threads",
        "--concurrency",
        str(concurrency),
        "--without-gossip",
        "--without-mingle",
    )


@click.command()
def beat() -> None:
    """Wake the workers regularly (Celery beat). Run one; a second does no harm."""
    _celery("worker.timer", "beat")


@click.command("all")
@host_option
@port_option
def all_(host: str, port: int) -> None:
    """Run web, worker and beat together on this machine until Ctrl-C."""
    run_all(host, port)


def run_all(host: str, port: int) -> None:
    """Supervise the three processes; does not return."""
    from assembly.config import load_settings
    from assembly.supervisor import Child, run

    load_settings()  # a wrong setting is told once, not three times
    check_database()
    check_port(host, port)
    program = [sys.executable, "-m", "assembly"]
    children = [
        Child("web", [*program, "serve", "--host", host, "--port", str(port)]),
        Child("worker", [*program, "worker"]),
        Child("beat", [*program, "beat"]),
    ]
    sys.exit(run(children))


def check_port(host: str, port: int) -> None:
    """Stop with a clear message if somebody else listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} on {host} cannot be used ({error.strerror}). "
                f"Stop the program that uses it, or choose another: --port {port + 1}"
            ) from None


def _celery(application: str, kind: str, *options: str) -> None:
    """Become Celery; settings are checked first, so that a wrong one is a sentence."""
    from assembly.config import load_settings

    load_settings()
    program = Path(sys.executable).with_name("celery")
    command = [str(program), "--quiet", "-A", application, kind, *options]
    os.execv(program, command)  # noqa: S606 - our own program, no shell


COMMANDS = (serve, worker, beat, all_)
