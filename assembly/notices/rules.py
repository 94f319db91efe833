"""When a notice may go out: decided from facts alone."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from assembly.notices.kinds import NoticeState
from assembly.texts import TextState, worst_state


@dataclass(frozen=True, slots=True)
class LanguageLine:
    """How a notice stands in one language: its text, what goes with it, and how many read it."""

    language: str
    text: TextState
    attached: TextState
    readers: int

    @property
    def state(self) -> TextState:
        """The worse of the two."""
        return worst_state((self.text, self.attached))

    @property
    def falls_short(self) -> bool:
        """Whether somebody would read another language, or an outdated text."""
        return self.readers > 0 and self.state is not TextState.COMPLETE


def language_lines(
    languages: Collection[str],
    texts: Mapping[str, TextState],
    attached: Mapping[str, TextState],
    readers: Mapping[str, int],
) -> tuple[LanguageLine, ...]:
    """Return a line for each language of the event, and for each other one that somebody reads.

    `attached` is how complete the programme is that goes with the text; empty where none does.
    """
    beyond = [language for language in readers if language not in languages]
    without = TextState.MISSING if attached else TextState.COMPLETE
    return tuple(
        LanguageLine(
            language,
            texts.get(language, TextState.MISSING),
            attached.get(language, without),
            readers.get(language, 0),
        )
        for language in (*languages, *beyond)
    )


def not_accepted(lines: Iterable[LanguageLine], accepted: Collection[str]) -> tuple[str, ...]:
    """Return the languages for which the gate is closed: some need them, and nobody accepted the gap by name."""
    return tuple(line.language for line in lines if line.falls_short and line.language not in accepted)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the mails of a released notice stand: `waiting` are not settled yet, of which `later` wait for their time."""

    waiting: int
    later: int = 0
    paused: bool = False
    cancelled: bool = False


def state_of(standing: Standing | None) -> NoticeState:
    """Return how far a notice has got; None stands for one that was not released."""
    if standing is None:
        return NoticeState.DRAFT
    if standing.cancelled:
        return NoticeState.CANCELLED
    if not standing.waiting:
        return NoticeState.SENT
    if standing.paused:
        return NoticeState.PAUSED
    return NoticeState.SCHEDULED if standing.later == standing.waiting else NoticeState.SENDING
