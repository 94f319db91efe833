"""Marks: what stands in a letter that many get, where each recipient's mail has a value of its own.

A mark is letters and digits alone, so that Markdown, HTML, an address and a calendar carry it unchanged. It holds a
secret of this process: nobody can type one, and a value that looks like one stays as it is.
"""

import re
from collections.abc import Callable, Mapping
from secrets import token_hex

_SECRET = token_hex(8)
_MARK = re.compile(f"mark{_SECRET}x([a-z]+)x")

Values = Mapping[str, str]
"""What the mail of one recipient has in the place of each mark: plain text, not escaped."""


def mark(name: str) -> str:
    """Return the mark of a name, which is of small letters."""
    return f"mark{_SECRET}x{name}x"


class Marked:
    """A text, cut at its marks once so that it can be filled often."""

    __slots__ = ("_escape", "_pieces")

    def __init__(self, text: str, escape: Callable[[str], str]) -> None:
        """Take a text; `escape` makes a value fit for where it lands."""
        self._pieces, self._escape = _MARK.split(text), escape

    def filled(self, values: Values) -> str:
        """Return the text with a value in each place; raise `KeyError` where one is missing."""
        pieces = self._pieces.copy()
        pieces[1::2] = [self._escape(values[name]) for name in pieces[1::2]]
        return "".join(pieces)
