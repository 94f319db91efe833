"""The demonstration's inbox: a folder with one file for each mail, instead of a mail server."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default
from pathlib import Path
from uuid import uuid4

from assembly import clock
from assembly.errors import NotFoundError

ID = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")
HEADERS_AT_MOST = 8192  # bytes read of each mail for a list


@dataclass(frozen=True, slots=True)
class Summary:
    """A mail as a list shows it. `id` begins with the time at which it came."""

    id: str
    received_at: datetime
    recipient: str
    subject: str
    language: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that came with a mail."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it is read: its headers in order, its two texts, and what was enclosed."""

    summary: Summary
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    enclosures: tuple[Enclosure, ...]


def store(folder: Path, mail: bytes) -> None:
    """Put a mail into the inbox; it appears there whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{clock.now():%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}"
    unfinished = folder / f".{name}.new"
    unfinished.write_bytes(mail)
    unfinished.replace(folder / f"{name}.eml")


def ids(folder: Path) -> list[str]:
    """Return the ids of all mails, newest first."""
    return sorted((path.stem for path in folder.glob("*.eml") if ID.fullmatch(path.stem)), reverse=True)


def summary(folder: Path, id_: str) -> Summary:
    """Return what a list says of a mail, without reading its body."""
    with (folder / f"{id_}.eml").open("rb") as file:
        return _summary_of(id_, BytesHeaderParser(policy=default).parsebytes(file.read(HEADERS_AT_MOST)))


def _summary_of(id_: str, message: EmailMessage) -> Summary:
    return Summary(
        id=id_,
        received_at=datetime.strptime(id_.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
        recipient=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        language=str(message["Content-Language"] or ""),
    )


def read(folder: Path, id_: str) -> Mail:
    """Return one mail; raise `NotFoundError` where there is none, or the id is no id but a path."""
    path = folder / f"{id_}.eml"
    if not ID.fullmatch(id_) or not path.exists():
        raise NotFoundError
    message = message_from_bytes(path.read_bytes(), policy=default)
    return Mail(
        summary=_summary_of(id_, message),
        headers=tuple((name, str(value)) for name, value in message.items()),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        enclosures=tuple(_enclosures(message)),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""


def _enclosures(message: EmailMessage) -> Iterator[Enclosure]:
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        yield Enclosure(part.get_filename() or "file", part.get_content_type(), bytes(content or b""))
