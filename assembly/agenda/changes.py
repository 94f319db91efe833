"""How one state of the programme differs from another, in what readers see: decided from facts alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from assembly.agenda.documents.published import ProgrammeDocument
from assembly.agenda.kinds import ItemKind
from assembly.agenda.programme import Programme, ProgrammeItem, ProgrammeLink, ProgrammeSitting, ProgrammeSpeaker
from assembly.agenda.rules import Span, other_place


class ChangeKind(StrEnum):
    """How something differs from what was there before."""

    ADDED = "added"
    REMOVED = "removed"
    CANCELLED = "cancelled"
    HELD_AFTER_ALL = "held_after_all"
    MOVED = "moved"
    OTHER_PLACE = "other_place"
    OTHER_KIND = "other_kind"
    REWORDED = "reworded"
    OTHER_SPEAKERS = "other_speakers"
    OTHER_LANGUAGES = "other_languages"
    OTHER_LINKS = "other_links"
    OTHER_DOCUMENTS = "other_documents"


FELT: Final = frozenset(
    {
        ChangeKind.ADDED,
        ChangeKind.REMOVED,
        ChangeKind.CANCELLED,
        ChangeKind.HELD_AFTER_ALL,
        ChangeKind.MOVED,
        ChangeKind.OTHER_PLACE,
    }
)
"""What changes somebody's day; of the others nobody needs to be told."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text that changed in one language; empty where there was or is none."""

    language: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Channels:
    """In which language something is spoken, into which it is interpreted, captioned and signed."""

    floor: str | None
    interpretation: tuple[str, ...]
    captions: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()

    def same_as(self, other: "Channels") -> bool:
        """Whether it is the same for readers, in whatever order."""
        mine, theirs = (
            (one.floor, set(one.interpretation), set(one.captions), set(one.signs)) for one in (self, other)
        )
        return mine == theirs

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said: an item is then followed as its sitting is."""
        return self == Channels(None, ())


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; what it holds besides depends on its kind."""

    kind: ChangeKind
    is_sitting: bool
    id: int
    title: Mapping[str, str]
    span: Span
    before: Span | None = None
    after: Span | None = None
    words: tuple[Words, ...] = ()
    kinds: tuple[ItemKind, ItemKind] | None = None
    channels: tuple[Channels, Channels] | None = None
    gone: tuple[ProgrammeSpeaker, ...] = ()
    joined: tuple[ProgrammeSpeaker, ...] = ()
    links_gone: tuple[ProgrammeLink, ...] = ()
    links_new: tuple[ProgrammeLink, ...] = ()
    documents: tuple[Mapping[str, str], ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which words changed."""
        return tuple(dict.fromkeys(word.language for word in self.words))

    @property
    def is_felt(self) -> bool:
        """Whether it changes somebody's day."""
        return self.kind in FELT


Part = ProgrammeSitting | ProgrammeItem


def differences(before: Programme | None, after: Programme) -> tuple[Change, ...]:
    """Return what differs for readers between two states of the programme; sittings first, then their items."""
    old = before.sittings if before else ()
    sittings = _compare({sitting.id: sitting for sitting in old}, {s.id: s for s in after.sittings})
    items = _compare(_items(old), _items(after.sittings))
    return (*sittings, *items)


def _items(sittings: Iterable[ProgrammeSitting]) -> dict[int, ProgrammeItem]:
    return {item.id: item for sitting in sittings for item in sitting.items}


def _compare(old: Mapping[int, Part], new: Mapping[int, Part]) -> Iterator[Change]:
    for key, part in new.items():
        if key in old:
            yield from _changes_of(old[key], part)
        else:
            yield _change(ChangeKind.ADDED, part)
    for key, part in old.items():
        if key not in new:
            yield _change(ChangeKind.REMOVED, part)


def _change(kind: ChangeKind, part: Part) -> Change:
    is_sitting = isinstance(part, ProgrammeSitting)
    return Change(kind, is_sitting, part.id, part.title, Span(part.starts_at, part.ends_at))


def _changes_of(old: Part, new: Part) -> Iterator[Change]:
    before, after = Span(old.starts_at, old.ends_at), Span(new.starts_at, new.ends_at)
    if before != after:
        yield replace(_change(ChangeKind.MOVED, new), before=before, after=after)
    if isinstance(old, ProgrammeSitting) and isinstance(new, ProgrammeSitting):
        yield from _changes_of_sitting(old, new)
    if isinstance(old, ProgrammeItem) and isinstance(new, ProgrammeItem):
        yield from _changes_of_item(old, new)
    spoken = _channels(old), _channels(new)
    if not spoken[0].same_as(spoken[1]):
        yield replace(_change(ChangeKind.OTHER_LANGUAGES, new), channels=spoken)
    if old.documents != new.documents:
        titles = tuple(one.title for one in (*new.documents, *old.documents) if _differs(one, old, new))
        yield replace(_change(ChangeKind.OTHER_DOCUMENTS, new), documents=titles)


def _differs(document: ProgrammeDocument, old: Part, new: Part) -> bool:
    """Whether a document is one that came, or went, or has other files or words now; the last is told once."""
    if document in new.documents:
        return document not in old.documents
    return all(one.id != document.id for one in new.documents)


def _changes_of_sitting(old: ProgrammeSitting, new: ProgrammeSitting) -> Iterator[Change]:
    if old.status is not new.status:
        yield _change(ChangeKind.CANCELLED if new.cancelled else ChangeKind.HELD_AFTER_ALL, new)
    place, elsewhere = _words(old.place, new.place), other_place(old.place, new.place)
    if elsewhere:
        yield replace(_change(ChangeKind.OTHER_PLACE, new), words=place)
    if words := (*_words(old.title, new.title), *(() if elsewhere else place)):
        yield replace(_change(ChangeKind.REWORDED, new), words=words)


def _channels(part: Part) -> Channels:
    return Channels(part.floor, part.interpretation, part.captions, part.signs)


def _changes_of_item(old: ProgrammeItem, new: ProgrammeItem) -> Iterator[Change]:
    if old.kind is not new.kind:
        yield replace(_change(ChangeKind.OTHER_KIND, new), kinds=(old.kind, new.kind))
    if words := (*_words(old.title, new.title), *_words(old.description, new.description)):
        yield replace(_change(ChangeKind.REWORDED, new), words=words)
    if [_known(one) for one in old.speakers] != [_known(one) for one in new.speakers]:
        gone, joined = _exchange(old.speakers, new.speakers)
        yield replace(_change(ChangeKind.OTHER_SPEAKERS, new), gone=gone, joined=joined)
    if old.links != new.links:
        gone_links = tuple(link for link in old.links if link not in new.links)
        new_links = tuple(link for link in new.links if link not in old.links)
        yield replace(_change(ChangeKind.OTHER_LINKS, new), links_gone=gone_links, links_new=new_links)


def _words(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Words, ...]:
    return tuple(
        Words(language, old.get(language, ""), new.get(language, ""))
        for language in dict.fromkeys((*new, *old))
        if old.get(language, "") != new.get(language, "")
    )


def _known(speaker: ProgrammeSpeaker) -> tuple[object, ...]:
    """Return what tells one speaker from another; a registered person is the same under another name."""
    who = speaker.name if speaker.registration_id is None else speaker.registration_id
    return (speaker.part, who, sorted(speaker.function.items()))


def _exchange(
    old: Iterable[ProgrammeSpeaker], new: Iterable[ProgrammeSpeaker]
) -> tuple[tuple[ProgrammeSpeaker, ...], tuple[ProgrammeSpeaker, ...]]:
    was, now = [(_known(one), one) for one in old], [(_known(one), one) for one in new]
    gone = tuple(one for known, one in was if known not in [key for key, _one in now])
    joined = tuple(one for known, one in now if known not in [key for key, _one in was])
    return gone, joined


class Piece(StrEnum):
    """What became of some words of a text."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


def pieces(old: str, new: str) -> list[tuple[Piece, str]]:
    """Return a text as what was kept, what went and what came, word by word, so that a small change is seen."""
    before, after = old.split(), new.split()
    found: list[tuple[Piece, str]] = []
    for operation, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if operation == "equal":
            found.append((Piece.KEPT, " ".join(before[old_from:old_to])))
            continue
        if old_to > old_from:
            found.append((Piece.GONE, " ".join(before[old_from:old_to])))
        if new_to > new_from:
            found.append((Piece.NEW, " ".join(after[new_from:new_to])))
    return found
