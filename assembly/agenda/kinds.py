"""The words of an agenda: what happens in an item, and what a person does in it."""

from enum import StrEnum


class ItemKind(StrEnum):
    """What happens in an item."""

    PLENARY = "plenary"
    PANEL = "panel"
    VOTE = "vote"
    BREAK = "break"
    CLOSING = "closing"


class SpeakerPart(StrEnum):
    """What a person or organisation does in an item."""

    CHAIR = "chair"
    SPEAKER = "speaker"
