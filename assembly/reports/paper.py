"""What the papers about votes share: their head, moments in the event's zone, and tables."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from assembly import pdf
from assembly.database_types import Reading
from assembly.events.models import Event
from assembly.events.wording import title_of
from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.mail.letterhead import current_letterhead
from assembly.names import day_name
from assembly.registration.papers.stand_ins import stand_ins
from assembly.timezones import local_time

Table = dict[str, pdf.Data]


def render(event: Event, title: str, content: Mapping[str, pdf.Data], now: datetime) -> bytes:
    """Return a paper about votes of an event, in the language being spoken, as things stand now."""
    head = current_letterhead()
    frame: dict[str, pdf.Data] = {
        "federation": head.wordmark,
        "accent": head.accent,
        "event": title_of(event),
        "state": _("As it stood on %(moment)s.", moment=moment(now, event.zone)),
    }
    return pdf.render(
        "votes",
        frame | dict(content),
        title=title,
        author=head.wordmark,
        language=current_language(),
        made_at=now,
        stand_ins=stand_ins(event.id),
    )


def moment(at: datetime, zone: str) -> str:
    """Return a moment as the clocks of a zone show it, with the zone's distance from UTC."""
    time = local_time(at, zone)
    return f"{day_name(at, zone)}, {time.time} {time.place} ({time.offset})"


def text(reading: Reading) -> dict[str, pdf.Data]:
    """Return a text with its language, which may not be the paper's."""
    return {"text": reading.text, "language": reading.language}


def table(
    title: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    widths: Sequence[int] = (),
    figures: bool = False,
) -> Table:
    """Return a table whose first column names the row; `figures` where all others are numbers.

    `widths` are parts of the line; without them all columns are alike. What happened from row to row may stand
    below it (`told`).
    """
    return {
        "title": title,
        "head": list(head),
        "rows": [list(row) for row in rows],
        "widths": list(widths) or [1] * len(head),
        "figures": figures,
        "told": [],
    }
