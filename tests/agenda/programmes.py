"""A programme of one sitting and one item, as plain facts."""

from dataclasses import replace
from datetime import timedelta

from assembly.agenda.kinds import ItemKind, SpeakerPart
from assembly.agenda.programme import Programme, ProgrammeItem, ProgrammeSitting, ProgrammeSpeaker
from tests.factories.agenda import FIRST_EVENING, FOUR, FOUR_OPENING

HOUR = timedelta(hours=1)
SOLEDAD = ProgrammeSpeaker(SpeakerPart.CHAIR, "Soledad")
ITEM = ProgrammeItem(
    id=7,
    kind=ItemKind.PLENARY,
    title=FOUR_OPENING,
    description={"en": "The chair opens."},
    starts_at=FIRST_EVENING,
    ends_at=FIRST_EVENING + HOUR,
    speakers=(SOLEDAD,),
)
SITTING = ProgrammeSitting(
    id=1,
    uid="fixed",
    sequence=2,
    title=FOUR,
    starts_at=FIRST_EVENING,
    ends_at=FIRST_EVENING + 3 * HOUR,
    floor="en",
    interpretation=("es", "fr"),
    items=(ITEM,),
)
PROGRAMME = Programme((SITTING,), {"en": "complete"})


def with_item(**changes: object) -> Programme:
    """Return the programme with another item in place of its own."""
    return Programme((replace(SITTING, items=(replace(ITEM, **changes),)),))  # type: ignore[arg-type]


def with_sitting(**changes: object) -> Programme:
    """Return the programme with another sitting in place of its own."""
    return Programme((replace(SITTING, **changes),))  # type: ignore[arg-type]
