"""Places in a notice, such as `((name))`, that are filled for each recipient.

One pass over the text, from a closed list: no template engine ever runs on what somebody stored, and a
value that itself contains `((…))` or `{{…}}` stays as it is.
"""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum

PLACE = re.compile(r"\(\(([^()\n]*)\)\)")


class Placeholder(StrEnum):
    """What can be filled in."""

    NAME = "name"
    MEMBER = "member"
    EVENT = "event"
    DATES = "dates"
    DEADLINE = "deadline"
    ABOUT = "about"
    PROGRAMME = "programme"
    RESULTS = "results"
    LINK = "link"
    VOTE = "vote"
    VOTE_DEADLINE = "vote-deadline"
    BALLOT = "ballot"
    RESULT = "result"


ADDRESSES = frozenset(
    {
        Placeholder.ABOUT,
        Placeholder.PROGRAMME,
        Placeholder.RESULTS,
        Placeholder.LINK,
        Placeholder.BALLOT,
        Placeholder.RESULT,
    }
)
OF_A_VOTE = frozenset({Placeholder.VOTE, Placeholder.VOTE_DEADLINE, Placeholder.BALLOT, Placeholder.RESULT})
"""What can be filled only in a notice that is about a vote."""

IN_BODY = frozenset(Placeholder)
IN_SUBJECT = IN_BODY - ADDRESSES - {Placeholder.VOTE}
"""A subject is shown on locked phones and kept in logs: it carries no address, and not what is voted on."""


def allowed(places: frozenset[Placeholder], *, about_vote: bool) -> frozenset[Placeholder]:
    """Return what can be filled in somewhere, in a notice that is about a vote or is not."""
    return places if about_vote else places - OF_A_VOTE


def used(text: str) -> set[str]:
    """Return the names that stand in places of a text, known or not."""
    return {name.strip() for name in PLACE.findall(text)}


def unknown(text: str, allowed: Collection[Placeholder]) -> list[str]:
    """Return the names in a text that cannot be filled there."""
    return sorted(used(text) - set(allowed))


def fill(text: str, values: Mapping[Placeholder, str]) -> str:
    """Return the text with its places filled; a place without a value is left as it stands.

    Values come escaped for where the text lands.
    """

    def value_of(found: re.Match[str]) -> str:
        name = found[1].strip()
        return values[Placeholder(name)] if name in values else found[0]

    return PLACE.sub(value_of, text)
