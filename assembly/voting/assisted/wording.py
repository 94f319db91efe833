"""Ballots received by telephone or on paper, in the language being spoken."""

from assembly.credentials.rollcheck.rules import Unready
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.voting.assisted.rules import Means, Outcome


def means_word(means: Means) -> str:
    """Return how a ballot was received."""
    return {Means.TELEPHONE: _("By telephone"), Means.PAPER: _("On paper")}[means]


def outcome_mark(outcome: Outcome | None) -> tuple[str, str]:
    """Return how an entry stands: the kind of mark, and the words."""
    return {
        None: ("wait", _("Waits for a second person")),
        Outcome.CONFIRMED: ("yes", _("Confirmed and cast")),
        Outcome.DIFFERED: ("no", _("The two did not agree; not cast")),
        Outcome.TAKEN_BACK: ("off", _("Taken back; not cast")),
        Outcome.EXPIRED: ("off", _("Not confirmed in time; not cast")),
    }[outcome]


def number_sentence(number: int) -> str | None:
    """Return how many ballots of a vote came so, if any did."""
    if not number:
        return None
    return ngettext(
        "%(num)d ballot was received by telephone or on paper.",
        "%(num)d ballots were received by telephone or on paper.",
        number,
    )


def received_sentence(means: Means, member: str) -> str:
    """Return that the ballot of a member came so, for those who vote for it."""
    return {
        Means.TELEPHONE: _("The ballot of %(member)s was received by telephone.", member=member),
        Means.PAPER: _("The ballot of %(member)s was received on paper.", member=member),
    }[means]


def secret_sentence() -> str:
    """Return what a secret vote whose rules allow such ballots does not hide."""
    return _(
        "A member without a line may vote by telephone or on paper: "
        "two people of the secretariat then learn how it voted."
    )


def with_permission(rules: str, *, assisted_secret: bool) -> str:
    """Return rules in words, with what they say of ballots by telephone or on paper, where that is something."""
    if not assisted_secret:
        return rules
    return f"{rules} {_('Ballots by telephone or on paper are taken in secret votes too.')}"


def why_sentence(why: Unready) -> str:
    """Return why no mail brings a member to its ballot."""
    return _("The mail to its voter comes back") if why is Unready.BOUNCED else _("Nobody can vote for it yet")
