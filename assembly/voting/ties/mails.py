"""What whoever presides is mailed when a motion ended in a tie."""

from assembly.extensions import db
from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.kinds import Button, Fact, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter
from assembly.voting import freezing
from assembly.voting.models import Vote
from assembly.voting.presentation import decided_by
from assembly.voting.ties import service
from assembly.voting.wording import question_of


def _asked(delivery: Delivery) -> Letter:
    vote = db.session.get_one(Vote, delivery.subject_id)
    language, source = current_language(), vote.event.source_language
    article = freezing.article_of(vote).read(language, source)
    return letter(
        service.ASKED,
        facts=(Fact(_("How it is decided"), decided_by(vote, article.text)),),
        button=Button(
            _("Decide the tie"), absolute_url("voting_scrutiny.tie", event_slug=vote.event.slug, vote_id=vote.id)
        ),
        name=delivery.name,
        question=question_of(vote).read(language, source).text,
        event=vote.event.title.read(language, source).text,
    )


def _still_due(delivery: Delivery) -> bool:
    vote = db.session.get(Vote, delivery.subject_id)
    return vote is not None and service.waits(vote)


KINDS = (MailKind(service.ASKED, _asked, _still_due),)
