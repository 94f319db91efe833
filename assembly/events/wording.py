"""What an event is called."""

from assembly.events.models import Event
from assembly.i18n import current_language


def title_of(event: Event) -> str:
    """Return the name of an event in the language being spoken, else in the event's first."""
    return event.title.read(current_language(), event.source_language).text
