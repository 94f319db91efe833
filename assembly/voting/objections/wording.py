"""What is said about objections in the language being spoken."""

from assembly.i18n import gettext as _
from assembly.i18n import ngettext


def period_sentence(hours: int | None) -> str:
    """Return for how long members may object, as the ballot and the secretariat's page say it."""
    if hours is None:
        return _("No objections are taken to the result.")
    return ngettext(
        "Members may object for %(num)d hour after the result is published. Each objection is answered.",
        "Members may object for %(num)d hours after the result is published. Each objection is answered.",
        hours,
    )
