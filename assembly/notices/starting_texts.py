"""The texts that a new notice starts from: what every assembly sends, in four languages, each with its audience.

The texts stand in `ready_made/<key>.md`, one part for each language: `== fr`, the subject as a heading, the text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from assembly.database_types import LocalizedText
from assembly.notices.audience import EVERYBODY, WAITING, AllOf, Audience, Condition, Has
from assembly.notices.kinds import YES, Fact, Group, NoticeKind, Template

FOLDER: Final = Path(__file__).with_name("ready_made")
_PART: Final = re.compile(r"^== (\w\w)$", re.MULTILINE)
_SUBJECT: Final = re.compile(r"# (.*)\n")

ABOUT_A_VOTE: Final = frozenset({Template.VOTE_OPENED, Template.NOT_VOTED, Template.RESULT})
"""The templates whose texts name a vote."""

NEWS: Final = frozenset({Template.SAVE_THE_DATE, Template.THANKS})
"""The templates that nobody needs in order to take part."""

STATUTORY_DAYS: Final = 30
"""How long before the event an invitation usually has to go; the statutes of each federation say it."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a notice begins with."""

    kind: NoticeKind
    subject: LocalizedText
    body: LocalizedText
    audience: Audience
    notice_days: int | None
    news: bool


def start(template: Template, languages: Sequence[str], vote_id: int | None = None) -> Start:
    """Return what a notice of this template begins with, in the languages of the event."""
    subject, body = starting_text(template, languages)
    programme = template in {Template.AGENDA, Template.AGENDA_CHANGED}
    return Start(
        kind=NoticeKind.AGENDA if programme else NoticeKind.MESSAGE,
        subject=subject,
        body=body,
        audience=_audience(template, vote_id),
        notice_days=STATUTORY_DAYS if template is Template.INVITATION else None,
        news=template in NEWS,
    )


def starting_text(template: Template, languages: Sequence[str]) -> tuple[LocalizedText, LocalizedText]:
    """Return subject and text to start from."""
    texts = {code: text for code, text in _texts(template).items() if code in languages}
    subjects = {code: subject for code, (subject, _body) in texts.items() if subject}
    return LocalizedText(subjects), LocalizedText({code: body for code, (_subject, body) in texts.items()})


@cache
def _texts(template: Template) -> dict[str, tuple[str, str]]:
    """Return subject and text by language."""
    _head, *parts = _PART.split((FOLDER / f"{template}.md").read_text(encoding="utf-8"))
    return {code: _split(part.strip()) for code, part in zip(parts[::2], parts[1::2], strict=True)}


def _split(text: str) -> tuple[str, str]:
    found = _SUBJECT.match(text)
    return (found[1].strip(), text[found.end() :].strip()) if found else ("", text)


def _audience(template: Template, vote_id: int | None) -> Audience:
    if template in {Template.SAVE_THE_DATE, Template.INVITATION}:
        return Audience(frozenset({Group.FOCAL_POINTS}))
    if template is Template.REMINDER:
        return WAITING
    return Audience(who=_participants(template, vote_id))


def _participants(template: Template, vote_id: int | None) -> Condition:
    if template is Template.NOT_VOTED and vote_id is not None:
        return AllOf((Has(Fact.TO_VOTE, frozenset({str(vote_id)})),))
    if template in {Template.VOTE_OPENED, Template.NOT_VOTED}:
        return AllOf((Has(Fact.VOTER, frozenset({YES})),))
    return EVERYBODY
