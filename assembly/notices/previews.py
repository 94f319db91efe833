"""A notice as one of its recipients will see it: written and rendered as for sending, and then not sent."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Final

from assembly.errors import NotFoundError
from assembly.i18n import speaking
from assembly.mail.kinds import Letter
from assembly.mail.letterhead import current_letterhead
from assembly.mail.models import Delivery
from assembly.mail.outbox import new_message_id
from assembly.mail.render import render
from assembly.notices import letters
from assembly.notices.audience import Candidate
from assembly.notices.letters import Addressee
from assembly.notices.mails import harmless_link, message_of
from assembly.notices.models import Notice

MOST_OFFERED: Final = 200


@dataclass(frozen=True, slots=True)
class Preview:
    """The parts of a mail that its reader sees."""

    subject: str
    html: str
    text: str
    has_calendar: bool


def samples(recipients: list[Candidate], search: str) -> list[Candidate]:
    """Return whom one can look at it as: all, if they are few, else the first of each language, or who is sought."""
    wanted = search.casefold()
    found = [one for one in recipients if wanted in f"{one.name} {one.member_name} {one.address}".casefold()]
    if len(found) <= MOST_OFFERED:
        return found
    offered: dict[str, list[Candidate]] = {}
    for one in found:
        offered.setdefault(one.language, []).append(one)
    return [one for some in offered.values() for one in some[: MOST_OFFERED // len(offered)]]


def find(recipients: list[Candidate], person_id: int | None) -> Candidate:
    """Return the recipient of that id, the first where none is named; raise `NotFoundError`."""
    found = (person for person in recipients if person_id in {None, person.person_id})
    candidate = next(found, None)
    if candidate is None:
        raise NotFoundError
    return candidate


def preview(notice: Notice, recipient: Candidate, now: datetime) -> Preview:
    """Return the mail that a recipient will get, its personal link replaced by the page of the event."""
    to = Addressee(
        name=recipient.name,
        address=recipient.address,
        zone=recipient.zone,
        member_name=recipient.member_name,
        participates=recipient.role is not None,
    )
    with speaking(recipient.language):
        letter = letters.write(message_of(notice), to, harmless_link(notice.event), now)
        mail = render(_delivery(recipient), letter, current_letterhead(), now)
    return parts(mail, letter)


def parts(mail: bytes, letter: Letter) -> Preview:
    """Return what the reader of a mail sees."""
    message = message_from_bytes(mail, policy=default)
    return Preview(
        subject=str(message["Subject"]),
        html=_content(message, "html"),
        text=_content(message, "plain"),
        has_calendar=letter.calendar is not None,
    )


def _content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""


def _delivery(recipient: Candidate) -> Delivery:
    """Return a row such as the outbox has; it is never stored."""
    return Delivery(
        person_id=recipient.person_id,
        member_id=recipient.member_id,
        address=recipient.address,
        name=recipient.name,
        language=recipient.language,
        zone=recipient.zone,
        message_id=new_message_id(),
    )
