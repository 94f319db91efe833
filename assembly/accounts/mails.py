"""The mail that lets a person in."""

from datetime import datetime, timedelta

from assembly import clock, timezones
from assembly.accounts import rules, tokens
from assembly.accounts.models import Purpose, SignInRequest
from assembly.accounts.sign_in import MAIL
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.kinds import Button, Fact, Letter, MailKind, Rank
from assembly.mail.models import Delivery
from assembly.mail.templates import letter

HALF = 3  # a code is read more easily in two groups
LATEST = timedelta(hours=2)  # where the mail server was away: later, nobody waits for the link any more


def _sign_in(delivery: Delivery) -> Letter:
    """Write the mail with a link and a code made at this moment, so that both live their full time."""
    now = clock.now()
    expires_at = now + rules.LINK_LIFETIME
    token, code = tokens.mint_with_code(
        Purpose.SIGN_IN, delivery.person_id, delivery.subject_id, now=now, expires_at=expires_at
    )
    return letter(
        MAIL,
        facts=(
            Fact(_("Code"), f"{code[:HALF]} {code[HALF:]}"),
            Fact(_("Valid until"), _until(expires_at, delivery.zone)),
        ),
        button=Button(_("Sign in"), absolute_url("accounts.open_link", token=token)),
        name=delivery.name,
        address=delivery.address,
    )


def _until(moment: datetime, zone: str) -> str:
    local = timezones.local_time(moment, zone)
    return _("%(time)s, %(place)s (%(offset)s)", time=local.time, place=local.place, offset=local.offset)


def _still_due(delivery: Delivery) -> bool:
    """Whether somebody may still be waiting for it."""
    request = db.session.get(SignInRequest, delivery.subject_id)
    return request is not None and delivery.person.disabled_at is None and clock.now() - request.requested_at < LATEST


KINDS = (MailKind(MAIL, _sign_in, _still_due, Rank.AT_ONCE),)
