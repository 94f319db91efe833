"""The mail that something is broken, or mended: plain text, handed to the mail server at once, past the outbox."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import Final
from urllib.parse import urlsplit

import structlog

from assembly import clock
from assembly.config import Settings
from assembly.i18n import gettext as _
from assembly.i18n import speaking
from assembly.mail.rules import Outcome, mailable
from assembly.mail.smtp import TransportDownError, transport_for
from assembly.overview.system import wording
from assembly.overview.system.queries import Reader
from assembly.overview.system.rules import Act, Look

log = structlog.get_logger()
SENDER: Final = "assembly"
"""Before the host's name, where the federation's own sender cannot be asked for."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What to tell: that these are broken since a time, or mended. `breakdown_id` is None without a database."""

    act: Act
    began_at: datetime
    looks: tuple[Look, ...]
    breakdown_id: int | None = None
    told_before: tuple[str, ...] = ()
    told_at_before: datetime | None = None


def send(settings: Settings, alarm: Alarm, readers: tuple[Reader, ...]) -> bool:
    """Mail it to everybody who is to be told; return whether one of them at least was reached."""
    transport = transport_for(settings)
    if transport is None or not readers:
        return False
    reached = 0
    try:
        with transport.connect() as connection:
            for reader in readers:
                address = mailable(reader.address)
                if address is None:
                    continue
                with speaking(reader.language):
                    mail = written(settings, alarm, reader, address)
                answer = connection.send(transport.envelope_sender(_sender(settings), ""), address, mail)
                reached += answer.outcome is Outcome.SENT
    except TransportDownError as error:
        log.warning("alarm_not_sent", reason=str(error))
    return reached > 0


def _sender(settings: Settings) -> str:
    from assembly.mail.letterhead import current_letterhead

    try:
        return current_letterhead().sender_email
    except Exception:  # noqa: BLE001 - it stands in the database, which may be what is away
        return f"{SENDER}@{urlsplit(settings.base_url).hostname}"


def written(settings: Settings, alarm: Alarm, reader: Reader, address: str) -> bytes:
    """Return the mail, in the language being spoken and the reader's time."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _sender(settings)
    message["To"] = address
    site = urlsplit(settings.base_url).hostname or ""
    mended = alarm.act is Act.MENDED
    message["Subject"] = (
        _("%(site)s works again", site=site) if mended else _("%(site)s: something does not work", site=site)
    )
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain=site)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n\n".join(_paragraphs(settings, alarm, reader)) + "\n")
    return message.as_bytes()


def _paragraphs(settings: Settings, alarm: Alarm, reader: Reader) -> Iterator[str]:
    since = wording.moment(alarm.began_at, reader.zone)
    if alarm.act is Act.MENDED:
        yield _("What did not work since %(when)s works again:", when=since)
        yield "\n".join(f"- {wording.name(look.subject)}" for look in alarm.looks)
    else:
        yield _("Something does not work since %(when)s:", when=since)
        yield "\n".join(
            f"- {wording.trouble(look, reader.zone)} {wording.remedy(look.subject)}" for look in alarm.looks
        )
        yield _("Until it is mended you get a mail like this only for what is new, at most one an hour.")
    yield f"{settings.base_url}/{reader.language}/secretariat/system"
