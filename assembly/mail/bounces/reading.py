"""What came back: reports of mail servers (RFC 3464), and the same told by a provider as JSON. Pure.

An automatic answer ("I am on holiday") comes to the same address; only a report says that a mail did not arrive.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from typing import Any

from assembly.mail.markdown import one_line
from assembly.mail.rules import ANSWER_LENGTH

TO_US = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
GIVEN_UP, DELAYED = "failed", "delayed"
HARD_WORDS = frozenset({"hard", "permanent", "failed", "bounced", "bounce"})
SOFT_WORDS = frozenset({"soft", "transient", "temporary", "delayed", "deferred"})
MESSAGE_ID = re.compile(r"<[^<>\s]{3,190}>")


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report: to which of our addresses it came, which mail it is about, and what it says.

    `hard`: the mail will not arrive any more; else it is late, and still tried. `text` is the server's reason.
    """

    addresses: tuple[str, ...]
    message_ids: tuple[str, ...]
    hard: bool
    text: str


def from_mail(content: bytes) -> Bounce | None:
    """Return what a mail reports; None where it is no report of a mail that did not arrive."""
    message = message_from_bytes(content, policy=default)
    report = next((part for part in message.walk() if part.get_content_type() == "message/delivery-status"), None)
    verdict = _verdict(report) if report is not None else None
    if verdict is None:
        return None
    hard, text = verdict
    return Bounce(tuple(_addresses(message)), tuple(_original_ids(message)), hard, text)


def _verdict(report: Message) -> tuple[bool, str] | None:
    """Return whether it was given up, and why, by the first recipient that it names as not reached."""
    blocks = report.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message):
            continue
        action = _field(block, "Action").lower()
        if action in {GIVEN_UP, DELAYED}:
            reason = _field(block, "Diagnostic-Code").partition(";")[2].strip()
            return action == GIVEN_UP, _shortened(_field(block, "Status"), reason)
    return None


def _field(block: Message, name: str) -> str:
    return one_line(block.get(name, ""))


def _shortened(status: str, reason: str) -> str:
    words = reason if status and status in reason else f"{status} {reason}".strip()
    return words[:ANSWER_LENGTH]


def _addresses(message: Message) -> Iterator[str]:
    for name in TO_US:
        yield from (str(value) for value in message.get_all(name, []))


def _original_ids(message: EmailMessage) -> Iterator[str]:
    """Yield the Message-IDs of what was enclosed: the mail that came back, or its headers alone."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            enclosed = part.get_payload()
            inner = enclosed[0] if isinstance(enclosed, list) and enclosed else None
            yield from _ids(inner.get("Message-ID") if isinstance(inner, Message) else None)
        elif kind == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            headers = message_from_bytes(content if isinstance(content, bytes) else b"", policy=default)
            yield from _ids(headers.get("Message-ID"))


def _ids(value: object) -> list[str]:
    return MESSAGE_ID.findall(str(value or ""))


def from_json(told: object) -> list[Bounce]:
    """Return what a provider tells: one object or a list; what is none of our words is passed over.

    `{"to": "bounces+17-…@…", "message_id": "<…>", "type": "hard" or "soft", "reason": "…"}`; one of the first two is
    enough.
    """
    items = told if isinstance(told, list) else [told]
    return [bounce for item in items if isinstance(item, Mapping) and (bounce := _told(item))]


def _told(item: Mapping[str, Any]) -> Bounce | None:
    word = str(item.get("type", "")).lower()
    if word not in HARD_WORDS | SOFT_WORDS:
        return None
    message_id = str(item.get("message_id") or "").strip()
    wrapped = message_id if message_id.startswith("<") else f"<{message_id}>"
    return Bounce(
        addresses=(str(item.get("to") or ""),),
        message_ids=tuple(_ids(wrapped)),
        hard=word in HARD_WORDS,
        text=one_line(item.get("reason") or "")[:ANSWER_LENGTH],
    )
