"""Several commands in one go (RFC 2920), with servers that take, refuse, hang and leave in the middle of it."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

import pytest

from assembly.mail.rules import Outcome
from assembly.mail.smtp import Server

LEAVE, HANG = "leave", "hang"
TAKES = {"MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go on", ".": "250 taken", "RSET": "250 ok", "QUIT": "221 bye"}
SENDER, RECIPIENT = "office@f.example", "ada@people.example"


class Scripted:
    """A server that answers each command as it is told, and remembers what came."""

    def __init__(self, listener: socket.socket, script: Mapping[str, str]) -> None:
        self.listener, self.script = listener, script
        self.commands: list[str] = []
        self.mails: list[str] = []
        self.released = threading.Event()

    def serve(self) -> None:
        connection, _address = self.listener.accept()
        with connection, connection.makefile("rwb", buffering=0) as line:
            line.write(b"220 scripted\r\n")
            while command := line.readline().decode().strip():
                if not self._answer(line, command[:4].upper()):
                    return

    def _answer(self, line: socket.SocketIO, verb: str) -> bool:
        self.commands.append(verb)
        if verb == "EHLO":
            line.write(b"250-scripted\r\n250 PIPELINING\r\n")
            return True
        if not self._say(line, self.script[verb]):
            return False
        if verb == "DATA" and self.script["DATA"].startswith("354"):
            content = b""
            while not (content == b".\r\n" or content.endswith(b"\r\n.\r\n")):
                piece = line.readline()
                if not piece:
                    return False
                content += piece
            self.mails.append(content.decode())
            return self._say(line, self.script["."])
        return True

    def _say(self, line: socket.SocketIO, words: str) -> bool:
        if words == HANG:
            self.released.wait(60)
        if words in {LEAVE, HANG}:
            return False
        line.write(f"{words}\r\n".encode())
        return True


@contextmanager
def scripted(**changes: str) -> Iterator[tuple[Scripted, Server]]:
    script = TAKES | {{"END": "."}.get(verb, verb): words for verb, words in changes.items()}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        told = Scripted(listener, script)
        thread = threading.Thread(target=told.serve)
        thread.start()
        port = listener.getsockname()[1]
        patience = timedelta(seconds=4 if HANG in script.values() else 60)
        try:
            yield told, Server.from_url(f"smtp://127.0.0.1:{port}", "a.example", patience)
        finally:
            told.released.set()
            thread.join(60)


def test_three_commands_in_one_go_then_the_mail() -> None:
    with scripted() as (told, server), server.connect() as connection:
        answers = [connection.send(SENDER, RECIPIENT, b".x\r\n") for _mail in range(2)]
    assert [(answer.outcome, answer.text) for answer in answers] == [(Outcome.SENT, "250 taken")] * 2
    assert told.commands == ["EHLO", *2 * ["MAIL", "RCPT", "DATA"], "QUIT"]
    assert told.mails == ["..x\r\n.\r\n"] * 2


@pytest.mark.parametrize("data", ["354 go on", "503 nobody to send it to"])
def test_a_refused_recipient_gets_nothing_and_the_next_mail_goes(data: str) -> None:
    """A server may still ask for the mail of nobody: it gets an empty one, never the mail."""
    refusing = scripted(RCPT="550 5.1.1 no such user", DATA=data, END="554 no valid recipients")
    with refusing as (told, server), server.connect() as connection:
        answer = connection.send(SENDER, RECIPIENT, b"secret\r\n")
        told.script = TAKES
        after = connection.send(SENDER, RECIPIENT, b"x\r\n")
    assert (answer.outcome, answer.text, answer.broken) == (Outcome.NEVER, "550 5.1.1 no such user", False)
    assert after.outcome is Outcome.SENT
    assert "secret" not in "".join(told.mails)


@pytest.mark.parametrize(
    ("changes", "outcome", "broken"),
    [
        ({"MAIL": "451 later"}, Outcome.LATER, False),
        ({"MAIL": "421 closing"}, Outcome.LATER, True),
        ({"RCPT": "421 closing"}, Outcome.LATER, True),
        ({"DATA": "421 closing"}, Outcome.LATER, True),
        ({"DATA": "452 full"}, Outcome.LATER, False),
        ({"END": "452 full"}, Outcome.LATER, False),
        ({"END": "550 not this"}, Outcome.NEVER, False),
        ({"END": "421 closing"}, Outcome.LATER, True),
        ({"RCPT": LEAVE}, Outcome.LATER, True),
        ({"DATA": LEAVE}, Outcome.LATER, True),
        ({"END": LEAVE}, Outcome.UNCERTAIN, True),
        ({"RCPT": HANG}, Outcome.LATER, True),
        ({"END": HANG}, Outcome.UNCERTAIN, True),
    ],
)
def test_each_refusal_and_each_silence_has_its_meaning(
    changes: dict[str, str],
    outcome: Outcome,
    broken: bool,  # noqa: FBT001
) -> None:
    with scripted(**changes) as (_told, server), server.connect() as connection:
        answer = connection.send(SENDER, RECIPIENT, b"x\r\n")
    assert (answer.outcome, answer.broken) == (outcome, broken)
