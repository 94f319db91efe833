"""The quorum and how somebody is known to be there, as readers see it."""

from assembly.credentials.presence.rules import Means, Quorum
from assembly.i18n import gettext as _
from assembly.i18n import ngettext


def quorum_sentence(quorum: Quorum) -> str:
    """Return "71 of 118 members represented (63 present, 8 by proxy); 60 needed"."""
    if quorum.by_ballot:
        return _with_ballots(quorum)
    numbers = {"represented": quorum.represented, "present": quorum.present, "proxy": quorum.by_proxy}
    if quorum.needed is None:
        return ngettext(
            "%(represented)d of %(num)d member represented (%(present)d present, %(proxy)d by proxy)",
            "%(represented)d of %(num)d members represented (%(present)d present, %(proxy)d by proxy)",
            quorum.entitled, **numbers,
        )  # fmt: skip
    return ngettext(
        "%(represented)d of %(num)d member represented (%(present)d present, %(proxy)d by proxy); %(needed)d needed",
        "%(represented)d of %(num)d members represented (%(present)d present, %(proxy)d by proxy); %(needed)d needed",
        quorum.entitled, needed=quorum.needed, **numbers,
    )  # fmt: skip


def _with_ballots(quorum: Quorum) -> str:
    numbers = {
        "represented": quorum.represented,
        "present": quorum.present,
        "proxy": quorum.by_proxy,
        "ballot": quorum.by_ballot,
    }
    if quorum.needed is None:
        return ngettext(
            "%(represented)d of %(num)d member represented "
            "(%(present)d present, %(proxy)d by proxy, %(ballot)d by a ballot cast)",
            "%(represented)d of %(num)d members represented "
            "(%(present)d present, %(proxy)d by proxy, %(ballot)d by a ballot cast)",
            quorum.entitled, **numbers,
        )  # fmt: skip
    return ngettext(
        "%(represented)d of %(num)d member represented "
        "(%(present)d present, %(proxy)d by proxy, %(ballot)d by a ballot cast); %(needed)d needed",
        "%(represented)d of %(num)d members represented "
        "(%(present)d present, %(proxy)d by proxy, %(ballot)d by a ballot cast); %(needed)d needed",
        quorum.entitled, needed=quorum.needed, **numbers,
    )  # fmt: skip


def means_word(means: Means) -> str:
    """Return how it is known that somebody is there."""
    return {
        Means.ENTERED: _("went into the room"),
        Means.DECLARED: _("said so"),
        Means.TICKED: _("noted by the secretariat"),
    }[means]
