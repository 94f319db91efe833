"""What scrutineers and administrators are mailed when a vote came out of a backup."""

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
from assembly.voting.restored.models import RestoredVote
from assembly.voting.restored.rules import compare
from assembly.voting.restored.service import KIND
from assembly.voting.restored.wording import sentence
from assembly.voting.wording import question_of


def _restored(delivery: Delivery) -> Letter:
    row = db.session.get_one(RestoredVote, delivery.subject_id)
    event = row.vote.event
    address = absolute_url("voting_scrutiny.restored", event_slug=event.slug, vote_id=row.vote_id)
    return letter(
        KIND,
        facts=tuple(_facts(row, delivery)),
        button=Button(_("Compare and confirm"), address),
        name=delivery.name,
        question=question_of(row.vote).read(current_language(), event.source_language).text,
        event=title_of(event),
    )


def _facts(row: RestoredVote, delivery: Delivery) -> Iterator[Fact]:
    zone = row.vote.event.zone
    yield time_fact(_("Backup of"), row.backup_at, zone, delivery.zone)
    entries = ngettext("%(num)d entry", "%(num)d entries", row.entries)
    yield Fact(_("Audit trail"), entries, _("Its last fingerprint: %(hash)s", hash=row.head))
    ballots = ngettext("%(num)d ballot", "%(num)d ballots", row.ballots)
    yield Fact(_("Ballots"), ballots, _("Fingerprint of all receipts: %(hash)s", hash=row.receipts))
    if row.mailed is not None and row.mailed_at is not None:
        yield time_fact(_("Last mail known here"), row.mailed_at, zone, delivery.zone)
        mailed = ngettext("%(num)d ballot", "%(num)d ballots", row.mailed.ballots)
        yield Fact(_("Ballots in it"), mailed, sentence(compare(row.here, row.mailed), row.here, row.mailed.ballots))


def _still_due(delivery: Delivery) -> bool:
    row = db.session.get(RestoredVote, delivery.subject_id)
    return row is not None and row.confirmed_at is None


KINDS = (MailKind(KIND, _restored, _still_due),)
