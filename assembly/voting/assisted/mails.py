"""The receipt of a ballot that was received by telephone or on paper, for the member's own people."""

from assembly.events.wording import title_of
from assembly.extensions import db
from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.kinds import Button, Fact, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter
from assembly.voting.assisted.queries import cast_for
from assembly.voting.assisted.service import RECEIPT
from assembly.voting.assisted.wording import received_sentence
from assembly.voting.models import Cast, VotingRight


def _receipt(delivery: Delivery) -> Letter:
    cast = db.session.get_one(Cast, delivery.subject_id)
    right = db.session.get_one(VotingRight, delivery.subject_id)
    vote, member = right.vote, right.member.name
    event = vote.event
    return letter(
        RECEIPT,
        facts=(Fact(_("Receipt"), cast.receipt), Fact(_("Member"), member)),
        button=Button(_("The vote"), absolute_url("voting.result", event_slug=event.slug, vote_id=vote.id)),
        received=received_sentence(cast_for(vote.id)[right.id], member),
        question=vote.question.read(current_language(), event.source_language).text,
        event=title_of(event),
    )


def _always(_delivery: Delivery) -> bool:
    return True


KINDS = (MailKind(RECEIPT, _receipt, _always),)
