"""What is frozen when a vote opens: question, rules and roll, as one text whose hash is published."""

from collections.abc import Sequence
from typing import Any

from assembly.database_types import LocalizedText
from assembly.members.models import Member
from assembly.tally.ballot import MOTION_OPTIONS
from assembly.tally.canonical import canonical_hash, canonical_json, read_json
from assembly.tally.motion import FrozenMotion
from assembly.tally.rules import RuleProfile as Rules
from assembly.tally.rules import Unit
from assembly.voting.models import RuleProfile, Secrecy, Vote

FORMAT = 1


class FrozenTextError(Exception):
    """What was frozen is not what its hash says: the database was tampered with, or is broken."""


def frozen_text(vote: Vote, roll: Sequence[Member]) -> str:
    """Return the canonical JSON of a vote as it opens; `roll` is in the order of the register."""
    key = vote.public_key if vote.secrecy is Secrecy.SEALED else None
    return canonical_json(
        {
            "format": FORMAT,
            "kind": "motion",
            "vote": vote.id,
            "event": vote.event.slug,
            "languages": list(vote.event.languages),
            "accepted_gaps": sorted(vote.accepted_gaps),
            "question": dict(vote.question),
            "background": dict(vote.background),
            "options": [option.value for option in MOTION_OPTIONS],
            "secrecy": vote.secrecy.value,
            "public_key": key.hex() if key else None,
            "rules": profile_rules(vote.rule_profile).as_data(),
            "article": dict(vote.rule_profile.article),
            "roll": [{"member": member.code, "name": member.name, "weight": member.weight} for member in roll],
        }
    )


def hash_of(text: str) -> str:
    """Return the hash under which a frozen text is published."""
    return canonical_hash(read_json(text))


def rules_of(vote: Vote) -> Rules:
    """Return how a vote decides: as frozen, or, for a draft, as its profile stands."""
    return Rules.from_data(_frozen(vote)["rules"]) if vote.frozen else profile_rules(vote.rule_profile)


def profile_rules(profile: RuleProfile) -> Rules:
    """Return what a rule profile says, for counting and wording."""
    return Rules.from_data(profile.rules)


def article_of(vote: Vote) -> LocalizedText:
    """Return the article of the statutes that a vote cites."""
    return LocalizedText(_frozen(vote)["article"]) if vote.frozen else vote.rule_profile.article


def frozen_motion(vote: Vote) -> FrozenMotion:
    """Return what a count needs, from the frozen text alone; raise `FrozenTextError` if its hash is wrong."""
    frozen = _frozen(vote)
    if vote.hash is None or canonical_hash(frozen) != vote.hash:
        raise FrozenTextError(f"the frozen text of vote {vote.id} does not have its hash")
    rules = Rules.from_data(frozen["rules"])
    roll = frozen["roll"]
    return FrozenMotion(
        question_hash=vote.hash,
        article=frozen["article"],
        profile=rules,
        rights=len(roll),
        entitled=sum(right["weight"] for right in roll) if rules.unit is Unit.WEIGHT else len(roll),
        represented_at_opening=vote.represented_at_opening or 0,
        represented_at_deadline=vote.represented_at_deadline or 0,
    )


def _frozen(vote: Vote) -> Any:
    return read_json(vote.frozen or "null")
