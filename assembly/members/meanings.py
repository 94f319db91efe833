"""What headings mean that we do not know by ourselves: somebody said it once, and it holds for the next sheet."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete

from assembly.extensions import db
from assembly.members import bulk
from assembly.members.folding import word_key
from assembly.members.headings import column_of, is_ours_to_pass_over
from assembly.members.models import HeadingChoice

LONGEST_HEADING = 200


def columns_of(headings: Sequence[str]) -> list[str]:
    """Return the column of each heading: as it was said for one like it, else as we know it; "" for none."""
    said = _said(headings)
    return [said.get(_key(heading), column_of(heading)) or "" for heading in headings]


def unknown(headings: Sequence[str]) -> list[str]:
    """Return the headings of which nobody has said what they mean, not even that they mean nothing."""
    said = _said(headings)
    return [
        heading
        for heading in headings
        if heading and column_of(heading) is None and not is_ours_to_pass_over(heading) and _key(heading) not in said
    ]


def remember(headings: Sequence[str], columns: Sequence[str]) -> None:
    """Keep what was said of headings for the next sheet; what we know by ourselves is not kept."""
    said = {_key(heading): column for heading, column in zip(headings, columns, strict=True) if _key(heading)}
    db.session.execute(delete(HeadingChoice).where(bulk.among(HeadingChoice.heading, list(said))))
    db.session.add_all(
        HeadingChoice(heading=key, column=column or None) for key, column in said.items() if column != column_of(key)
    )
    db.session.flush()


def _said(headings: Sequence[str]) -> Mapping[str, str | None]:
    keys = [_key(heading) for heading in headings]
    rows = db.session.query(HeadingChoice).where(bulk.among(HeadingChoice.heading, keys))
    return {row.heading: row.column for row in rows}


def _key(heading: str) -> str:
    return word_key(heading)[:LONGEST_HEADING]
