"""What the secretariat is mailed when a draft did not open at its time."""

from assembly.extensions import db
from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.facts import time_fact
from assembly.mail.kinds import Button, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter
from assembly.voting import service as voting
from assembly.voting.models import Vote
from assembly.voting.planned import service
from assembly.voting.planned.models import PlannedOpening
from assembly.voting.refusals import KeyNotReadyError, opening_sentence
from assembly.voting.rules import VoteState
from assembly.voting.service import Acceptance
from assembly.voting.wording import question_of


def _failed(delivery: Delivery) -> Letter:
    vote = db.session.get_one(Vote, delivery.subject_id)
    planned = db.session.get_one(PlannedOpening, vote.id)
    language, source = current_language(), vote.event.source_language
    accepted = Acceptance(frozenset(planned.languages), small_groups=planned.small_groups)
    ready = voting.readiness(vote, accepted)
    reasons = [opening_sentence(problem) for problem in ready.problems]
    return letter(
        service.FAILED,
        facts=(time_fact(_("It was to open"), planned.opens_at, vote.event.zone, delivery.zone),),
        button=Button(
            _("Look at the vote"), absolute_url("voting_staff.show", event_slug=vote.event.slug, vote_id=vote.id)
        ),
        question=question_of(vote).read(language, source).text,
        event=vote.event.title.read(language, source).text,
        reasons=reasons if ready.key_ready else [*reasons, str(KeyNotReadyError())],
    )


def _still_due(delivery: Delivery) -> bool:
    """Whether it still waits: it may be opened, or planned anew, meanwhile."""
    vote = db.session.get(Vote, delivery.subject_id)
    planned = db.session.get(PlannedOpening, delivery.subject_id)
    return bool(vote and planned and vote.state is VoteState.DRAFT and planned.failed_at)


KINDS = (MailKind(service.FAILED, _failed, _still_due),)
