"""What was done with a second step, in words that readers see."""

from typing import Any, Final

from assembly.accounts.factors.models import Act
from assembly.accounts.factors.queries import factors_of
from assembly.i18n import lazy_gettext as _l
from assembly.i18n import ngettext

ACTS: Final[dict[Act, Any]] = {
    Act.SHOWN: _l("You signed in with your second step"),
    Act.REFUSED: _l("Several wrong codes were tried"),
    Act.RECOVERY_CODE_USED: _l("A recovery code was used"),
    Act.AUTHENTICATOR_ADDED: _l("An app for codes was set up"),
    Act.AUTHENTICATOR_REMOVED: _l("The app for codes was removed"),
    Act.PASSKEY_ADDED: _l("A passkey was added"),
    Act.PASSKEY_REMOVED: _l("A passkey was removed"),
    Act.CODES_MADE: _l("New recovery codes were made"),
    Act.RESET_ASKED: _l("Somebody asked to take your second step back"),
    Act.RESET: _l("Your second step was taken back for you"),
}


def act_in_words(act: Act) -> str:
    """Return what was done, to the person whose second step it is."""
    return str(ACTS[act])


def codes_left(person_id: int) -> str:
    """Return how many recovery codes somebody has, to the person themselves."""
    codes = factors_of(person_id).codes
    return ngettext("You have %(num)d recovery code left.", "You have %(num)d recovery codes left.", codes)
