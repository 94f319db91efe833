"""What declarations add to the page of a delegation: who has not made theirs. Registered in `features.py`.

The focal point sees it and cannot do it for them; what somebody consents to is not shown here at all.
"""

from collections.abc import Sequence
from datetime import datetime

from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.registration.consents import queries
from assembly.registration.models import Delegation, Registration
from assembly.registration.workspace import Contribution, Section


def contribution(delegation: Delegation, people: Sequence[Registration], now: datetime) -> Contribution:
    """Return who still has to accept what the event asks of everybody."""
    event = delegation.event
    if not people or now >= event.ends_at or not queries.asked_at(event):
        return Contribution()
    open_for = queries.undeclared(event, [one.id for one in people])
    waiting = [one.person.name for one in people if one.id in open_for]
    return Contribution(sections=[_section(waiting)])


def _section(waiting: Sequence[str]) -> Section:
    if not waiting:
        return Section(_("Declarations"), _("Everybody has accepted what this event asks."), ("yes", _("Complete")))
    return Section(
        _("Declarations"),
        _(
            "Still to be accepted by: %(names)s. Each does it personally, on their own page: "
            "the link is in the mail that confirmed their registration.",
            names=", ".join(waiting),
        ),
        ("late", ngettext("%(num)d declaration missing", "%(num)d declarations missing", len(waiting))),
    )
