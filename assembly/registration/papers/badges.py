"""Badges as a PDF: eight on a sheet of A4, with marks to cut along."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from assembly import glyphs, pdf
from assembly.events import queries as events
from assembly.events.models import Event
from assembly.events.roles import ParticipantRole
from assembly.events.wording import title_of
from assembly.i18n import current_language, speaking
from assembly.i18n import gettext as _
from assembly.names import country_name
from assembly.registration.models import Registration
from assembly.registration.papers import codes
from assembly.registration.papers.models import Paper
from assembly.registration.papers.rules import shown_code
from assembly.registration.wording import role_name


def sheets(event: Event, papers: Sequence[Paper], *, made_at: datetime) -> bytes:
    """Return the badges of an event, in its first language; the role in all of its languages."""
    words = _role_words(event)
    with speaking(event.source_language):
        title = title_of(event)
        head = events.letterhead()
        content: pdf.Data = {
            "event": title,
            "code_says": _("Verify this badge"),
            "accent": head.accent,
            "badges": [_badge(paper, words) for paper in papers],
        }
        return pdf.render(
            "badges",
            {"sheet": content},
            title=_("Badges: %(event)s", event=title),
            author=head.wordmark,
            language=current_language(),
            made_at=made_at,
        )


def _role_words(event: Event) -> Mapping[str, list[str]]:
    """Return the name of each role in the event's languages, the first one first, each word once."""
    words: dict[str, dict[str, None]] = {}
    for language in event.languages:
        with speaking(language):
            for role in ParticipantRole:
                words.setdefault(role, {})[role_name(role)] = None
    return {role: list(names) for role, names in words.items()}


def _badge(paper: Paper, words: Mapping[str, list[str]]) -> pdf.Data:
    registration = paper.registration
    name, below = _names(registration)
    home = registration.member or registration.partner
    role, *others = words[registration.role]
    return {
        "name": name,
        "below": below,
        "organisation": registration.organisation or "",
        "country": country_name(home.country) if home else "",
        "role": role,
        "roles": others,
        "code": shown_code(paper.code),
        "pattern": codes.pattern(codes.address(paper)),
    }


def _names(registration: Registration) -> tuple[str, str]:
    """Return the large name and the one beneath: as typed, and in Latin letters; only these where we lack a letter."""
    person = registration.person
    latin = person.latin_name or ""
    if latin and not glyphs.can_draw(person.name):
        return latin, ""
    return person.name, latin if latin != person.name else ""
