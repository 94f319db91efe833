"""The texts of the agenda that are translated, each with the name by which a form knows it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from assembly.agenda.models import AgendaItem, Sitting
from assembly.events.models import Event
from assembly.texts import TextState, text_state, worst_state

LONGEST_TITLE: Final = 200
LONGEST_DESCRIPTION: Final = 2000
"""Characters."""


@dataclass(frozen=True, slots=True)
class Written:
    """One text: the field of a row that holds it. `key` is its name in a form."""

    key: str
    row: Any
    field: str
    maximum: int = LONGEST_TITLE

    @property
    def text(self) -> Mapping[str, str]:
        """The text as it is stored, `{language: text}`."""
        found: Mapping[str, str] = getattr(self.row, self.field)
        return found

    def state(self, language: str, source: str) -> TextState | None:
        """Return how it stands in one language; None where nothing is written in any."""
        if not any(text.strip() for text in self.text.values()):
            return None if self.field != "title" else TextState.MISSING
        return text_state(self.text, (self.row.edited or {}).get(self.field, {}), language, source)


def texts_of_sitting(sitting: Sitting) -> list[Written]:
    """Return the texts of a sitting itself; it need not have a place of its own."""
    title = Written(f"sitting-{sitting.id}-title", sitting, "title")
    return [title, Written(f"sitting-{sitting.id}-place", sitting, "place")] if sitting.place else [title]


def texts_of_item(item: AgendaItem) -> list[Written]:
    """Return the texts of an item, with the functions of those who speak and the words of its links."""
    return [
        Written(f"item-{item.id}-title", item, "title"),
        Written(f"item-{item.id}-description", item, "description", LONGEST_DESCRIPTION),
        *(Written(f"speaker-{one.id}-function", one, "function") for one in item.speakers if one.function),
        *(Written(f"link-{one.id}-label", one, "label") for one in item.links),
    ]


def texts_of(sittings: Iterable[Sitting]) -> Iterator[Written]:
    """Yield all texts of the agenda, in its order."""
    for sitting in sittings:
        yield from texts_of_sitting(sitting)
        for item in sitting.items:
            yield from texts_of_item(item)


def states_together(texts: Sequence[Written], event: Event) -> dict[str, TextState]:
    """Return for each language how texts stand together."""
    return {
        language: worst_state(
            state for text in texts if (state := text.state(language, event.source_language)) is not None
        )
        for language in event.languages
    }


def counts(texts: Sequence[Written], event: Event) -> dict[str, dict[TextState, int]]:
    """Return for each language how many texts are in each state."""
    found = {language: dict.fromkeys(TextState, 0) for language in event.languages}
    for text in texts:
        for language in event.languages:
            if state := text.state(language, event.source_language):
                found[language][state] += 1
    return found
