"""How acts on many people are said, in the language being spoken."""

from collections.abc import Callable
from typing import NamedTuple

from assembly.i18n import gettext as _
from assembly.i18n import ngettext, pgettext
from assembly.overview.people import PeopleOrder
from assembly.registration.service.bulk import BulkAct, Obstacle, Plan


def act_label(act: BulkAct) -> str:
    """Return the name of an act, as it is chosen."""
    names = {
        BulkAct.ACCEPT: _("Accept"),
        BulkAct.REFUSE: _("Refuse, with a reason"),
        BulkAct.WITHDRAW: _("Withdraw"),
        BulkAct.RESEND: _("Mail the personal link again"),
    }
    return names[act]


def order_label(order: PeopleOrder) -> str:
    """Return what a list goes by."""
    names = {
        PeopleOrder.NAME: pgettext("order of people", "By name"),
        PeopleOrder.ORGANISATION: _("By organisation"),
        PeopleOrder.NEWEST: _("Newest first"),
    }
    return names[order]


class BulkWords(NamedTuple):
    """What a page says before an act: its title, what follows, the button; `done` is said after it."""

    title: str
    follows: list[str]
    button: str
    done: str


def words(found: Plan) -> BulkWords:
    """Return what is said of a plan; the title has both counts where they differ."""
    n, total = len(found.possible), found.total
    said = _WORDS[found.act](n)
    if n == total or not n:
        return said
    partial = {
        BulkAct.ACCEPT: _("Accept %(count)d of %(total)d", count=n, total=total),
        BulkAct.REFUSE: _("Refuse %(count)d of %(total)d", count=n, total=total),
        BulkAct.WITHDRAW: _("Withdraw %(count)d of %(total)d", count=n, total=total),
        BulkAct.RESEND: _("Mail the personal link to %(count)d of %(total)d", count=n, total=total),
    }
    return said._replace(title=partial[found.act])


def _accept(n: int) -> BulkWords:
    label = ngettext("Accept %(num)d person", "Accept %(num)d people", n)
    return BulkWords(
        label,
        [_("Each gets a mail with the link to their own page.")],
        label,
        ngettext("%(num)d person is accepted and gets a mail.", "%(num)d people are accepted and get a mail.", n),
    )


def _refuse(n: int) -> BulkWords:
    label = ngettext("Refuse %(num)d person", "Refuse %(num)d people", n)
    return BulkWords(
        label,
        [_("Their members’ focal points read the reason in a mail."), _("Their seats are free again.")],
        label,
        ngettext(
            "%(num)d person is refused; the member gets a mail with the reason.",
            "%(num)d people are refused; their members get a mail with the reason.",
            n,
        ),
    )


def _withdraw(n: int) -> BulkWords:
    label = ngettext("Withdraw %(num)d person", "Withdraw %(num)d people", n)
    return BulkWords(
        label,
        [
            _("Each loses the place and is told by mail; who has not answered the invitation is told nothing."),
            _("The links to their pages stop working."),
            _("Freed places are offered to those who wait; where somebody was to vote, the next in the order votes."),
        ],
        label,
        ngettext("%(num)d person is withdrawn.", "%(num)d people are withdrawn.", n),
    )


def _resend(n: int) -> BulkWords:
    label = ngettext(
        "Mail the personal link to %(num)d person again", "Mail the personal link to %(num)d people again", n
    )
    return BulkWords(
        label,
        [
            _("Each gets the mail with the link to their own page once more; an invited guest, the invitation."),
            _("Links of earlier mails keep working."),
        ],
        label,
        ngettext("The link is on its way to %(num)d person.", "The links are on their way to %(num)d people.", n),
    )


_WORDS: dict[BulkAct, Callable[[int], BulkWords]] = {
    BulkAct.ACCEPT: _accept,
    BulkAct.REFUSE: _refuse,
    BulkAct.WITHDRAW: _withdraw,
    BulkAct.RESEND: _resend,
}


def obstacle_text(why: Obstacle, n: int) -> str:
    """Return why an act cannot be done to so many."""
    texts = {
        Obstacle.UNANSWERED: ngettext(
            "%(num)d has not answered the invitation yet", "%(num)d have not answered the invitation yet", n
        ),
        Obstacle.SUBMITTED: ngettext("%(num)d is not accepted yet", "%(num)d are not accepted yet", n),
        Obstacle.ACCEPTED: ngettext("%(num)d is registered already", "%(num)d are registered already", n),
        Obstacle.WAITING: ngettext("%(num)d is on the waiting list", "%(num)d are on the waiting list", n),
        Obstacle.OVER: ngettext(
            "%(num)d will not come or was withdrawn, and would have to be registered anew",
            "%(num)d will not come or were withdrawn, and would have to be registered anew",
            n,
        ),
        Obstacle.CLOSED: ngettext(
            "%(num)d was invited as a guest, and registration has closed",
            "%(num)d were invited as guests, and registration has closed",
            n,
        ),
    }
    return texts[why]
