"""A ballot in words. Every word that could stand there does, and those that were not chosen are hidden.

So the page has one size whatever was chosen.
"""

from dataclasses import dataclass

from assembly.i18n import gettext as _
from assembly.voting.ballot_form import NONE_OF_THESE, Offer
from assembly.voting.papers import DIGITS, Marks, Style
from assembly.voting.wording import mark_word


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a ballot: an option (none where the ballot is one choice), and its words with whether each holds."""

    option: str | None
    words: tuple[tuple[str, bool], ...]
    placed: bool = False
    """Whether the word is a place, which stands before the name."""


def lines(offer: Offer, marks: Marks) -> list[Line]:
    """Return a ballot in words; ranked ones in the order of their places."""
    style = offer.paper.style
    if style is Style.MOTION:
        return [Line(None, tuple((mark_word(mark), mark == marks) for mark in "YNA"))]
    if style is Style.ONE:
        return [Line(None, tuple((name, f"{number:0{DIGITS}}" == marks) for number, name in offer.rows()))]
    if style is Style.EACH:
        return [
            Line(name, tuple((mark_word(mark), mark == said) for mark in "YNA"))
            for (_number, name), said in zip(offer.rows(), marks, strict=True)
        ]
    chosen = offer.paper.chosen(marks)
    if style is Style.SOME:
        return [Line(name, _yes_no(_holds(number, chosen))) for number, name in offer.rows()]
    return _ranking(offer, chosen)


def _yes_no(yes: bool) -> tuple[tuple[str, bool], ...]:  # noqa: FBT001 - it is what is said
    return ((_("Yes"), yes), (_("No"), not yes))


def _holds(number: int, chosen: tuple[int, ...]) -> bool:
    return number in chosen if number != NONE_OF_THESE else not chosen


def _ranking(offer: Offer, chosen: tuple[int, ...]) -> list[Line]:
    """Return each option with its place. The same lines in another order have the same size."""
    places = {number: place for place, number in enumerate(chosen, start=1)}
    rows = [(number, name) for number, name in offer.rows() if number != NONE_OF_THESE]
    last = len(rows) + 1
    rows.sort(key=lambda row: places.get(row[0], last))
    # One character more where the place has one digit less: spaces of HTML take no room on the page.
    shown = [Line(name, ((f"{places.get(number, '-'):>{DIGITS}}", True),), placed=True) for number, name in rows]
    return [*shown, Line(_("None of these"), _yes_no(not chosen))] if offer.paper.blank else shown


def said(offer: Offer, marks: Marks) -> str:
    """Return in one line what a ballot of an open vote says."""
    style = offer.paper.style
    if style in {Style.MOTION, Style.EACH}:
        words = [mark_word(mark) for mark in marks]
        return (
            words[0]
            if style is Style.MOTION
            else "; ".join(
                _("%(name)s: %(mark)s", name=name, mark=word) for name, word in zip(offer.names, words, strict=True)
            )
        )
    names = [offer.names[number - 1] for number in offer.paper.chosen(marks)]
    if style is Style.RANKED:
        names = [f"{place}. {name}" for place, name in enumerate(names, start=1)]
    return ", ".join(names) or _("None of these")
