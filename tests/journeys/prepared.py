"""Votes that a demonstration does not have, and whose pages are looked at all the same: a tie, and a practice vote."""

from dataclasses import replace

from assembly.credentials import queries as credentials
from assembly.database import transaction
from assembly.events.queries import event_by_slug
from assembly.extensions import db
from assembly.tally.election import Method
from assembly.voting import queries, service
from assembly.voting.models import RuleProfile, Vote
from assembly.voting.rules import VoteKind
from assembly.voting.service import OptionDraft
from tests.factories import voting as make
from tests.factories.voting import Scene
from tests.journeys.demonstration import EVENT

TIED, PRACTISED = 7, 8
"""The numbers of these votes, after those of the demonstration."""


def more_votes() -> None:
    """Have two members vote for and against, and wait for the chair; have a practice vote decided, which is none."""
    event = event_by_slug(EVENT.rpartition("/")[2])
    rules = replace(make.RULES, quorum=None, casting_vote=True)
    with transaction():
        profile = RuleProfile(name=make.QUESTION, article=make.ARTICLE, rules=rules.as_data())
        db.session.add(profile)
        db.session.flush()
        scene = Scene(event.id, event.slug, 1, profile.id, ())
    two = sorted(one for one, facts in credentials.roll_facts(event.id).items() if facts.proxy is None)[:2]
    options = (OptionDraft(make.QUESTION), OptionDraft(make.BACKGROUND))
    choice = {"kind": VoteKind.CHOICE, "method": Method.PLURALITY, "options": options, "practice": True}
    votes = (make.open_vote(scene, listed=tuple(two)), make.open_vote(scene, listed=tuple(two), **choice))
    assert votes == (TIED, PRACTISED)
    for vote_id, ballots in zip(votes, (("Y", "N"), ("01", "01")), strict=True):
        _decide(scene, vote_id, ballots)
    db.session.rollback()


def _decide(scene: Scene, vote_id: int, ballots: tuple[str, ...]) -> None:
    vote = db.session.get_one(Vote, vote_id)
    rights = queries.roll(vote)
    facts = credentials.roll_facts(scene.event_id, [right.member_id for right in rights])
    for right, marks in zip(rights, ballots, strict=True):
        person_id = facts[right.member_id].voters[0].person_id
        with transaction():
            service.cast(make.acting(person_id), vote_id, {right.id: marks}, f"{vote_id:016}{right.id:016}")
    make.close(vote_id, scene)
    make.count_ballots(vote_id)
