"""A mail server that takes everything as fast as Python can, and how fast that is: the limit of what is measured with it.

It runs in a process of its own, speaks SMTP with PIPELINING, and keeps nothing but a count.
"""

import asyncio
import multiprocessing
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from typing import Any

CONTEXT = multiprocessing.get_context("spawn")
MAILS_A_CONNECTION = 50
END = b"\r\n.\r\n"
HELLO = b"250-sink\r\n250-PIPELINING\r\n250-SIZE 10485760\r\n250 8BITMIME\r\n"


class Session(asyncio.Protocol):
    """One connection; `seen` counts the mails of all."""

    def __init__(self, seen: "Seen") -> None:
        self.seen = seen
        self.left = b""
        self.in_mail = False
        self.size = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport
        transport.write(b"220 sink ESMTP\r\n")  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.left += data
        while self.left:
            if not (self._mail() if self.in_mail else self._command()):
                return

    def _mail(self) -> bool:
        end = self.left.find(END)
        if end < 0:
            self.size += max(len(self.left) - 4, 0)
            self.left = self.left[-4:]
            return False
        self.size += end
        self.left = self.left[end + len(END) :]
        self.in_mail = False
        self.seen.one_more(self.size)
        self.size = 0
        self.transport.write(b"250 2.0.0 taken\r\n")
        return True

    def _command(self) -> bool:
        end = self.left.find(b"\r\n")
        if end < 0:
            return False
        verb, self.left = self.left[:4].upper(), self.left[end + 2 :]
        if verb == b"DATA":
            self.in_mail = True
            self.transport.write(b"354 go on\r\n")
        elif verb == b"EHLO":
            self.transport.write(HELLO)
        elif verb == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
        else:
            self.transport.write(b"250 ok\r\n")
        return True


@dataclass
class Seen:
    """What came in: how many mails, their bytes, and when the last was taken (time.perf_counter)."""

    count: "Synchronized[int]"
    size: "Synchronized[int]"
    last: "Synchronized[float]"

    def one_more(self, size: int) -> None:
        self.count.value += 1
        self.size.value += size
        self.last.value = time.perf_counter()

    def forget(self) -> None:
        self.count.value = self.size.value = 0

    def wait_for(self, count: int, patience: float) -> float:
        """Return when the mail of that number was taken."""
        deadline = time.perf_counter() + patience
        while self.count.value < count:
            if time.perf_counter() > deadline:
                raise TimeoutError(f"{self.count.value} of {count} mails came")
            time.sleep(0.005)
        return self.last.value


@contextmanager
def sink() -> Iterator[tuple[int, Seen]]:
    """Run the server until the block ends; give its port and what it sees."""
    count, size, last = (CONTEXT.Value(kind, 0, lock=False) for kind in "qqd")
    seen = Seen(count, size, last)
    theirs, ours = CONTEXT.Pipe()
    process = CONTEXT.Process(target=_serve, args=(seen, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv(), seen
    finally:
        process.terminate()
        process.join()


def _serve(seen: Seen, told: Any) -> None:
    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: Session(seen), "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


def limit(port: int, seen: Seen, size: int, mails: int = 10_000, processes: int = 2) -> float:
    """Return how many ready mails of that size two processes hand over in a second, doing nothing else."""
    seen.forget()
    senders = [CONTEXT.Process(target=_send, args=(port, size, mails // processes)) for _ in range(processes)]
    began = time.perf_counter()
    for sender in senders:
        sender.start()
    while not seen.count.value:
        time.sleep(0.001)
        began = time.perf_counter()  # starting the processes does not count
    ended = seen.wait_for(mails, 120)
    for sender in senders:
        sender.join()
    return mails / (ended - began)


def _send(port: int, size: int, mails: int) -> None:
    mail = b"x" * 70 + b"\r\n"
    content = mail * (size // len(mail)) + b".\r\n"
    envelope = b"MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n"
    for start in range(0, mails, MAILS_A_CONNECTION):
        with socket.create_connection(("127.0.0.1", port)) as connection, connection.makefile("rb") as answers:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            answers.readline()
            connection.sendall(b"EHLO sender\r\n")
            while not answers.readline().startswith(b"250 "):
                pass
            for _mail in range(min(MAILS_A_CONNECTION, mails - start)):
                connection.sendall(envelope)
                for _answer in range(3):
                    answers.readline()
                connection.sendall(content)
                answers.readline()
