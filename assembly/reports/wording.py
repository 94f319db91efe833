"""What the papers say of the audit trail."""

from assembly.i18n import gettext as _
from assembly.i18n import pgettext
from assembly.reports.life import Fault


def act_word(action: str) -> str:
    """Return what was done with a vote; the word of the trail itself for what is rare."""
    return {
        "vote.opened": pgettext("vote", "Opened"),
        "vote.reminded": _("Reminder sent"),
        "vote.suspended": pgettext("vote", "Suspended"),
        "vote.resumed": _("Resumed"),
        "vote.closed": pgettext("vote", "Closed"),
        "vote.lot_needed": _("A lot is needed"),
        "vote.lot_drawn": _("The numbers of the lot were entered"),
        "vote.tie_to_decide": _("The chair is asked to decide a tie"),
        "vote.tie_decided": _("The chair decided a tie"),
        "vote.counted": pgettext("vote", "Counted"),
        "vote.count_confirmed": _("The count was confirmed"),
        "vote.published": pgettext("vote", "Published"),
        "vote.annulled": _("Annulled"),
    }.get(action, action)


def fault_word(fault: Fault) -> str:
    """Return what of a vote is not as the audit trail says."""
    return {
        Fault.STATE: _("how far it is"),
        Fault.QUESTION: _("the question"),
        Fault.ROLL: _("the roll"),
        Fault.CASTS: _("who has cast a ballot"),
        Fault.RECEIPTS: _("the receipts"),
        Fault.BALLOTS: _("the number of ballots"),
        Fault.RESULT: _("the result"),
        Fault.RECOUNT: _("the count of the ballots, made again"),
    }[fault]
