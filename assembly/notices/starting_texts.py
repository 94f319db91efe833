"""The texts that a new notice starts from, in four languages: `templates.json`, `{kind: {field: {language: text}}}`."""

import json
from functools import cache
from importlib import resources

from assembly.database_types import LocalizedText
from assembly.notices.kinds import NoticeKind


@cache
def _texts() -> dict[str, dict[str, dict[str, str]]]:
    path = resources.files("assembly.notices") / "templates.json"
    texts: dict[str, dict[str, dict[str, str]]] = json.loads(path.read_text(encoding="utf-8"))
    return texts


def starting_text(kind: NoticeKind, languages: list[str]) -> tuple[LocalizedText, LocalizedText]:
    """Return subject and body to start from, in the languages of the event."""
    texts = _texts()[kind.value]
    subject, body = (
        LocalizedText({code: texts[field][code] for code in languages if code in texts[field]})
        for field in ("subject", "body")
    )
    return subject, body
