"""How codes by telephone stand, as readers see it."""

from assembly.i18n import gettext as _
from assembly.registration.help_desk.rules import CodeState


def code_status(state: CodeState) -> tuple[str, str]:
    """Return the mark and the words of a state."""
    words = {
        CodeState.WAITING: ("wait", _("Waits for a second person")),
        CodeState.CONFIRMED: ("now", _("Confirmed; not shown yet")),
        CodeState.SHOWN: ("now", _("Read out; not used yet")),
        CodeState.USED: ("yes", _("Used")),
        CodeState.LAPSED: ("off", _("Lapsed")),
        CodeState.WITHDRAWN: ("off", _("Taken back")),
        CodeState.OBJECTED: ("no", _("Objected to")),
    }
    return words[state]
