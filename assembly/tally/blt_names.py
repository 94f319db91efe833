"""The names at the end of a BLT file, with quotes or without."""

import re
from collections import Counter
from collections.abc import Iterator

from assembly.tally.blt_tokens import BltError, Token, Tokens

_QUOTED_ONES = re.compile(r'("[^"]*"(?:\s+"[^"]*")*)\s*(?:#.*)?')
_QUOTED = re.compile(r'"([^"]*)"')
_AROUND = re.compile(r'"(.*)"(?:\s*#.*)?')
"""Quotes around a name that has quotes itself."""


def read_names(tokens: Tokens, number: int, notes: list[str]) -> tuple[tuple[str, ...], str]:
    """Read the names of so many candidates and the title, which may be missing; what follows is passed over.

    Candidates of one name get their number behind it, and who has none is called by number, with a note of it.
    """
    texts = [text for line in tokens.rest() for text in _texts(line)]
    if len(texts) < number:
        raise BltError(len(tokens.lines), f"the file ends, and of {number} names there are {len(texts)}")
    names = texts[:number]
    often = Counter(names)
    for index, name in enumerate(names):
        if not name or often[name] > 1:
            names[index] = f"{name} ({index + 1})".strip()
            notes.append(f"candidate {index + 1} is called {names[index]}, as names must differ")
    if len(set(names)) < number:
        raise BltError(len(tokens.lines), "two candidates have one name")
    return tuple(names), texts[number] if len(texts) > number else ""


def _texts(line: Token) -> Iterator[str]:
    text = "".join(letter if letter.isprintable() else " " for letter in line.text).strip()
    if quoted := _QUOTED_ONES.fullmatch(text):
        yield from (found.strip() for found in _QUOTED.findall(quoted[1]))
    elif around := _AROUND.fullmatch(text):
        yield around[1].strip()
    elif text.startswith('"'):
        raise BltError(line.line, "a name's quote is not closed")
    elif text and not text.startswith(("#", "/*")):
        yield text.split("#")[0].strip()
