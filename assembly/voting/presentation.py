"""A vote as its pages show it: the texts as this reader can read them, and everything said around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assembly import clock
from assembly.database_types import LocalizedText, Reading
from assembly.events.models import Event
from assembly.i18n import LANGUAGES, current_language
from assembly.i18n import gettext as _
from assembly.tally.election import Method
from assembly.texts import TextState
from assembly.voting import constituency, freezing, queries
from assembly.voting.assisted.wording import secret_sentence, with_permission
from assembly.voting.ballot_form import Offer
from assembly.voting.election_wording import election_sentences, kind_word
from assembly.voting.models import RuleProfile, Secrecy, Vote
from assembly.voting.objections.wording import period_sentence
from assembly.voting.rules import VoteKind, VoteState, count_is_late
from assembly.voting.sheet_parts import listed
from assembly.voting.ties import service as ties
from assembly.voting.wording import (
    cited,
    question_of,
    rule_sentences,
    rule_text,
    secrecy_sentences,
    secrecy_word,
    state_word,
)

MARKS = {
    VoteState.DRAFT: "draft",
    VoteState.OPEN: "now",
    VoteState.SUSPENDED: "wait",
    VoteState.CLOSED: "wait",
    VoteState.COUNTED: "wait",
    VoteState.PUBLISHED: "yes",
    VoteState.ANNULLED: "off",
}
"""The kind of mark (components/status.html) that goes with a state."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A vote's question, background and options in one more language."""

    language: str
    name: str
    question: str
    background: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VoteView:
    """What templates show of a vote."""

    id: int
    state: VoteState
    mark: str
    state_word: str
    question: Reading
    background: Reading
    others: tuple[Translation, ...]
    kind_word: str
    options: tuple[str, ...]
    rules: str
    article: Reading
    secret: bool
    secrecy: str
    secrecy_sentences: list[str]
    closes_at: datetime
    closed_at: datetime | None
    count_late: bool
    hash: str | None
    annulled_reason: str | None
    revoting: bool
    waits_for_scrutineer: bool
    objections: str
    """For how long members may object, in a sentence."""
    second_round: int | None
    """The vote that is its second round."""
    tie_waits: bool
    """Whether the chair has to decide a tie."""
    constituency: str
    """Whose members vote, empty where all do."""
    practice: bool
    lot_between: tuple[str, ...]
    """Those between whom a lot has to be drawn, while it has not been."""

    @property
    def lot_needed(self) -> str:
        """Say between whom a lot has to be drawn."""
        return _("The rules cannot break the tie: a lot is needed between %(names)s.", names=listed(self.lot_between))


def view_of(vote: Vote, event: Event) -> VoteView:
    """Return a vote as the reader of the language being spoken sees it."""
    source = event.source_language
    question = question_of(vote).read(current_language(), source)
    article = freezing.article_of(vote).read(current_language(), source)
    return VoteView(
        id=vote.id,
        state=vote.state,
        mark=MARKS[vote.state],
        state_word=state_word(vote.state),
        question=question,
        background=vote.background.read(current_language(), source),
        others=_others(vote, event, question.language),
        kind_word=kind_word(vote.kind),
        options=offer_of(vote, event).names,
        rules=decided_by(vote, article.text),
        article=article,
        secret=vote.secrecy is Secrecy.SEALED,
        secrecy=secrecy_word(vote.secrecy),
        secrecy_sentences=_secrecy(vote),
        closes_at=vote.closes_at,
        closed_at=vote.closed_at,
        count_late=count_is_late(vote.state, vote.closed_at, clock.now()),
        hash=vote.hash,
        annulled_reason=vote.annulled_reason,
        revoting=vote.revoting,
        objections=period_sentence(vote.objection_hours),
        waits_for_scrutineer=vote.state is VoteState.COUNTED and vote.confirm_count and vote.confirmation is None,
        second_round=queries.second_round(vote) if vote.method is Method.MAJORITY else None,
        tie_waits=ties.waits(vote),
        constituency=constituency.sentence(vote),
        practice=vote.practice,
        lot_between=_lot_between(vote, event),
    )


def _secrecy(vote: Vote) -> list[str]:
    """Return what a vote hides and what not, of which its rules are a part."""
    assisted = vote.secrecy is Secrecy.SEALED and vote.rule_profile.assisted_secret
    return [*secrecy_sentences(vote.secrecy), *([secret_sentence()] if assisted else [])]


def decided_by(vote: Vote, article: str) -> str:
    """Return how a vote is decided and where that stands, as one text."""
    rules, election = freezing.rules_of(vote), freezing.election_rules(vote)
    sentences = election_sentences(election, rules) if election else rule_sentences(rules)
    if constituency.sentence(vote):
        sentences.append(_("“All members” are here those that vote in this one."))
    return cited(sentences, article)


def offer_of(vote: Vote, event: Event, *, entered: bool = False) -> Offer:
    """Return what the ballot of a vote offers, in the language being spoken; `entered`: to the secretariat."""
    return Offer(freezing.paper_of(vote), _option_names(vote, event, current_language()), entered)


def _option_names(vote: Vote, event: Event, language: str) -> tuple[str, ...]:
    if vote.kind is VoteKind.MOTION:
        return ()
    return tuple(option.name.read(language, event.source_language).text for option in vote.options)


def _lot_between(vote: Vote, event: Event) -> tuple[str, ...]:
    lot = vote.lot if vote.state is VoteState.CLOSED and vote.kind is not VoteKind.MOTION else None
    if lot is None or lot.numbers:
        return ()
    names = _option_names(vote, event, current_language())
    return tuple(names[number - 1] for number in lot.between)


def _others(vote: Vote, event: Event, shown: str) -> tuple[Translation, ...]:
    return tuple(
        Translation(
            code,
            LANGUAGES[code],
            vote.question[code],
            vote.background.get(code, ""),
            _option_names(vote, event, code),
        )
        for code in event.languages
        if code != shown and vote.question.get(code)
    )


def language_strip(states: dict[str, TextState], accepted: frozenset[str] = frozenset()) -> list[dict[str, object]]:
    """Return how the texts of a draft stand in each language, for components/language_strip.html."""
    return [
        {
            "lang": code,
            "name": LANGUAGES[code],
            "state": "accepted" if code in accepted and state is not TextState.COMPLETE else state.value,
            "readers": None,
            "url": None,
        }
        for code, state in states.items()
    ]


def profile_choices(profiles: Sequence[RuleProfile], source: str) -> tuple[list[tuple[int, str]], dict[int, str]]:
    """Return the rule profiles to choose from, and for each what it says."""
    names = [(profile.id, profile.name.read(current_language(), source).text) for profile in profiles]
    notes = {
        profile.id: with_permission(
            rule_text(
                freezing.profile_rules(profile),
                LocalizedText(profile.article).read(current_language(), source).text,
            ),
            assisted_secret=profile.assisted_secret,
        )
        for profile in profiles
    }
    return names, notes
