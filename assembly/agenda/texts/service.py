"""Saving many texts of the agenda at once, without losing what somebody else wrote meanwhile."""

from collections.abc import Mapping, Sequence
from typing import Final

from assembly import clock
from assembly.agenda import queries
from assembly.agenda.texts.rules import Outcome, Place, Typed, clean, is_touched, outcome
from assembly.agenda.written import Written, texts_of
from assembly.audit.service import record
from assembly.errors import InvalidInputError
from assembly.events.models import Event
from assembly.events.queries import lock_event
from assembly.i18n import lazy_gettext as _l
from assembly.texts import confirm_text, set_text

Key = tuple[str, str]
"""A text's name in the form, and a language."""
Problems = dict[Key, Outcome]
GOOD: Final = frozenset({Outcome.SAME, Outcome.NEW, Outcome.STILL_RIGHT})


class TextsRefusedError(InvalidInputError):
    """Some texts cannot be saved, so none is. `problems` say which and why; `lost` are texts of what is deleted."""

    code = "texts_refused"
    message = _l("Nothing is saved yet: some texts need another look.")

    def __init__(self, problems: Problems, lost: Sequence[str]) -> None:
        super().__init__()
        self.problems = problems
        self.lost = lost


def save_texts(actor_id: int | None, event: Event, typed: Mapping[Key, Typed]) -> int:
    """Save all texts that were changed, and confirm those that are still right; return how many.

    All or none: raise `TextsRefusedError`. Two who save at once come one after the other.
    """
    lock_event(event.id)
    texts = {text.key: text for text in texts_of(queries.sittings_of(event.id))}
    outcomes = {key: _outcome(texts[key[0]], key[1], one, event) for key, one in typed.items() if key[0] in texts}
    problems = {key: found for key, found in outcomes.items() if found not in GOOD}
    lost = [clean(one.text) for key, one in typed.items() if key[0] not in texts and is_touched(one) and one.text]
    if problems or lost:
        raise TextsRefusedError(problems, lost)
    changed = sum(_save(text, typed, outcomes) for text in texts.values())
    if changed:
        keys = sorted({key for key, found in outcomes if outcomes[key, found] is not Outcome.SAME})
        record(actor_id, "agenda.texts_changed", "event", event.id, fields=keys)
    return changed


def _outcome(text: Written, language: str, typed: Typed, event: Event) -> Outcome:
    needed = language == event.source_language and text.field in {"title", "label"}
    return outcome(text.text.get(language, ""), typed, Place(text.maximum, needed=needed))


def _save(text: Written, typed: Mapping[Key, Typed], outcomes: Mapping[Key, Outcome]) -> int:
    """Save one text in all languages in one go, so that what was translated together is up to date together."""
    now = clock.now()
    mine = {language: found for (key, language), found in outcomes.items() if key == text.key}
    new = {code: clean(typed[text.key, code].text) for code, found in mine.items() if found is Outcome.NEW}
    right = [code for code, found in mine.items() if found is Outcome.STILL_RIGHT]
    if new:
        set_text(text.row, text.field, {**text.text, **new}, now)
    if right:
        confirm_text(text.row, text.field, right, now)
    return len(new) + len(right)
