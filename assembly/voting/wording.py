"""Rules and kinds of votes in sentences, in the language being spoken."""

from assembly.database_types import LocalizedText
from assembly.i18n import gettext as _
from assembly.i18n import ngettext, pgettext, speaking
from assembly.tally.ballot import MotionChoice
from assembly.tally.rules import Basis, Quorum, QuorumMoment, RuleProfile, Threshold, ThresholdKind, Unit
from assembly.voting.ballots import MOTION_CHOICES
from assembly.voting.models import Secrecy, Vote
from assembly.voting.rules import VoteState


def question_of(vote: Vote) -> LocalizedText:
    """Return the question of a vote; of a practice vote it says in each language that it is one."""
    if not vote.practice:
        return vote.question
    return LocalizedText({language: _marked(question, language) for language, question in vote.question.items()})


def _marked(question: str, language: str) -> str:
    with speaking(language):
        return _("Practice vote: %(question)s", question=question) if question else ""


def choice_word(choice: MotionChoice) -> str:
    """Return what a voter reads on the ballot."""
    return {
        MotionChoice.YES: _("For"),
        MotionChoice.NO: _("Against"),
        MotionChoice.ABSTAIN: _("Abstention"),
        MotionChoice.BLANK: _("Blank"),
    }[choice]


def mark_word(mark: str) -> str:
    """Return what a mark beside a motion or a candidate says."""
    return choice_word(MOTION_CHOICES[mark])


def state_word(state: VoteState) -> str:
    """Return how a vote stands, in one word or two."""
    return {
        VoteState.DRAFT: _("Draft"),
        VoteState.OPEN: _("Open"),
        VoteState.SUSPENDED: pgettext("state of a vote", "Suspended"),
        VoteState.CLOSED: _("Closed, being counted"),
        VoteState.COUNTED: _("Counted, not yet published"),
        VoteState.PUBLISHED: _("Published"),
        VoteState.ANNULLED: _("Annulled"),
    }[state]


def secrecy_word(secrecy: Secrecy) -> str:
    """Return the kind of vote as readers know it."""
    return {Secrecy.ROLL_CALL: _("Open vote"), Secrecy.SEALED: _("Secret vote")}[secrecy]


def secrecy_sentences(secrecy: Secrecy) -> list[str]:
    """Return what a kind of vote hides, and what it does not: said where it is chosen, and on the ballot."""
    if secrecy is Secrecy.ROLL_CALL:
        return [
            _("While the vote is open, nobody sees more than how many have voted."),
            _("After it has closed, the participants see how each member voted."),
        ]
    return [
        _("Nobody learns how a member voted. Each ballot is sealed as soon as it is cast."),
        _("The running server sees the choice for an instant when it is cast."),
        _(
            "Until the key of this event is destroyed, whoever holds its file and an old backup "
            "of the database could read the ballots."
        ),
        _("A unanimous result reveals itself."),
    ]


def share(threshold: Threshold) -> str:
    """Return a threshold as a part of something: "more than half"."""
    known = {
        (ThresholdKind.MORE_THAN, 1, 2): _("more than half"),
        (ThresholdKind.AT_LEAST, 1, 2): _("at least half"),
        (ThresholdKind.MORE_THAN, 2, 3): _("more than two thirds"),
        (ThresholdKind.AT_LEAST, 2, 3): _("at least two thirds"),
        (ThresholdKind.AT_LEAST, 3, 4): _("at least three quarters"),
    }
    if threshold.kind is ThresholdKind.UNANIMITY:
        return _("unanimity")
    if sentence := known.get((threshold.kind, threshold.p, threshold.q)):
        return sentence
    fraction = f"{threshold.p}/{threshold.q}"
    if threshold.kind is ThresholdKind.MORE_THAN:
        return _("more than %(fraction)s", fraction=fraction)
    return _("at least %(fraction)s", fraction=fraction)


def rule_sentences(rules: RuleProfile) -> list[str]:
    """Return the rules as a reader of the statutes would say them."""
    sentences = [_adopted_if(rules)]
    sentences.append(quorum_sentence(rules.quorum, rules.unit) if rules.quorum else _("No quorum is asked for."))
    if rules.casting_vote:
        sentences.append(_("The chair decides a tie."))
    if rules.unit is Unit.WEIGHT:
        sentences.append(_("Votes are counted by their weight."))
    return sentences


def rule_text(rules: RuleProfile, article: str) -> str:
    """Return the rules of motions and where they stand, as one text."""
    return cited(rule_sentences(rules), article)


def cited(sentences: list[str], article: str) -> str:
    """Return sentences and the article in which they stand, as one text."""
    return " ".join([*sentences, *([f"({article})"] if article else [])])


def _adopted_if(rules: RuleProfile) -> str:
    if rules.threshold.kind is ThresholdKind.UNANIMITY:
        return {
            Basis.FOR_AND_AGAINST: _("Adopted if nobody votes against; abstentions are not counted."),
            Basis.VALID: _("Adopted if every vote cast is in favour; an abstention counts as against."),
            Basis.REPRESENTED: _("Adopted if every member represented is in favour."),
            Basis.ENTITLED: _("Adopted if every member is in favour."),
        }[rules.basis]
    part = share(rules.threshold)
    return {
        Basis.FOR_AND_AGAINST: _(
            "Adopted if %(share)s of the votes for and against are in favour; abstentions are not counted.",
            share=part,
        ),
        Basis.VALID: _(
            "Adopted if %(share)s of the votes cast are in favour; an abstention counts as against.",
            share=part,
        ),
        Basis.REPRESENTED: _("Adopted if %(share)s of the members represented are in favour.", share=part),
        Basis.ENTITLED: _("Adopted if %(share)s of all members are in favour, whether they vote or not.", share=part),
    }[rules.basis]


def quorum_sentence(quorum: Quorum, unit: Unit) -> str:
    """Return what a quorum asks for, and on what it is measured."""
    amount = _amount(quorum, unit)
    return {
        QuorumMoment.OPENING: _("Quorum: %(amount)s, represented when the vote opens.", amount=amount),
        QuorumMoment.DEADLINE: _("Quorum: %(amount)s, represented at the deadline.", amount=amount),
        QuorumMoment.CAST: _("Quorum: %(amount)s, counted on ballots cast.", amount=amount),
    }[quorum.measured_on]


def _amount(quorum: Quorum, unit: Unit) -> str:
    if isinstance(quorum.needed, int):
        if unit is Unit.HEADS:
            return ngettext("%(num)d member", "%(num)d members", quorum.needed)
        return ngettext("%(num)d vote", "%(num)d votes", quorum.needed)
    if unit is Unit.HEADS:
        return _("%(share)s of all members", share=share(quorum.needed))
    return _("%(share)s of all votes that members hold", share=share(quorum.needed))
