"""Documents as the published programme has them: plain facts, frozen with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assembly.agenda.documents.kinds import Visibility


@dataclass(frozen=True, slots=True)
class ProgrammeFile:
    """A document in one language: a file by its id, or an address elsewhere; `size` in bytes."""

    id: int
    language: str
    address: str | None = None
    name: str = ""
    type: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class ProgrammeDocument:
    """A document in the languages in which it is there; `title` is `{language: text}`."""

    id: int
    title: Mapping[str, str]
    visibility: Visibility
    files: tuple[ProgrammeFile, ...]


def to_json(documents: Iterable[ProgrammeDocument]) -> list[dict[str, Any]]:
    """Return documents as they are stored with the programme."""
    return [
        {
            "id": one.id,
            "title": dict(one.title),
            "visibility": one.visibility.value,
            "files": [
                {
                    "id": file.id,
                    "language": file.language,
                    "address": file.address,
                    "name": file.name,
                    "type": file.type,
                    "size": file.size,
                }
                for file in one.files
            ],
        }
        for one in documents
    ]


def from_json(content: Sequence[Mapping[str, Any]]) -> tuple[ProgrammeDocument, ...]:
    """Return the documents that `to_json` stored."""
    return tuple(
        ProgrammeDocument(
            id=one["id"],
            title=one["title"],
            visibility=Visibility(one["visibility"]),
            files=tuple(ProgrammeFile(**file) for file in one["files"]),
        )
        for one in content
    )
