"""What forms give to the service of documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assembly.agenda.documents.kinds import Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDraft:
    """A document as it should be; `title` is `{language: text}`."""

    title: Mapping[str, str]
    visibility: Visibility
    owed_by: str | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the browser sent it."""

    name: str
    content: bytes
