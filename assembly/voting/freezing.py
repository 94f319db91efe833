"""What is frozen when a vote opens: question, rules and roll, as one text whose hash is published."""

from collections.abc import Sequence
from typing import Any, Final

from assembly.database_types import LocalizedText
from assembly.members.models import Member
from assembly.tally.canonical import canonical_hash, canonical_json, read_json
from assembly.tally.election import BallotForm, Candidate, Contest, ElectionRules, FrozenElection
from assembly.tally.motion import FrozenMotion
from assembly.tally.rules import RuleProfile as Rules
from assembly.tally.rules import Unit
from assembly.voting.models import RuleProfile, Secrecy, Vote
from assembly.voting.papers import MOTION, Paper, Style
from assembly.voting.rules import VoteKind

FORMAT = 3
"""1 had no kinds but motions, and the whole register on the roll; 2 narrowed it by regions only."""


class FrozenTextError(Exception):
    """What was frozen is not what its hash says: the database was tampered with, or is broken."""


def frozen_text(vote: Vote, roll: Sequence[Member]) -> str:
    """Return the canonical JSON of a vote as it opens; `roll` is in the order of the register."""
    rules = election_rules(vote)
    key = vote.public_key if vote.secrecy is Secrecy.SEALED else None
    return canonical_json(
        {
            "format": FORMAT,
            "kind": vote.kind.value,
            "vote": vote.id,
            "event": vote.event.slug,
            "languages": list(vote.event.languages),
            "accepted_gaps": sorted(vote.accepted_gaps),
            "question": dict(vote.question),
            "background": dict(vote.background),
            "election": rules.as_data() if rules else None,
            "options": [one.as_data() for one in candidates_of(vote)] if rules else ["yes", "no", "abstain"],
            "regions": sorted(vote.regions),
            "listed": bool(vote.listed),
            "revoting": vote.revoting,
            "practice": vote.practice,
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


STYLES: Final = {
    BallotForm.ONE_NAME: Style.ONE,
    BallotForm.UP_TO_SEATS: Style.SOME,
    BallotForm.ANY_NAMES: Style.SOME,
    BallotForm.ANSWERS: Style.EACH,
    BallotForm.RANKING: Style.RANKED,
}


def paper_of(vote: Vote) -> Paper:
    """Return what a voter fills in: of what was frozen, which the columns still say."""
    rules = election_rules(vote)
    if rules is None:
        return MOTION
    options = len(vote.options)
    most = min(rules.seats, options) if rules.form is BallotForm.UP_TO_SEATS else options
    style = STYLES[rules.form]
    return Paper(style, options, most, blank=rules.none_of_these and style is not Style.EACH)


def election_rules(vote: Vote) -> ElectionRules | None:
    """Return what an election or a choice is besides its rule profile; None for a motion."""
    if vote.method is None:
        return None
    return ElectionRules(
        method=vote.method, seats=vote.seats, contest=Contest(vote.kind.value), none_of_these=vote.none_of_these
    )


def candidates_of(vote: Vote) -> tuple[Candidate, ...]:
    """Return the options of a vote in the order of the ballot; each is known by its name in the first language."""
    source = vote.event.source_language
    return tuple(Candidate(option.name.read(source, source).text, dict(option.name)) for option in vote.options)


def rules_of(vote: Vote) -> Rules:
    """Return how a vote decides: as frozen, or, for a draft, as its profile stands."""
    return Rules.from_data(_frozen(vote)["rules"]) if vote.frozen else profile_rules(vote.rule_profile)


def profile_rules(profile: RuleProfile) -> Rules:
    """Return what a rule profile says, for counting and wording."""
    return Rules.from_data(profile.rules)


def article_of(vote: Vote) -> LocalizedText:
    """Return the article of the statutes that a vote cites."""
    return LocalizedText(_frozen(vote)["article"]) if vote.frozen else vote.rule_profile.article


def frozen_vote(vote: Vote) -> FrozenMotion | FrozenElection:
    """Return what a count needs, from the frozen text alone; raise `FrozenTextError` if its hash is wrong."""
    frozen = _frozen(vote)
    if vote.hash is None or canonical_hash(frozen) != vote.hash:
        raise FrozenTextError(f"the frozen text of vote {vote.id} does not have its hash")
    rules = Rules.from_data(frozen["rules"])
    roll = frozen["roll"]
    figures: dict[str, Any] = {
        "question_hash": vote.hash,
        "article": frozen["article"],
        "profile": rules,
        "rights": len(roll),
        "entitled": sum(right["weight"] for right in roll) if rules.unit is Unit.WEIGHT else len(roll),
        "represented_at_opening": vote.represented_at_opening or 0,
        "represented_at_deadline": vote.represented_at_deadline or 0,
    }
    if frozen["kind"] == VoteKind.MOTION:
        return FrozenMotion(**figures)
    return FrozenElection(
        **figures,
        rules=ElectionRules.from_data(frozen["election"]),
        candidates=tuple(map(Candidate.from_data, frozen["options"])),
    )


def _frozen(vote: Vote) -> Any:
    return read_json(vote.frozen or "null")
