"""Forms of the agenda. Times are typed as the clocks of the event's zone show them."""

from datetime import datetime
from typing import Any

from wtforms import SelectField, TextAreaField
from wtforms.validators import ValidationError

from assembly.agenda import rules, wording
from assembly.agenda.drafts import ChannelDraft, ItemDraft, SittingDraft
from assembly.agenda.kinds import ItemKind, SpeakerPart
from assembly.agenda.models import AgendaItem, Sitting
from assembly.agenda.programme import ProgrammeSpeaker
from assembly.agenda.queries import SITTING_TEXTS
from assembly.agenda.rules import TimeProblem
from assembly.agenda.service import TIME_MESSAGES
from assembly.events.models import Event
from assembly.forms import Form, LocalizedField, LocalTimeField, required
from assembly.i18n import lazy_gettext as _l
from assembly.names import language_name
from assembly.texts import TextState, states_of

LONGEST_NAME = 200
MOST_SPEAKERS = 40
LONGEST_ADDRESS = 500


class TimedForm(Form):
    """What has a start and an end in the event's zone."""

    starts = LocalTimeField(_l("Starts"), validators=[required()])
    ends = LocalTimeField(_l("Ends"), validators=[required()])

    def use_zone(self, event: Event) -> None:
        """Read and show times in the event's zone."""
        self.starts.zone = self.ends.zone = event.zone

    def show_times(self, starts_at: datetime, ends_at: datetime) -> None:
        """Fill in times, unless others were typed."""
        self.starts.show(starts_at)
        self.ends.show(ends_at)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the times together, once each can be read."""
        valid: bool = super().validate(extra_validators)
        if self.starts.errors or self.ends.errors:
            return False
        problem = self.time_problem(self.starts.moment(), self.ends.moment())
        if problem:
            self.ends.errors = [*self.ends.errors, TIME_MESSAGES[problem]]
        return valid and problem is None

    def time_problem(self, starts_at: datetime, ends_at: datetime) -> TimeProblem | None:
        """Return what is wrong with the times, or None."""
        return rules.sitting_problem(starts_at, ends_at)


class SittingForm(TimedForm):
    """A sitting: title, times, the language of the floor, and an address for each language."""

    title = LocalizedField(_l("Title"), maximum=200)
    floor = SelectField(_l("Language of the floor"))
    addresses = LocalizedField(
        _l("Addresses to join"),
        need_source=False,
        maximum=LONGEST_ADDRESS,
        description=_l("One for each language that is spoken or interpreted; only participants see them."),
    )

    def validate_addresses(self, field: LocalizedField) -> None:
        """Take web addresses only."""
        if not all(rules.is_joining_address(address.strip()) for address in field.data.values()):
            raise ValidationError(_l("An address to join begins with https://."))

    def draft(self) -> SittingDraft:
        """Return what was typed."""
        floor, addresses = self.floor.data, self.addresses.data
        channels = tuple(
            ChannelDraft(language, addresses.get(language, "").strip(), floor=language == floor)
            for language in dict.fromkeys((floor, *addresses))
        )
        return SittingDraft(self.title.data, self.starts.moment(), self.ends.moment(), channels)


def sitting_form(event: Event, sitting: Sitting | None = None) -> SittingForm:
    """Return the form of a sitting, or of a new one."""
    form = SittingForm(data=_sitting_data(event, sitting))
    form.use_zone(event)
    if sitting:
        form.show_times(sitting.starts_at, sitting.ends_at)
    form.floor.choices = {code: language_name(code) for code in event.languages}
    form.title.prepare(event.languages, _states(event, sitting, SITTING_TEXTS))
    form.addresses.prepare(event.languages)
    return form


def _sitting_data(event: Event, sitting: Sitting | None) -> dict[str, Any]:
    if sitting is None:
        return {"floor": event.source_language}
    floor = (channel.language for channel in sitting.channels if channel.floor)
    return {
        "title": sitting.title,
        "floor": next(floor, event.source_language),
        "addresses": {channel.language: channel.address for channel in sitting.channels},
    }


class ItemForm(TimedForm):
    """An item of a sitting. Names are typed one a line."""

    kind = SelectField(_l("Kind"))
    title = LocalizedField(_l("Title"), maximum=200)
    description = LocalizedField(_l("Description"), long=True, need_source=False, maximum=2000)
    chairs = TextAreaField(_l("In the chair"), description=_l("One name a line."))
    speakers = TextAreaField(_l("Speakers"), description=_l("One name a line, in the order in which they speak."))
    sitting: Sitting

    def time_problem(self, starts_at: datetime, ends_at: datetime) -> TimeProblem | None:
        """Ask that the item lies within its sitting."""
        return rules.item_problem(starts_at, ends_at, self.sitting.starts_at, self.sitting.ends_at)

    def validate_chairs(self, field: TextAreaField) -> None:
        """Keep names to the length of a name."""
        _check_names(field)

    def validate_speakers(self, field: TextAreaField) -> None:
        """Keep names to the length of a name."""
        _check_names(field)

    def draft(self) -> ItemDraft:
        """Return what was typed."""
        people = [(SpeakerPart.CHAIR, name) for name in _names(self.chairs)]
        people += [(SpeakerPart.SPEAKER, name) for name in _names(self.speakers)]
        return ItemDraft(
            kind=ItemKind(self.kind.data),
            title=self.title.data,
            starts_at=self.starts.moment(),
            ends_at=self.ends.moment(),
            description=self.description.data,
            speakers=tuple(ProgrammeSpeaker(part, name) for part, name in people),
        )


def _names(field: TextAreaField) -> list[str]:
    lines = (" ".join(line.split()) for line in (field.data or "").splitlines())
    return [line for line in lines if line]


def _check_names(field: TextAreaField) -> None:
    names = _names(field)
    if len(names) > MOST_SPEAKERS or any(len(name) > LONGEST_NAME for name in names):
        raise ValidationError(_l("Please use at most 40 names of 200 characters each."))


def item_form(event: Event, sitting: Sitting, item: AgendaItem | None = None) -> ItemForm:
    """Return the form of an item, or of a new one that begins where the last one ends."""
    form = ItemForm(data=_item_data(item))
    form.sitting = sitting
    form.use_zone(event)
    if item:
        form.show_times(item.starts_at, item.ends_at)
    else:
        form.starts.show(max((other.ends_at for other in sitting.items), default=sitting.starts_at))
    form.kind.choices = {kind.value: str(name) for kind, name in wording.KINDS.items()}
    form.title.prepare(event.languages, _states(event, item, ("title",)))
    form.description.prepare(event.languages, _states(event, item, ("description",)))
    return form


def _item_data(item: AgendaItem | None) -> dict[str, Any]:
    if item is None:
        return {}
    names = {part: "\n".join(row.name for row in item.speakers if row.part is part) for part in SpeakerPart}
    return {
        "kind": item.kind.value,
        "title": item.title,
        "description": item.description,
        "chairs": names[SpeakerPart.CHAIR],
        "speakers": names[SpeakerPart.SPEAKER],
    }


def _states(event: Event, written: Sitting | AgendaItem | None, fields: tuple[str, ...]) -> dict[str, TextState] | None:
    if written is None or not any(getattr(written, field) for field in fields):
        return None
    return states_of(written, fields, event.languages, event.source_language)
