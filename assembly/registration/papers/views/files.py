"""A paper as a file."""

from flask import Response

from assembly import pdf
from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.registration.papers import badges
from assembly.registration.papers.letter import letter
from assembly.registration.papers.models import Paper
from assembly.registration.papers.rules import PaperKind


def as_file(event: Event, paper: Paper) -> Response:
    """Return a paper as a PDF; raise `NotFoundError` for one that does not count any more."""
    if not paper.is_valid:
        raise NotFoundError
    name = f"{paper.kind.value}-{event.slug}"
    if paper.kind is PaperKind.VISA_LETTER:
        return pdf.download(letter(paper), name)
    return pdf.download(badges.sheets(event, [paper], made_at=paper.issued_at), name)
