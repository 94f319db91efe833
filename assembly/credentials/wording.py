"""How it stands with a member's vote, as readers see it, in the language being spoken."""

from assembly.credentials.rules import WhoVotes
from assembly.i18n import gettext as _
from assembly.i18n import pgettext


def vote_status(state: WhoVotes) -> tuple[str, str]:
    """Return the kind of mark (see components/status.html) and the word."""
    statuses = {
        WhoVotes.MISSING: ("draft", _("Not said yet")),
        WhoVotes.PROPOSED: ("wait", _("Waiting for the secretariat")),
        WhoVotes.ACCEPTED: ("yes", _("Accepted")),
        WhoVotes.RETURNED: ("late", _("Sent back")),
        WhoVotes.PROXY: ("yes", _("By proxy")),
    }
    return statuses[state]


def place_name(position: int) -> str:
    """Return what the place in the order means."""
    if position == 1:
        return pgettext("what somebody does", "Votes")
    return _("Stands in, place %(number)d", number=position - 1)
