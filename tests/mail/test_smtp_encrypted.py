"""Mail leaves encrypted and signed in, as the address of the server says; never where the server is another."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from assembly.mail.rules import Outcome
from assembly.mail.smtp import Server, TransportDownError
from tests.mail.sink import Sink

WHO = LoginPassword(b"office", b"p@ss")
CERTIFICATE = Path(__file__).with_name("sink.pem")
"""Of 127.0.0.1, with its key; made for these tests with openssl, signed by nobody else, valid until 2126."""


@pytest.fixture
def port(encrypted_sink: Sink) -> Iterator[int]:
    """The port of a server that takes mail after STARTTLS and signing in, and no other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def check(_server: object, _session: object, _envelope: object, _mechanism: str, data: object) -> AuthResult:
        return AuthResult(success=data == WHO, handled=False)

    def session() -> SMTP:
        return SMTP(
            encrypted_sink, loop=loop, hostname="sink.example", tls_context=context, require_starttls=True,
            authenticator=check, auth_required=True,
        )  # fmt: skip

    async def start() -> asyncio.Server:
        return await loop.create_server(session, "127.0.0.1", 0)

    async def end() -> None:
        listening.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    listening = asyncio.run_coroutine_threadsafe(start(), loop).result(60)
    yield listening.sockets[0].getsockname()[1]
    asyncio.run_coroutine_threadsafe(end(), loop).result(60)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(60)
    loop.close()


@pytest.fixture
def encrypted_sink() -> Sink:
    return Sink()


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts that certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


def server(port: int, who: str = "office:p%40ss") -> Server:
    return Server.from_url(f"smtp+starttls://{who}@127.0.0.1:{port}", "a.example", timedelta(seconds=60))


@pytest.mark.usefixtures("trusted")
def test_mail_leaves_encrypted_and_signed_in(port: int, encrypted_sink: Sink) -> None:
    with server(port).connect() as connection:
        answer = connection.send("office@f.example", "ada@people.example", b"Subject: x\r\n\r\nx\r\n")
    assert answer.outcome is Outcome.SENT
    assert encrypted_sink.recipients == {"ada@people.example": 1}


@pytest.mark.usefixtures("trusted")
def test_with_a_wrong_password_mail_waits(port: int) -> None:
    with pytest.raises(TransportDownError, match="535"), server(port, "office:wrong").connect():
        pass


def test_a_server_that_nobody_vouches_for_gets_neither_password_nor_mail(port: int) -> None:
    with pytest.raises(TransportDownError, match="certificate"), server(port).connect():
        pass
