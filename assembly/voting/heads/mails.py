"""The hourly mail to scrutineers while votes are open."""

from collections.abc import Iterator

from assembly.events.wording import title_of
from assembly.extensions import db
from assembly.i18n import current_language, ngettext
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.facts import time_fact
from assembly.mail.kinds import Button, Fact, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter
from assembly.voting.heads.models import MailedHead
from assembly.voting.heads.service import KIND
from assembly.voting.models import Vote


def _stand(delivery: Delivery) -> Letter:
    noted = db.session.get_one(MailedHead, delivery.subject_id)
    event = noted.event
    return letter(
        KIND,
        facts=tuple(_facts(noted, delivery)),
        button=Button(_("The votes"), absolute_url("voting_scrutiny.list", event_slug=event.slug)),
        event=title_of(event),
    )


def _facts(noted: MailedHead, delivery: Delivery) -> Iterator[Fact]:
    yield time_fact(_("As of"), noted.at, noted.event.zone, delivery.zone)
    entries = ngettext("%(num)d entry", "%(num)d entries", noted.entries)
    yield Fact(_("Audit trail"), entries, _("Its last fingerprint: %(hash)s", hash=noted.head))
    for box in noted.votes:
        question = db.session.get_one(Vote, box["vote"]).question
        ballots = ngettext("%(num)d ballot", "%(num)d ballots", box["ballots"])
        receipts = _("Fingerprint of all receipts: %(hash)s", hash=box["receipts"])
        yield Fact(question.read(current_language(), noted.event.source_language).text, ballots, receipts)


def _always(_delivery: Delivery) -> bool:
    return True


KINDS = (MailKind(KIND, _stand, _always),)
