"""The mail that names all votes which are open for somebody, where they were opened together."""

from collections.abc import Iterator, Sequence
from typing import Any

from assembly.events.wording import title_of
from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.links import absolute_url
from assembly.mail.facts import time_fact
from assembly.mail.kinds import Button, Fact, Letter, MailKind
from assembly.mail.models import Delivery
from assembly.mail.templates import letter
from assembly.voting.held import rights_of
from assembly.voting.mails import may_still_vote, other_language
from assembly.voting.models import Vote
from assembly.voting.together.service import TOGETHER, votes_asked_for
from assembly.voting.wording import question_of


def _opened(delivery: Delivery) -> Letter:
    votes = _still_open(delivery)
    event = votes[0].event
    return letter(
        TOGETHER,
        facts=(*_deadlines(votes, delivery), *_members(votes, delivery.person_id)),
        button=Button(_("Go to my votes"), absolute_url("overview.my_assembly", event_slug=event.slug)),
        event=title_of(event),
        questions=[_question(vote) for vote in votes],
    )


def _still_open(delivery: Delivery) -> list[Vote]:
    return [vote for vote in votes_asked_for(delivery) if may_still_vote(vote, delivery)]


def _question(vote: Vote) -> dict[str, Any]:
    reading = question_of(vote).read(current_language(), vote.event.source_language)
    return {"text": reading.text, "other_language": other_language(reading)}


def _deadlines(votes: Sequence[Vote], delivery: Delivery) -> Iterator[Fact]:
    """Yield until when they are open: once, where that is the same for all."""
    zone = votes[0].event.zone
    if len({vote.closes_at for vote in votes}) == 1:
        yield time_fact(_("Open until"), votes[0].closes_at, zone, delivery.zone)
        return
    for number, vote in enumerate(votes, start=1):
        label = _("Question %(number)d is open until", number=number)
        yield time_fact(label, vote.closes_at, zone, delivery.zone)


def _members(votes: Sequence[Vote], person_id: int) -> Iterator[Fact]:
    """Yield for whom one votes, in any of them, each once."""
    held = {right.member.id: right for vote in votes for right in rights_of(vote, person_id)}
    for right in sorted(held.values(), key=lambda right: right.by_proxy):
        yield Fact(_("By proxy for") if right.by_proxy else _("You vote for"), right.member.name)


def _still_due(delivery: Delivery) -> bool:
    return bool(_still_open(delivery))


KINDS = (MailKind(TOGETHER, _opened, _still_due),)
