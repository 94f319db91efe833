"""Beginning the usual votes: drafts whose questions are written in every language."""

from collections.abc import Iterable
from datetime import timedelta

from assembly import clock
from assembly.accounts.actor import Actor
from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.voting import freezing, queries
from assembly.voting.models import RuleProfile, Vote
from assembly.voting.ready_made import ReadyMade, ready_made
from assembly.voting.refusals import RulesMissingError
from assembly.voting.service.drafts import OptionDraft, VoteDraft, create_vote

PRACTICE_LASTS = timedelta(days=2)


def begin_ready_made(actor: Actor, event: Event, key: str) -> list[Vote]:
    """Begin the drafts of these usual votes; raise `RulesMissingError` where there are no rules for them."""
    given = next((one for one in ready_made() if one.key == key), None)
    if given is None:
        raise NotFoundError
    profile = _profile_for(given, queries.profiles())
    in_two_days = (clock.now() + PRACTICE_LASTS).replace(second=0, microsecond=0)
    closes_at = in_two_days if given.practice else event.ends_at
    return [
        create_vote(
            actor,
            event,
            VoteDraft(
                question=one.question,
                background=one.background,
                rule_profile_id=profile.id,
                secrecy=one.secrecy,
                closes_at=closes_at,
                kind=one.kind,
                method=one.method,
                seats=one.seats,
                options=tuple(map(OptionDraft, one.options)),
                regions=one.regions,
                practice=given.practice,
            ),
        )
        for one in given.votes
    ]


def _profile_for(given: ReadyMade, profiles: Iterable[RuleProfile]) -> RuleProfile:
    """Return the newest rules with the majority that is usual for it; else any, where that is as good."""
    newest_first = list(profiles)[::-1]
    fitting = [one for one in newest_first if freezing.profile_rules(one).threshold == given.threshold]
    fitting += newest_first if given.takes_any_rules else []
    if not fitting:
        raise RulesMissingError
    return fitting[0]
