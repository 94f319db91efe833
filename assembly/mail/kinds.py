"""What a feature says about each kind of mail it sends; the outbox knows nothing else of it."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from flask import Flask, current_app

from assembly.mail.marks import Values
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

    `body` is Markdown; `calendar` one iCalendar object with its METHOD, or several in a row;
    `unsubscribe_url` only where the mail is not needed to take part.
    """

    subject: str
    body: str
    facts: tuple[Fact, ...] = ()
    button: Button | None = None
    calendar: bytes | None = None
    attachments: tuple[Attachment, ...] = ()
    unsubscribe_url: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A letter that many get, and what one of them reads in the places of its marks (see `marks`).

    `make` writes it with marks, in the recipient's language. `key` tells it from every other form: all that the
    letter depends on and that is not a value stands in it. `calendar` is each recipient's own, never the letter's.
    """

    key: Hashable
    make: Callable[[], Letter]
    values: Values
    calendar: bytes | None = None


class Rank(IntEnum):
    """What goes first, however much waits."""

    AT_ONCE = 0  # somebody sits before a page and waits for it
    PERSONAL = 1
    MANY = 2  # may go to thousands


@dataclass(frozen=True, slots=True)
class InBulk:
    """How a kind of mail that goes to thousands is written, and asked about, for a whole batch in few statements.

    `forms` returns one form for each delivery in the same order, None for one that is not wanted any more. `due` says
    by id whether a delivery should still be sent; one of which it says nothing is asked about by `still_due`.
    """

    forms: Callable[[Sequence[Delivery]], Sequence[Form | None]]
    due: Callable[[Sequence[Delivery]], Mapping[int, bool]]


@dataclass(frozen=True, slots=True)
class MailKind:
    """One kind of mail.

    `render` writes it, in an open transaction and in the recipient's language; `still_due` tells,
    immediately before it is sent, whether it still should be.
    """

    name: str
    render: Callable[[Delivery], Letter]
    still_due: Callable[[Delivery], bool]
    rank: Rank = Rank.PERSONAL
    in_bulk: InBulk | None = None


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
