"""Methods of elections and choices in sentences, in the language being spoken."""

from assembly.i18n import gettext as _
from assembly.i18n import ngettext, pgettext
from assembly.tally.election import Contest, ElectionRules, Method
from assembly.tally.rules import Basis, RuleProfile, ThresholdKind, Unit
from assembly.voting.rules import VoteKind
from assembly.voting.wording import quorum_sentence, share


def kind_word(kind: VoteKind) -> str:
    """Return what is put to the members."""
    return {
        VoteKind.MOTION: _("Motion"),
        VoteKind.CHOICE: pgettext("kind of vote", "Choice"),
        VoteKind.ELECTION: _("Election"),
    }[kind]


def kind_note(kind: VoteKind) -> str:
    """Return what a kind of vote is for."""
    return {
        VoteKind.MOTION: _("One question that is answered with For or Against."),
        VoteKind.CHOICE: _("One of several options, such as the place of the next assembly."),
        VoteKind.ELECTION: _("Who fills one or more seats, such as those of a committee."),
    }[kind]


def method_word(method: Method) -> str:
    """Return the name of a method."""
    return {
        Method.PLURALITY: _("Most votes"),
        Method.MAJORITY: _("Majority, with a second round"),
        Method.BLOCK: _("As many names as there are seats"),
        Method.APPROVAL: _("Approval"),
        Method.YES_NO: _("Yes or no to each"),
        Method.SCOTTISH_STV: _("Ranking (single transferable vote, Scottish rules)"),
        Method.MEEK_STV: _("Ranking (single transferable vote, Meek’s rules)"),
    }[method]


def method_note(method: Method) -> str:
    """Return what voters do and what decides, where a method is chosen."""
    return {
        Method.PLURALITY: _("One name on each ballot; whoever has the most votes wins."),
        Method.MAJORITY: _(
            "One name on each ballot. Whoever reaches the majority of the rules wins; "
            "otherwise a second round between the first two is prepared."
        ),
        Method.BLOCK: _("Up to one name for each seat; those with the most votes win."),
        Method.APPROVAL: _("Any number of names; those with the most votes win."),
        Method.YES_NO: _("For, against or abstention for each; whoever reaches the majority of the rules can win."),
        Method.SCOTTISH_STV: _("Voters rank; seats go to the groups of voters in proportion. For several seats."),
        Method.MEEK_STV: _("As above, with the most exact transfer; it needs a computer to count."),
    }[method]


def election_sentences(rules: ElectionRules, profile: RuleProfile) -> list[str]:
    """Return how an election or a choice is decided, as a reader of the statutes would say it."""
    sentences = [_decided_by(rules, profile)]
    sentences.append(quorum_sentence(profile.quorum, profile.unit) if profile.quorum else _("No quorum is asked for."))
    if profile.unit is Unit.WEIGHT:
        sentences.append(_("Votes are counted by their weight."))
    sentences.append(_("Where the rules cannot break a tie, a lot is drawn in public."))
    return sentences


def _decided_by(rules: ElectionRules, profile: RuleProfile) -> str:
    if rules.contest is Contest.CHOICE:
        return _chosen_by(rules, profile)
    seats = rules.seats
    return {
        Method.PLURALITY: lambda: ngettext(
            "One name on each ballot; whoever has the most votes is elected.",
            "One name on each ballot; the %(num)d with the most votes are elected.",
            seats,
        ),
        Method.MAJORITY: lambda: _majority(profile, elected=True),
        Method.BLOCK: lambda: ngettext(
            "Up to one name on each ballot; whoever has the most votes is elected.",
            "Up to %(num)d names on each ballot; the %(num)d with the most votes are elected.",
            seats,
        ),
        Method.APPROVAL: lambda: ngettext(
            "Any number of names on each ballot; whoever has the most votes is elected.",
            "Any number of names on each ballot; the %(num)d with the most votes are elected.",
            seats,
        ),
        Method.YES_NO: lambda: _yes_no(rules, profile),
        Method.SCOTTISH_STV: lambda: ngettext(
            "Voters rank the candidates for %(num)d seat; counted by single transferable vote, Scottish rules of 2007.",
            "Voters rank the candidates for %(num)d seats; "
            "counted by single transferable vote, Scottish rules of 2007.",
            seats,
        ),
        Method.MEEK_STV: lambda: ngettext(
            "Voters rank the candidates for %(num)d seat; counted by single transferable vote, Meek’s rules.",
            "Voters rank the candidates for %(num)d seats; counted by single transferable vote, Meek’s rules.",
            seats,
        ),
    }[rules.method]()


def _chosen_by(rules: ElectionRules, profile: RuleProfile) -> str:
    if rules.method is Method.MAJORITY:
        return _majority(profile, elected=False)
    if rules.method is Method.APPROVAL:
        return _("Any number of options on each ballot; the one with the most votes is chosen.")
    return _("One option on each ballot; the one with the most votes is chosen.")


def _majority(profile: RuleProfile, *, elected: bool) -> str:
    part = _part(profile)
    if elected:
        return _("Elected with %(part)s; otherwise there is a second round between the first two.", part=part)
    return _("Chosen with %(part)s; otherwise there is a second round between the first two.", part=part)


def _yes_no(rules: ElectionRules, profile: RuleProfile) -> str:
    return ngettext(
        "For, against or abstention for each; elected is who has %(part)s and the most votes for.",
        "For, against or abstention for each; elected are those who have %(part)s, "
        "up to %(num)d, the most votes for first.",
        rules.seats, part=_part(profile),
    )  # fmt: skip


def _part(profile: RuleProfile) -> str:
    if profile.threshold.kind is ThresholdKind.UNANIMITY:
        return {
            Basis.FOR_AND_AGAINST: _("all the votes, abstentions not counted"),
            Basis.VALID: _("all the votes cast"),
            Basis.REPRESENTED: _("the votes of all members represented"),
            Basis.ENTITLED: _("the votes of all members"),
        }[profile.basis]
    part = share(profile.threshold)
    return {
        Basis.FOR_AND_AGAINST: _("%(share)s of the votes, abstentions not counted", share=part),
        Basis.VALID: _("%(share)s of the votes cast", share=part),
        Basis.REPRESENTED: _("%(share)s of the members represented", share=part),
        Basis.ENTITLED: _("%(share)s of all members", share=part),
    }[profile.basis]
