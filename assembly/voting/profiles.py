"""The rules of the federation as their page shows them, each with the votes that are put under it."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assembly.database_types import Reading
from assembly.events.models import Event
from assembly.extensions import db
from assembly.i18n import current_language
from assembly.voting import freezing, queries
from assembly.voting.assisted.wording import with_permission
from assembly.voting.models import Vote
from assembly.voting.rules import VoteState
from assembly.voting.wording import question_of, rule_text


@dataclass(frozen=True, slots=True)
class VoteUnder:
    """A vote that is put under some rules, wherever it is."""

    event_slug: str
    vote_id: int
    question: Reading


@dataclass(frozen=True, slots=True)
class ProfileShown:
    """One set of rules. `used`: a vote was opened under it, so that it is not changed any more."""

    id: int
    name: Reading
    sentence: str
    used: bool
    votes: tuple[VoteUnder, ...]


def shown(event: Event) -> list[ProfileShown]:
    """Return all rules, for a reader who looks from this event."""
    language, source = current_language(), event.source_language
    under: dict[int, list[Vote]] = defaultdict(list)
    for vote in db.session.scalars(select(Vote).options(joinedload(Vote.event)).order_by(Vote.id)):
        under[vote.rule_profile_id].append(vote)
    return [
        ProfileShown(
            id=profile.id,
            name=profile.name.read(language, source),
            sentence=with_permission(
                rule_text(freezing.profile_rules(profile), profile.article.read(language, source).text),
                assisted_secret=profile.assisted_secret,
            ),
            used=any(vote.state is not VoteState.DRAFT for vote in under[profile.id]),
            votes=tuple(
                VoteUnder(vote.event.slug, vote.id, question_of(vote).read(language, vote.event.source_language))
                for vote in under[profile.id]
            ),
        )
        for profile in queries.profiles()
    ]
