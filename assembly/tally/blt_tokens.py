"""The words of a BLT file with their lines, and the numbers they stand for."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

MOST_DIGITS: Final = 15
"""More than any count needs; longer ones are refused, as they take long to read."""

_WORD = re.compile(r"/\*|#.*|\[[^\]]*\]?|\([^)]*\)?|\"[^\"]*\"?|(?:(?!/\*)[^\s#\[(\"])+")


class BltError(Exception):
    """The file is broken: `line` says where, counted from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line


class Token(NamedTuple):
    """A word, a bracket with all that it holds, or a name in quotes."""

    text: str
    line: int


class Tokens:
    """The words of a file, one after the other; comments are left out."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.row = 0
        """Index of the line being read."""
        self.column = 0
        self._in_comment = 0
        """The line on which a comment began that is not closed yet."""

    def next(self, wanted: str) -> Token:
        """Return the next word; raise BltError where the file ends instead."""
        token = self.peek(wanted)
        self.column += len(token.text)
        return token

    def peek(self, wanted: str) -> Token:
        """Return the next word and stay before it; the rest of a line after a comment is skipped."""
        while self.row < len(self.lines):
            line = self.lines[self.row]
            found = self._word(line)
            if found:
                self.column = found.start()
                return Token(found[0], self.row + 1)
            self.row, self.column = self.row + 1, 0
        raise BltError(self._in_comment or max(len(self.lines), 1), f"the file ends, and {wanted} is missing")

    def rest(self) -> Iterator[Token]:
        """Return what is left, line by line: first the rest of this line."""
        while self.row < len(self.lines):
            line, row = self.lines[self.row][self.column :], self.row
            self.row, self.column = self.row + 1, 0
            yield Token(line, row + 1)

    def go_to(self, row: int) -> None:
        """Go on at the beginning of a line."""
        self.row, self.column = row, 0

    @property
    def at_line_start(self) -> bool:
        """Whether nothing but white space stands before the next word in its line."""
        return not self.lines[self.row][: self.column].strip()

    def _word(self, line: str) -> re.Match[str] | None:
        while True:
            if self._in_comment:
                end = line.find("*/", self.column)
                if end < 0:
                    return None
                self.column, self._in_comment = end + 2, 0
            found = _WORD.search(line, self.column)
            if found is None or found[0].startswith("#"):
                return None
            if found[0] != "/*":
                return found
            self.column, self._in_comment = found.end(), self.row + 1


def whole_number(token: Token, what: str, *, least: int = 0) -> int:
    """Read a whole number; raise BltError for anything else."""
    text = token.text
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS) or int(text) < least:
        raise BltError(token.line, f"{shown(text)} stands where {what} is wanted")
    return int(text)


def candidate(token: Token, number: int) -> int:
    """Read the number of a candidate, of so many."""
    read = whole_number(token, "a candidate's number", least=1)
    if read > number:
        raise BltError(token.line, f"there is no candidate {read} of {number}")
    return read


def shown(text: str) -> str:
    """Return a word as it can be shown in a message."""
    return repr(text if len(text) <= 40 else f"{text[:40]}…")  # noqa: PLR2004 - a line of a message
