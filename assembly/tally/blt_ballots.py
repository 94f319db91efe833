"""The ballots of a BLT file."""

from collections import Counter, defaultdict

from assembly.tally.blt_tokens import BltError, Token, Tokens, candidate, shown, whole_number

GAP = 0
"""Stands for a rank that was skipped."""

_Found = defaultdict[int, list[tuple[int, ...]]]


def read_ballots(tokens: Tokens, number: int) -> dict[int, list[tuple[int, ...]]]:
    """Read the ballots up to the 0 that ends them: rankings of so many candidates, by how many ballots are so."""
    tokens.peek("a ballot")
    found = _whole_lines(tokens, number) if tokens.at_line_start else None
    return dict(_word_by_word(tokens, number) if found is None else found)


def counted_part(ranking: tuple[int, ...]) -> tuple[int, ...]:
    """Return a ranking up to its first gap or repeat."""
    if len(set(ranking)) == len(ranking) and GAP not in ranking:
        return ranking
    counted: list[int] = []
    for number in ranking:
        if number == GAP or number in counted:
            break
        counted.append(number)
    return tuple(counted)


def _whole_lines(tokens: Tokens, number: int) -> _Found | None:
    """Read ballots that are one a line, with nothing else; None where there is anything else.

    This is a quick way for the common case, in which equal lines are read once. Whatever it does not understand, and
    every error, is left to the way word by word, which decides what a file means.
    """
    try:
        end = tokens.lines.index("0", tokens.row)
    except ValueError:
        return None
    number_of = {str(value): value for value in range(1, number + 1)}.__getitem__
    found: _Found = defaultdict(list)
    for line, times in Counter(tokens.lines[tokens.row : end]).items():
        words = line.split()
        if not words:
            continue
        try:
            multiplier = 1 if words[0] == "1" else whole_number(Token(words[0], 0), "a number", least=1)
            ranking = tuple(map(number_of, words[1:-1]))
        except (KeyError, BltError):
            return None
        if words[-1] != "0":
            return None
        found[multiplier * times].append(ranking if len(set(ranking)) == len(ranking) else counted_part(ranking))
    tokens.go_to(end + 1)
    return found


def _word_by_word(tokens: Tokens, number: int) -> _Found:
    found: _Found = defaultdict(list)
    while True:
        token = tokens.next("the 0 that ends the ballots")
        if token.text.startswith("("):
            _check_closed(token)
            token = tokens.next("a ballot after its id")
        multiplier = whole_number(token, "the number of equal ballots")
        if not multiplier:
            return found
        found[multiplier].append(counted_part(_ranking(tokens, number)))


def _ranking(tokens: Tokens, number: int) -> tuple[int, ...]:
    ranking: list[int] = []
    while (token := tokens.next("the 0 that ends a ballot")).text != "0":
        if "=" in token.text or token.text.startswith("("):
            raise BltError(token.line, f"{shown(token.text)}: equal rankings cannot be counted")
        ranking.append(GAP if token.text == "-" else candidate(token, number))
    return tuple(ranking)


def _check_closed(token: Token) -> None:
    if not token.text.endswith(")"):
        raise BltError(token.line, "a parenthesis is not closed")
