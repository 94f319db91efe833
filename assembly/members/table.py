"""A table as a file holds it, before anything in it is understood, and how large it may be."""

from typing import Final, NamedTuple

from assembly.errors import InvalidInputError
from assembly.i18n import gettext as _

MOST_COLUMNS: Final = 200
MOST_ROWS: Final = 20_000
MOST_BYTES: Final = 100_000_000
"""Of the file once it is unpacked."""


class UnreadableSheetError(InvalidInputError):
    """The file cannot be read as a table; the message says what to do."""

    code = "unreadable_sheet"


class Line(NamedTuple):
    """One row that is not blank: its number in the file, and its cells as text."""

    number: int
    cells: tuple[str, ...]


def too_many_rows() -> UnreadableSheetError:
    """Return what to say of a table with too many rows."""
    return UnreadableSheetError(_("The sheet has more than %(max)d rows. Split it.", max=MOST_ROWS))


def too_many_columns() -> UnreadableSheetError:
    """Return what to say of a table with too many columns."""
    return UnreadableSheetError(
        _("The sheet has more than %(max)d columns. Remove those that are not needed.", max=MOST_COLUMNS)
    )


def too_large() -> UnreadableSheetError:
    """Return what to say of a file that is too large once it is unpacked."""
    return UnreadableSheetError(_("The file is too large. Keep only the sheet of members, and save it anew."))
