"""Handing mail over: to an SMTP server, or to the demonstration's inbox where there is none."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from smtplib import quoteaddr
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from assembly.config import Settings
from assembly.mail import inbox
from assembly.mail.rules import CLOSING, Answer, Outcome, answer_of

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
ACCEPTED = frozenset({250, 251, 252})
GO_ON = 354
LEAST_PATIENCE = timedelta(seconds=5)
WAITS_A_MAIL = 6
"""How often one mail may wait for the server: all of them must fit into a lease."""


class TransportDownError(Exception):
    """No connection could be made; the message says why, in the server's words where it had any."""


class Connection(Protocol):
    """Takes mails, one after another."""

    def send(self, sender: str, recipient: str, mail: bytes) -> Answer:
        """Hand over one mail to one recipient; never raises for what the server or the network does."""


class Transport(Protocol):
    """Where mail is handed over."""

    def connect(self) -> AbstractContextManager[Connection]:
        """Open one connection for a batch; raise `TransportDownError`."""

    def envelope_sender(self, sender: str, mark: str) -> str:
        """Return the address to which a mail comes back when it cannot be delivered; `mark` tells it from others."""


def transport_for(settings: Settings) -> Transport | None:
    """Return the way out that the settings name; None where there is none yet, and mail waits."""
    if settings.smtp_url:
        return Server.of(settings)
    return Inbox(settings.inbox) if settings.demo else None


def problems(settings: Settings) -> list[str]:
    """Return what keeps mail from leaving, one sentence each; for `assembly check`."""
    transport = transport_for(settings)
    if transport is None:
        return ["SMTP_URL is missing: mail waits until it names a mail server, smtp+starttls://user:password@host."]
    try:
        with transport.connect():
            return []
    except TransportDownError as error:
        reason = str(error).rstrip(".")
        return [f"Mail cannot leave: {reason}. Start the mail server, or check SMTP_URL. Until then mail waits."]


@dataclass(frozen=True, slots=True)
class Inbox:
    """The demonstration's inbox."""

    folder: Path

    @contextmanager
    def connect(self) -> Iterator["Inbox"]:
        """Nothing to open."""
        yield self

    def envelope_sender(self, sender: str, mark: str) -> str:
        """Return the sender."""
        return sender

    def send(self, sender: str, recipient: str, mail: bytes) -> Answer:
        """Put the mail into the folder."""
        try:
            inbox.store(self.folder, mail)
        except OSError as error:
            return Answer(Outcome.LATER, f"the inbox could not be written: {error.strerror}", broken=True)
        return Answer(Outcome.SENT, "put into the demonstration's inbox")


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server: `smtp://`, `smtps://` or `smtp+starttls://`, `user:password@host:port`.

    `?bounces=bounces@assembly.example` names a mailbox for what comes back; each mail then has its
    own address there (`bounces+17-8f3a…@…`, VERP), which the server must deliver to that mailbox.
    """

    scheme: str
    host: str
    port: int
    user: str
    password: str
    bounces: str
    our_name: str
    patience: timedelta

    @classmethod
    def of(cls, settings: Settings) -> "Server":
        """Return the server of an installation."""
        patience = max(settings.mail_lease / WAITS_A_MAIL, LEAST_PATIENCE)
        return cls.from_url(settings.smtp_url or "", urlsplit(settings.base_url).hostname or "", patience)

    @classmethod
    def from_url(cls, url: str, our_name: str, patience: timedelta) -> "Server":
        """Return the server that the address names."""
        parts = urlsplit(url)
        return cls(
            scheme=parts.scheme,
            host=parts.hostname or "localhost",
            port=parts.port or PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            bounces=parse_qs(parts.query).get("bounces", [""])[0],
            our_name=our_name,
            patience=patience,
        )

    def envelope_sender(self, sender: str, mark: str) -> str:
        """Return the address of a mail in the mailbox for bounces, else the sender's own."""
        if not self.bounces:
            return sender
        local, _at, domain = self.bounces.rpartition("@")
        return f"{local}{mark}@{domain}"

    @contextmanager
    def connect(self) -> Iterator["Session"]:
        """Open a connection, encrypted and signed in as the address says."""
        try:
            client = self._open()
        except (OSError, smtplib.SMTPException) as error:
            raise TransportDownError(_words(error)) from error
        try:
            yield Session(client)
        finally:
            with suppress(OSError, smtplib.SMTPException):
                client.quit()
            client.close()

    def _open(self) -> smtplib.SMTP:
        seconds = self.patience.total_seconds()
        if self.scheme == "smtps":
            secure = ssl.create_default_context()
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, self.our_name, timeout=seconds, context=secure
            )
        else:
            client = smtplib.SMTP(self.host, self.port, self.our_name, timeout=seconds)
        try:
            client.ehlo_or_helo_if_needed()
            if self.scheme == "smtp+starttls":
                client.starttls(context=ssl.create_default_context())
                client.ehlo_or_helo_if_needed()
            if self.user:
                client.login(self.user, self.password)
        except BaseException:
            client.close()
            raise
        return client


