"""The way out: a mail server as the settings name it, or the demonstration's inbox, or none yet."""

import dataclasses
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from assembly.config import Settings
from assembly.mail import smtp
from assembly.mail.rules import Outcome
from assembly.mail.smtp import Inbox, Server, TransportDownError, problems, transport_for
from tests.mail.sink import DROP, Sink

PATIENCE = timedelta(seconds=60)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        instance=tmp_path,
        secret_key="x" * 32,
        database_url="sqlite://",
        base_url="https://assembly.example",
        redis_url=None,
        smtp_url=None,
        keys_dir=tmp_path,
        demo=False,
        mail_lease=timedelta(seconds=120),
        proxies=(),
        log_level="INFO",
    )


def server(url: str) -> Server:
    return Server.from_url(url, "assembly.example", PATIENCE)


@pytest.mark.parametrize(
    ("url", "scheme", "host", "port", "user", "password"),
    [
        ("smtp://mail.example", "smtp", "mail.example", 25, "", ""),
        ("smtps://u:p@mail.example", "smtps", "mail.example", 465, "u", "p"),
        ("smtp+starttls://u%40x:p%3A%2F@mail.example", "smtp+starttls", "mail.example", 587, "u@x", "p:/"),
        ("smtp+starttls://mail.example:2525", "smtp+starttls", "mail.example", 2525, "", ""),
    ],
)
def test_the_address_of_a_server(  # noqa: PLR0917
    url: str, scheme: str, host: str, port: int, user: str, password: str
) -> None:
    found = server(url)
    assert (found.scheme, found.host, found.port) == (scheme, host, port)
    assert (found.user, found.password) == (user, password)


def test_where_mail_goes(settings: Settings) -> None:
    assert transport_for(settings) is None
    assert isinstance(transport_for(dataclasses.replace(settings, demo=True)), Inbox)
    real = dataclasses.replace(settings, demo=True, smtp_url="smtp://mail.example")
    assert isinstance(transport_for(real), Server)


def test_all_waits_for_one_mail_fit_into_a_lease(settings: Settings) -> None:
    found = transport_for(dataclasses.replace(settings, smtp_url="smtp://mail.example"))
    assert isinstance(found, Server)
    assert found.patience * 5 < settings.mail_lease * 7 / 8


def test_what_comes_back_comes_to_an_address_of_its_own_where_a_mailbox_is_named() -> None:
    with_mailbox = server("smtp://mail.example?bounces=bounces@assembly.example")
    assert with_mailbox.envelope_sender("office@f.example", "+17-ab") == "bounces+17-ab@assembly.example"
    assert server("smtp://mail.example").envelope_sender("office@f.example", "+17-ab") == "office@f.example"


def test_a_mail_is_handed_over_as_it_is(sink: Sink) -> None:
    content = b"Subject: x\r\n\r\n.a line with a dot\r\nend\r\n"
    with server(sink.url).connect() as connection:
        answer = connection.send("office@f.example", "ada@people.example", content)
    assert (answer.outcome, answer.text) == (Outcome.SENT, "250 2.0.0 taken")
    [mail] = sink.mails
    assert (mail.sender, mail.recipients, mail.content) == ("office@f.example", ("ada@people.example",), content)


def test_a_refused_recipient_does_not_disturb_the_next(sink: Sink) -> None:
    sink.to_recipient["gone@people.example"] = "550 5.1.1 no such user"
    with server(sink.url).connect() as connection:
        refused = connection.send("office@f.example", "gone@people.example", b"x\r\n")
        taken = connection.send("office@f.example", "ada@people.example", b"x\r\n")
    assert (refused.outcome, refused.text, refused.broken) == (Outcome.NEVER, "550 5.1.1 no such user", False)
    assert taken.outcome == Outcome.SENT
    assert [mail.recipients for mail in sink.mails] == [("ada@people.example",)]


def test_broken_after_the_mail_went_it_is_uncertain(sink: Sink) -> None:
    sink.to_content = lambda _number, _recipient: DROP
    with server(sink.url).connect() as connection:
        answer = connection.send("office@f.example", "ada@people.example", b"x\r\n")
    assert (answer.outcome, answer.broken) == (Outcome.UNCERTAIN, True)


def test_broken_before_the_mail_went_it_has_not_gone(sink: Sink) -> None:
    with server(sink.url).connect() as connection:
        assert isinstance(connection, smtp.Session)
        assert connection.client.sock
        connection.client.sock.shutdown(socket.SHUT_RDWR)
        answer = connection.send("office@f.example", "ada@people.example", b"x\r\n")
    assert (answer.outcome, answer.broken) == (Outcome.LATER, True)


def test_a_server_that_is_away_is_named_as_such() -> None:
    with pytest.raises(TransportDownError, match="refused"), server("smtp://127.0.0.1:1").connect():
        pass


@pytest.fixture
def silent_server() -> Iterator[int]:
    """The port of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_server_that_says_nothing_is_not_waited_for_long(silent_server: int) -> None:
    impatient = Server.from_url(f"smtp://127.0.0.1:{silent_server}", "a.example", timedelta(seconds=0.2))
    with pytest.raises(TransportDownError), impatient.connect():
        pass


def test_a_server_without_encryption_is_not_used_where_it_is_asked_for(sink: Sink) -> None:
    with (
        pytest.raises(TransportDownError, match="STARTTLS"),
        server(f"smtp+starttls://127.0.0.1:{sink.port}").connect(),
    ):
        pass


def test_problems_tell_why_mail_cannot_leave(settings: Settings, sink: Sink) -> None:
    assert "SMTP_URL is missing" in problems(settings)[0]
    away = dataclasses.replace(settings, smtp_url="smtp://127.0.0.1:1")
    assert "refused" in problems(away)[0]
    assert problems(dataclasses.replace(settings, smtp_url=sink.url)) == []
    assert problems(dataclasses.replace(settings, demo=True)) == []


def test_the_inbox_takes_everything(tmp_path: Path) -> None:
    with Inbox(tmp_path / "mail").connect() as connection:
        answer = connection.send("office@f.example", "ada@people.example", b"Subject: x\r\n\r\nx\r\n")
    assert answer.outcome == Outcome.SENT
    assert len(list((tmp_path / "mail").iterdir())) == 1


def test_an_inbox_that_cannot_be_written_keeps_the_mail_in_the_outbox(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")
    with Inbox(tmp_path / "mail").connect() as connection:
        answer = connection.send("office@f.example", "ada@people.example", b"x\r\n")
    assert (answer.outcome, answer.broken) == (Outcome.LATER, True)
