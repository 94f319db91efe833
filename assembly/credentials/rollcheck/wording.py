"""What is missing before a member can vote, as the secretariat reads it."""

from assembly.credentials.rollcheck.rules import Unready
from assembly.i18n import gettext as _


def missing_word(why: Unready) -> str:
    """Return what is missing, in two or three words."""
    return {
        Unready.NO_VOTER: _("Nobody votes yet"),
        Unready.NOT_ACCEPTED: _("Waits to be accepted"),
        Unready.SENT_BACK: _("Sent back to the member"),
        Unready.NOBODY_TO_WRITE_TO: _("Nobody to write to"),
        Unready.BOUNCED: _("Mail came back"),
        Unready.NEVER_SIGNED_IN: _("Has not signed in yet"),
    }[why]
