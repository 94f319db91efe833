"""What a feature says about each kind of mail it sends; the outbox knows nothing else of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Flask, current_app

from assembly.mail.models import Delivery

EXTENSION = "mail_kinds"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the box of facts: `value` large, `secondary` small beneath it (the event's own time)."""

    label: str
    value: str
    secondary: str | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """The one act that a mail asks for; `url` is a full address."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail. `content_type` is such as `application/pdf`."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """What one mail says, in the recipient's language.

    `body` is Markdown; `calendar` an iCalendar object with its METHOD; `unsubscribe_url` only where
    the mail is not needed to take part.
    """

    subject: str
    body: str
    facts: tuple[Fact, ...] = ()
    button: Button | None = None
    calendar: bytes | None = None
    attachments: tuple[Attachment, ...] = ()
    unsubscribe_url: str | None = None


@dataclass(frozen=True, slots=True)
class MailKind:
    """One kind of mail.

    `render` writes it, in an open transaction and in the recipient's language; `still_due` tells,
    immediately before it is sent, whether it still should be.
    """

    name: str
    render: Callable[[Delivery], Letter]
    still_due: Callable[[Delivery], bool]


def register(app: Flask, kinds: Iterable[MailKind]) -> None:
    """Tell the outbox of a feature's kinds of mail; raise `ValueError` where a name is taken."""
    known: dict[str, MailKind] = app.extensions.setdefault(EXTENSION, {})
    for kind in kinds:
        if kind.name in known:
            raise ValueError(f"two kinds of mail are called {kind.name}")
        known[kind.name] = kind


def kind_named(name: str) -> MailKind:
    """Return a kind of mail; raise `LookupError` where no feature has registered it."""
    kind: MailKind | None = current_app.extensions.get(EXTENSION, {}).get(name)
    if kind is None:
        raise LookupError(f"no feature has registered the kind of mail {name}: see assembly/features.py")
    return kind
