"""A real site for a journey: web, worker and beat as processes, a mail server that keeps what it gets."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from socket import socket
from urllib.request import urlopen

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

PATIENCE = 180.0
"""Seconds within which whatever was asked for must have happened, on a busy machine."""


@dataclass
class Postbox:
    """Everything that the mail server was given, in order."""

    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return "250 kept"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] and address in str(mail["To"])]

    def wait_for(self, address: str, subject: str, count: int = 1) -> EmailMessage:
        """Return the last mail to an address whose subject matches, once there are that many."""
        found: list[EmailMessage] = []

        def there() -> bool:
            found[:] = [mail for mail in self.to(address) if re.search(subject, str(mail["Subject"]))]
            return len(found) >= count

        wait_until(
            there, f"a mail to {address} about {subject}; there are {[str(m['Subject']) for m in self.to(address)]}"
        )
        return found[-1]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link_in(mail: EmailMessage, pattern: str = r"http://\S+") -> str:
    found = re.search(pattern, text_of(mail))
    assert found, text_of(mail)
    return found.group(0).rstrip(".,>)")


def wait_until(condition: Callable[[], object], what: str | Callable[[], str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"this did not happen: {what if isinstance(what, str) else what()}"
        time.sleep(0.1)


@dataclass
class Site:
    """A running site: its address, the first administrator's link, the folder it lives in, its mail."""

    url: str
    first_link: str
    folder: Path
    post: Postbox
    environment: dict[str, str]

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return assembly(self.environment, self.folder, *arguments)


def assembly(environment: dict[str, str], folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assembly", *arguments], cwd=folder, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_site(folder: Path, database_url: str | None) -> Iterator[Site]:
    """Set up an empty installation with `assembly init`, and run it with `assembly all`."""
    port, post = free_port(), Postbox()
    url = f"http://127.0.0.1:{port}"
    mail_server = Controller(post, hostname="127.0.0.1", port=free_port())
    mail_server.start()
    environment = {
        **{key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG", "VIRTUAL_ENV"}},
        "ASSEMBLY_INSTANCE": str(folder / "instance"),
        "SMTP_URL": f"smtp://127.0.0.1:{mail_server.port}",
        **({"DATABASE_URL": database_url} if database_url else {}),
    }
    made = assembly(
        environment, folder, "init", "--name", "Ada Example", "--email", "ada@office.example", "--base-url", url
    )
    assert made.returncode == 0, made.stdout + made.stderr
    first_link = re.search(rf"{url}\S+", made.stdout)
    assert first_link, made.stdout
    log = (folder / "site.log").open("wb")
    command = [sys.executable, "-m", "assembly", "all", "--port", str(port)]
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        wait_until(lambda: answers(url), f"the site answers; {(folder / 'site.log').read_text()}")
        yield Site(url, first_link.group(0), folder, post, environment)
    finally:
        process.terminate()
        process.wait(PATIENCE)
        mail_server.stop()
        log.close()


def answers(url: str) -> bool:
    try:
        with urlopen(f"{url}/en/", timeout=30) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except OSError:
        return False
