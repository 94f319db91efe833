"""Reading and writing BLT files, the form in which ranked ballots are exchanged.

First described by Hill, Wichmann and Woodall with Algorithm 123 (1987); read as OpenSTV, OpaVote and Droop write it:
comments (`#` to the end of the line, or between `/*` and `*/`), ballots' ids in parentheses, `-` for a rank that was
skipped, options in brackets. Line ends mean nothing before the names. `[tie …]` and `[withdrawn …]` are understood,
other options are noted. Equal rankings (`=`) are refused: neither rule that we count by knows them.
"""

import codecs
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assembly.tally.blt_ballots import read_ballots
from assembly.tally.blt_names import read_names
from assembly.tally.blt_tokens import BltError, Token, Tokens, candidate, whole_number
from assembly.tally.counts import Papers

__all__ = ["BltError", "BltFile", "read_blt", "write_blt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BltFile:
    """What a file says. Candidates are numbered from 1; rankings end before their first gap or repeat."""

    seats: int
    names: tuple[str, ...]
    papers: Papers
    withdrawn: frozenset[int] = frozenset()
    tie: tuple[int, ...] | None = None
    """The order that was drawn by lot, if the file has one."""
    title: str = ""
    notes: tuple[str, ...] = ()
    """What was passed over, for a person to read."""


def read_blt(content: bytes) -> BltFile:
    """Read a file; raise BltError, with the line, where it is broken."""
    text, notes = _decoded(content)
    tokens = Tokens(text)
    number = whole_number(tokens.next("the number of candidates"), "the number of candidates", least=1)
    seats = whole_number(tokens.next("the number of seats"), "the number of seats", least=1)
    if number > len(text):
        raise BltError(1, f"{number} candidates, and a file with fewer letters")
    options = _read_options(tokens, number, notes)
    papers = read_ballots(tokens, number)
    names, title = read_names(tokens, number, notes)
    return BltFile(
        seats=seats,
        names=names,
        papers=papers,
        withdrawn=frozenset(options["withdrawn"]),
        tie=tuple(options["tie"]) or None,
        title=title,
        notes=tuple(notes),
    )


def _decoded(content: bytes) -> tuple[str, list[str]]:
    """Return the text; files of old programs that are not UTF-8 were mostly written on Windows."""
    notes: list[str] = []
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
            notes.append("not in UTF-8; names were read as Windows-1252")
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def _read_options(tokens: Tokens, number: int, notes: list[str]) -> dict[str, list[int]]:
    """Read what stands between the first line and the ballots: who withdrew, and options in brackets."""
    options: dict[str, list[int]] = {"withdrawn": [], "tie": []}
    while (token := tokens.peek("a ballot")).text.startswith(("[", "-")):
        tokens.next("a ballot")
        if token.text.startswith("-"):
            options["withdrawn"].append(candidate(Token(token.text[1:], token.line), number))
            continue
        if not token.text.endswith("]"):
            raise BltError(token.line, "a bracket is not closed")
        name, *values = token.text[1:-1].split() or [""]
        if name.lower() in options:
            read = [candidate(Token(value, token.line), number) for value in values]
            if name.lower() == "tie" and len(set(read)) < len(read):
                raise BltError(token.line, "a candidate stands twice in the order of the tie")
            options[name.lower()] += read
        else:
            notes.append(f"line {token.line}: {token.text} is not known here and was passed over")
    return options


def write_blt(
    names: Sequence[str],
    seats: int,
    rankings: Mapping[tuple[int, ...], int],
    *,
    title: str = "",
    withdrawn: Iterable[int] = (),
    tie: Sequence[int] | None = None,
) -> str:
    """Write a file that any program reads: rankings with how many ballots are so, sorted, which tells no order.

    `tie` is the order that a lot gave. It is left out where there is none, as other programs may not know it.
    """
    lines = [f"{len(names)} {seats}"]
    if tie:
        lines.append(f"[tie {' '.join(map(str, tie))}]")
    if gone := sorted(withdrawn):
        lines.append(" ".join(f"-{number}" for number in gone))
    lines += [" ".join(map(str, (times, *ranking, 0))) for ranking, times in sorted(rankings.items())]
    lines += ["0", *map(_quoted, names), _quoted(title)]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Put text between quotes. The form has no sign for a quote within, so it becomes an apostrophe."""
    return '"' + " ".join(text.replace('"', "'").split()) + '"'
