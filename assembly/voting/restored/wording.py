"""What comes of the comparison, in words."""

from collections.abc import Mapping
from typing import Any, Final

from assembly.i18n import gettext as _
from assembly.i18n import lazy_gettext as _l
from assembly.i18n import ngettext
from assembly.voting.restored.rules import Box, Finding

MARKS: Final[Mapping[Finding, str]] = {
    Finding.SAME: "yes",
    Finding.MORE_HERE: "late",
    Finding.LOST: "no",
    Finding.CHANGED: "no",
}
"""The kind of status (components/status.html) of each finding."""

_WORDS: Final[Mapping[Finding, Any]] = {
    Finding.SAME: _l("The same ballots as in the mail: nothing was lost since."),
    Finding.MORE_HERE: _l("The mail is older than the backup, so it cannot tell what was lost after the backup."),
    Finding.CHANGED: _l("As many ballots as in the mail, but others: some were changed or replaced."),
}


def sentence(finding: Finding, here: Box, seen: int) -> str:
    """Return what to say of a finding; `seen` are the ballots in the mail."""
    if finding is Finding.LOST:
        lost = seen - here.ballots
        return ngettext(
            "%(num)d ballot of which the mail knows is lost. Whoever cast it has to vote again.",
            "%(num)d ballots of which the mail knows are lost. Those who cast them have to vote again.",
            lost,
        )
    return str(_WORDS[finding])


def done(finding: Finding) -> str:
    """Return what to say once it is confirmed."""
    if finding is Finding.SAME:
        return _("You have confirmed that nothing was lost. The secretariat can let the vote go on.")
    return _("You have confirmed it. The secretariat can let the vote go on, or annul it.")
