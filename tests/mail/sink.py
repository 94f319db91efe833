"""A mail server to test with: real SMTP on a free port of the loopback, and answers as a test wishes."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 2.0.0 taken"
DROP = "drop the connection without an answer"


@dataclass(frozen=True)
class Taken:
    """A mail that the server said yes to, or dropped the connection over after it had it whole."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=default)


Reply = Callable[[int, str], str]
"""Given the number of the mail (from 1) and its recipient: what to answer to its content."""


@dataclass
class Sink:
    """What came in. `to_recipient` answers RCPT, `to_content` the mail itself."""

    port: int = 0
    mails: list[Taken] = field(default_factory=list)
    connections: int = 0
    seen: int = 0
    to_recipient: dict[str, str] = field(default_factory=dict)
    to_content: Reply = lambda _number, _recipient: TAKEN

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def recipients(self) -> Counter[str]:
        """How often each address was sent a mail."""
        return Counter(address for mail in self.mails for address in mail.recipients)

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.to_recipient.get(address, TAKEN)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.seen += 1
        answer = self.to_content(self.seen, envelope.rcpt_tos[0])
        if answer == DROP or answer.startswith("250"):
            content = envelope.original_content or b""
            self.mails.append(Taken(str(envelope.mail_from), tuple(envelope.rcpt_tos), content))
        if answer == DROP:
            server.transport.abort()
        return answer


@contextmanager
def smtp_sink(port: int = 0) -> Iterator[Sink]:
    """Run a mail server until the block ends."""
    sink, loop = Sink(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> asyncio.Server:
        return await loop.create_server(
            lambda: SMTP(sink, loop=loop, hostname="sink.example", ident="sink"), "127.0.0.1", port
        )

    server = asyncio.run_coroutine_threadsafe(start(), loop).result(60)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(60)
        loop.close()


async def _end(server: asyncio.Server) -> None:
    server.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
