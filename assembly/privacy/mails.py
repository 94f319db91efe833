"""What is mailed when somebody asks to be erased: administrators have a month to do it."""

from typing import Final

from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.facts import time_fact
from assembly.mail.kinds import Button, Fact, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter
from assembly.privacy.models import Erasure, ErasureState

ASKED: Final = "erasure-asked"


def _asked(delivery: Delivery) -> Letter:
    erasure = db.session.get_one(Erasure, delivery.subject_id)
    return letter(
        ASKED,
        facts=(
            Fact(_("Person"), erasure.person.name),
            time_fact(_("Asked on"), erasure.asked_at, delivery.zone, delivery.zone),
        ),
        button=Button(_("See what would go"), absolute_url("privacy_staff.overview")),
    )


def _still_waits(delivery: Delivery) -> bool:
    erasure = db.session.get(Erasure, delivery.subject_id)
    return erasure is not None and erasure.state is ErasureState.ASKED


KINDS = (MailKind(ASKED, _asked, _still_waits),)