@dataclass(frozen=True, slots=True)
class Session:
    """One open connection to a mail server."""

    client: smtplib.SMTP

    def send(self, sender: str, recipient: str, mail: bytes) -> Answer:
        """Hand over one mail. Broken while the mail itself is on its way, nobody knows whether it went."""
        lost = Outcome.LATER
        try:
            code, text = self._announce(sender, recipient)
            if code != GO_ON:
                return self._refused(code, text)
            lost = Outcome.UNCERTAIN
            self.client.send(_dotted(mail))
            code, text = self.client.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return Answer(lost, f"the connection broke: {_words(error)}", broken=True)
        if code not in ACCEPTED:
            return self._refused(code, text)
        return Answer(Outcome.SENT, f"{code} {_decoded(text)}")

    def _announce(self, sender: str, recipient: str) -> tuple[int, bytes]:
        """Say from whom and to whom; return the first refusal, else what invites the mail (354)."""
        commands = (f"MAIL FROM:{quoteaddr(sender)}", f"RCPT TO:{quoteaddr(recipient)}", "DATA")
        if not self.client.has_extn("pipelining"):
            for command in commands:
                code, text = self.client.docmd(command)
                if code not in ACCEPTED:
                    break
            return code, text
        self.client.send("".join(f"{command}\r\n" for command in commands))
        return self._replies(len(commands))

    def _replies(self, number: int) -> tuple[int, bytes]:
        """Return the first refusal of several commands sent at once (RFC 2920), else the last answer."""
        refused: tuple[int, bytes] | None = None
        code, text = 0, b""
        for _command in range(number):
            code, text = self.client.getreply()
            if code == CLOSING:
                return code, text
            if refused is None and code not in {*ACCEPTED, GO_ON}:
                refused = code, text
        if refused and code == GO_ON:  # it wants the mail of nobody: it gets an empty one, and refuses that
            self.client.send(b".\r\n")
            self.client.getreply()
        return refused or (code, text)

    def _refused(self, code: int, text: bytes | str) -> Answer:
        """Make the connection ready for the next mail, if it still stands."""
        answer = answer_of(code, _decoded(text))
        try:
            if not answer.broken:
                self.client.rset()
        except (OSError, smtplib.SMTPException):
            return Answer(answer.outcome, answer.text, broken=True)
        return answer


def _dotted(mail: bytes) -> bytes:
    """Return a mail as it goes over the line (RFC 5321, 4.5.2): dots that begin a line doubled, then the end."""
    doubled = mail.replace(b"\r\n.", b"\r\n..")
    return (b"." if mail.startswith(b".") else b"") + doubled + (b"" if mail.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _decoded(text: bytes | str) -> str:
    return text if isinstance(text, str) else text.decode("utf-8", "replace")


def _words(error: Exception) -> str:
    """Return what went wrong, without what an SMTP library puts around it."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
