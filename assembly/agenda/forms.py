"""Forms of the agenda. Times are typed as the clocks of the event's zone show them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_wtf.form import _Auto
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import ValidationError

from assembly.agenda import rules, wording
from assembly.agenda.drafts import ItemDraft, LinkDraft, SittingDraft, SpeakerDraft
from assembly.agenda.kinds import ItemKind, SittingStatus, SpeakerPart
from assembly.agenda.models import AgendaItem, ItemLink, Sitting, Speaker
from assembly.agenda.people import Registered
from assembly.agenda.rules import TimeProblem
from assembly.agenda.service import TIME_MESSAGES, LinkRefusedError
from assembly.agenda.written import LONGEST_DESCRIPTION, LONGEST_TITLE
from assembly.events.models import Event
from assembly.forms import Form, LocalizedField, LocalTimeField, at_most, required, still_right
from assembly.i18n import current_language, lazy_pgettext
from assembly.i18n import lazy_gettext as _l
from assembly.texts import TextState, states_of

LONGEST_NAME = 200
SENT: Any = _Auto  # what the browser sent, if it did
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
    """A sitting: title, times and place. Its room and languages have a page of their own."""

    title = LocalizedField(_l("Title"), maximum=LONGEST_TITLE, confirmable=True)
    place = LocalizedField(
        _l("Place"),
        need_source=False,
        maximum=LONGEST_TITLE,
        confirmable=True,
        description=_l("Where it is not the place of the event: a hall, a building, another town."),
    )

    def draft(self, sitting: Sitting | None = None) -> SittingDraft:
        """Return what was typed; whether a sitting is held is said elsewhere."""
        return SittingDraft(
            self.title.data,
            self.starts.moment(),
            self.ends.moment(),
            place=self.place.data,
            status=sitting.status if sitting else SittingStatus.CONFIRMED,
            still_right=still_right(self.title, self.place),
        )


def sitting_form(event: Event, sitting: Sitting | None = None, typed: Any = SENT) -> SittingForm:
    """Return the form of a sitting, or of a new one, with what was typed; None for how it stands."""
    form = SittingForm(typed, obj=sitting)
    form.use_zone(event)
    if sitting:
        form.show_times(sitting.starts_at, sitting.ends_at)
    form.title.prepare(event.languages, _states(event, sitting, "title"))
    form.place.prepare(event.languages, _states(event, sitting, "place"))
    return form


class ItemForm(TimedForm):
    """An item of a sitting; who speaks in it and what came of it have pages of their own."""

    sitting_id = SelectField(_l("Sitting"), coerce=int)
    kind = SelectField(_l("Kind"))
    title = LocalizedField(_l("Title"), maximum=LONGEST_TITLE, confirmable=True)
    description = LocalizedField(
        _l("Description"), long=True, need_source=False, maximum=LONGEST_DESCRIPTION, confirmable=True
    )
    sittings: Mapping[int, Sitting]

    @property
    def sitting(self) -> Sitting:
        """The sitting that was chosen; one that is not offered is the first, and refused as a choice."""
        return self.sittings.get(self.sitting_id.data) or next(iter(self.sittings.values()))

    def time_problem(self, starts_at: datetime, ends_at: datetime) -> TimeProblem | None:
        """Ask that the item lies within its sitting."""
        return rules.item_problem(starts_at, ends_at, self.sitting.starts_at, self.sitting.ends_at)

    def draft(self) -> ItemDraft:
        """Return what was typed."""
        return ItemDraft(
            kind=ItemKind(self.kind.data),
            title=self.title.data,
            starts_at=self.starts.moment(),
            ends_at=self.ends.moment(),
            description=self.description.data,
            still_right=still_right(self.title, self.description),
        )


def item_form(
    event: Event,
    sitting: Sitting,
    item: AgendaItem | None = None,
    others: Sequence[Sitting] = (),
    typed: Any = SENT,
) -> ItemForm:
    """Return the form of an item, which may go to others, or of a new one that begins where the last one ends.

    `typed` is what was typed; None for how the item stands.
    """
    form = ItemForm(typed, obj=item, data={"sitting_id": sitting.id})
    form.sittings = {one.id: one for one in (sitting, *others)}
    form.sitting_id.choices = [
        (one.id, one.title.read(current_language(), event.source_language).text) for one in others
    ]
    if len(others) <= 1:
        form.sitting_id.choices, form.sitting_id.data = [(sitting.id, "")], sitting.id
    form.use_zone(event)
    if item:
        form.show_times(item.starts_at, item.ends_at)
    else:
        form.starts.show(max((other.ends_at for other in sitting.items), default=sitting.starts_at))
    form.kind.choices = {kind.value: str(name) for kind, name in wording.KINDS.items()}
    form.title.prepare(event.languages, _states(event, item, "title"))
    form.description.prepare(event.languages, _states(event, item, "description"))
    return form


def _states(event: Event, row: Any, field: str) -> dict[str, TextState] | None:
    if row is None or not getattr(row, field):
        return None
    return states_of(row, (field,), event.languages, event.source_language)


class SpeakerForm(Form):
    """Who chairs or speaks: the part, what they are, and for whoever is not registered the name."""

    part = SelectField(lazy_pgettext("of a speaker", "Part"), default=SpeakerPart.SPEAKER.value)
    name = StringField(_l("Name of the person or organisation"), validators=[required(), at_most(LONGEST_NAME)])
    function = LocalizedField(
        _l("Function"),
        need_source=False,
        maximum=LONGEST_TITLE,
        confirmable=True,
        description=_l("What stands behind the name. Without one, readers see the organisation of who is registered."),
    )
    agreed = BooleanField(_l("Agreed to be named in the programme"))

    def draft(self, registration_id: int | None = None) -> SpeakerDraft:
        """Return what was typed."""
        return SpeakerDraft(
            part=SpeakerPart(self.part.data),
            name=" ".join(self.name.data.split()) if self.name else None,
            function=self.function.data,
            registration_id=registration_id,
            agreed=bool(self.agreed and self.agreed.data),
            still_right=still_right(self.function),
        )


def speaker_form(
    event: Event, speaker: Speaker | None = None, person: Registered | None = None, typed: Any = SENT
) -> SpeakerForm:
    """Return the form of somebody in an item: a registered person, or who stands there by name."""
    form = SpeakerForm(typed, obj=speaker, data=_speaker_data(speaker, person))
    form.part.choices = [(part.value, str(name)) for part, name in wording.PART_NAMES.items()]
    form.function.prepare(event.languages, _states(event, speaker, "function"))
    if person:
        del form.name
    if person is None or (person.hidden_since is None and not (speaker and speaker.agreed_at)):
        del form.agreed
    return form


def _speaker_data(speaker: Speaker | None, person: Registered | None) -> dict[str, Any]:
    if speaker is None or person is None or speaker.agreed_at is None:
        return {}
    return {"agreed": person.may_be_named(speaker.agreed_at)}


class LinkForm(Form):
    """Where to find what came of an item."""

    label = LocalizedField(
        _l("What it is"),
        maximum=LONGEST_TITLE,
        confirmable=True,
        description=_l("Such as: Minutes, Recording, Declaration."),
    )
    address = StringField(
        _l("Address"), validators=[required(), at_most(LONGEST_ADDRESS)], description=_l("Begins with https://.")
    )

    def validate_address(self, field: StringField) -> None:
        """Send readers to safe addresses only."""
        if not rules.is_safe_link(field.data.strip()):
            raise ValidationError(LinkRefusedError.message)

    def draft(self) -> LinkDraft:
        """Return what was typed."""
        return LinkDraft(self.label.data, self.address.data.strip(), still_right(self.label))


def link_form(event: Event, link: ItemLink | None = None, typed: Any = SENT) -> LinkForm:
    """Return the form of a link, or of a new one."""
    form = LinkForm(typed, obj=link)
    form.label.prepare(event.languages, _states(event, link, "label"))
    return form
