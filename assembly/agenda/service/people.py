"""Who chairs and speaks in an item."""

from datetime import datetime

from assembly import clock
from assembly.agenda.drafts import SpeakerDraft
from assembly.agenda.models import AgendaItem, Speaker
from assembly.agenda.people import registered
from assembly.agenda.service.refusals import AlreadySpeaksError
from assembly.audit.service import record
from assembly.database_types import LocalizedText
from assembly.extensions import db
from assembly.texts import confirm_texts, set_text


def add_speaker(actor_id: int | None, item: AgendaItem, draft: SpeakerDraft) -> Speaker:
    """Let somebody chair or speak in an item, after those who do already. Raise `AlreadySpeaksError`."""
    speaker = append_speaker(item, draft)
    record(actor_id, "agenda.speaker_added", "agenda_item", item.id, speaker=speaker.id)
    return speaker


def append_speaker(item: AgendaItem, draft: SpeakerDraft) -> Speaker:
    """Add a row at the end of an item's people."""
    speaker = Speaker(
        item_id=item.id,
        registration_id=draft.registration_id,
        position=max((one.position for one in item.speakers), default=0) + 1,
        function=LocalizedText(),
        edited={},
    )
    _fill(item, speaker, draft)
    item.speakers.append(speaker)
    db.session.flush()
    return speaker


def change_speaker(actor_id: int | None, speaker: Speaker, draft: SpeakerDraft) -> None:
    """Change the part, the function, and the name of who is not registered. Raise `AlreadySpeaksError`."""
    _fill(speaker.item, speaker, draft)
    db.session.flush()
    record(actor_id, "agenda.speaker_changed", "agenda_item", speaker.item_id, speaker=speaker.id)


def _fill(item: AgendaItem, speaker: Speaker, draft: SpeakerDraft) -> None:
    others = [one for one in item.speakers if one is not speaker and one.registration_id is not None]
    if any((one.registration_id, one.part) == (speaker.registration_id, draft.part) for one in others):
        raise AlreadySpeaksError
    now = clock.now()
    speaker.part = draft.part
    speaker.name = draft.name if speaker.registration_id is None else None
    speaker.agreed_at = _agreed_at(speaker, now) if draft.agreed else None
    set_text(speaker, "function", draft.function, now)
    confirm_texts(speaker, draft.still_right, now)


def _agreed_at(speaker: Speaker, now: datetime) -> datetime:
    """Return since when somebody agrees to be named: as before, unless they asked to be hidden after that."""
    person = registered([speaker.registration_id or 0]).get(speaker.registration_id or 0)
    since = speaker.agreed_at
    return since if since and (person is None or person.may_be_named(since)) else now


def move_speaker(actor_id: int | None, speaker: Speaker, *, up: bool) -> None:
    """Let somebody stand one place earlier or later; at the end of the row nothing happens."""
    row = sorted(speaker.item.speakers, key=lambda one: one.position)
    was = row.index(speaker)
    to = was - 1 if up else was + 1
    if not 0 <= to < len(row):
        return
    _exchange(speaker, row[to])
    record(actor_id, "agenda.speaker_moved", "agenda_item", speaker.item_id, speaker=speaker.id)


def _exchange(one: Speaker, other: Speaker) -> None:
    """Let two rows change places, by way of a third, since (item, position) is unique."""
    mine, theirs = one.position, other.position
    one.position = -1
    db.session.flush()
    other.position = mine
    db.session.flush()
    one.position = theirs
    db.session.flush()


def remove_speaker(actor_id: int | None, speaker: Speaker) -> None:
    """Take somebody out of an item."""
    record(actor_id, "agenda.speaker_removed", "agenda_item", speaker.item_id, speaker=speaker.id)
    speaker.item.speakers.remove(speaker)
    db.session.flush()
