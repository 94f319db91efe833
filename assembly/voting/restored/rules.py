"""What comes of comparing a vote in a restored database with what was mailed before. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Finding(StrEnum):
    """How the mail and the database stand to each other."""

    SAME = "same"
    """The same ballots: nothing was lost since that mail."""
    MORE_HERE = "more-here"
    """The mail is older than the backup, so that it cannot tell what was lost after the backup."""
    LOST = "lost"
    """The mail knows of more ballots than there are: some are lost."""
    CHANGED = "changed"
    """As many ballots, but others: some were changed after the backup, or by somebody."""


@dataclass(frozen=True, slots=True)
class Box:
    """How many ballots a vote has, and the fingerprint of all receipts, of which a beginning will do."""

    ballots: int
    receipts: str


def compare(here: Box, mailed: Box) -> Finding:
    """Return what to say of a vote: `here` is the database, `mailed` the last mail that somebody has."""
    if mailed.ballots > here.ballots:
        return Finding.LOST
    if mailed.ballots < here.ballots:
        return Finding.MORE_HERE
    return Finding.SAME if mailed.receipts and here.receipts.startswith(mailed.receipts) else Finding.CHANGED
