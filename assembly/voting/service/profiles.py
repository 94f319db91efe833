"""Keeping how the statutes decide: the rules that votes are put under."""

from sqlalchemy import select

from assembly.accounts.actor import Actor
from assembly.audit.service import record
from assembly.database_types import LocalizedText
from assembly.extensions import db
from assembly.tally.rules import RuleProfile as Rules
from assembly.voting import queries
from assembly.voting.models import RuleProfile, Vote
from assembly.voting.refusals import RulesUsedError
from assembly.voting.rules import VoteState


def create_profile(
    actor: Actor | None,
    *,
    name: LocalizedText,
    article: LocalizedText,
    rules: Rules,
    assisted_secret: bool = False,
) -> RuleProfile:
    """Keep how the statutes decide one kind of question, with the article that says so."""
    profile = RuleProfile(name=name, article=article, rules=rules.as_data(), assisted_secret=assisted_secret)
    db.session.add(profile)
    db.session.flush()
    record(actor.person_id if actor else None, "rule_profile.created", "rule_profile", profile.id)
    return profile


def edit_profile(
    actor: Actor,
    profile_id: int,
    *,
    name: LocalizedText,
    article: LocalizedText,
    rules: Rules,
    assisted_secret: bool = False,
) -> RuleProfile:
    """Change rules under which no vote was opened yet; raise `RulesUsedError` where one was: those are copied."""
    profile = queries.profile(profile_id)
    opened = select(Vote.id).where(Vote.rule_profile_id == profile_id, Vote.state != VoteState.DRAFT).limit(1)
    if db.session.scalar(opened) is not None:
        raise RulesUsedError
    profile.name, profile.article, profile.rules = name, article, rules.as_data()
    profile.assisted_secret = assisted_secret
    db.session.flush()
    record(actor.person_id, "rule_profile.edited", "rule_profile", profile.id)
    return profile
