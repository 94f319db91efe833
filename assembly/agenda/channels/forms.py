"""The form of a room: the platform, the ways in, and the languages in which one can follow."""

from typing import Any, Final

from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from assembly.agenda.channels import rules, wording
from assembly.agenda.channels.drafts import ChannelDraft, RoomDraft
from assembly.agenda.channels.kinds import SIGN_LANGUAGES, ChannelKind, Platform
from assembly.agenda.channels.models import Room
from assembly.agenda.channels.rules import Way
from assembly.events.models import Event
from assembly.forms import ChecksField, Form, LocalizedField, at_most
from assembly.i18n import lazy_gettext as _l
from assembly.names import language_name
from assembly.texts import states_of

LONGEST_ADDRESS: Final = 500
PLATFORMS: Final = [SelectChoice(kind.value, name) for kind, name in wording.PLATFORMS.items()]
SIGNS: Final = [SelectChoice(code, wording.SIGNS[code]) for code in SIGN_LANGUAGES]
NOT_AN_ADDRESS = _l("An address to join begins with https://.")


class RoomForm(Form):
    """A room with its channels. A language with an address of its own is one in which the room can be followed."""

    platform = SelectField(_l("Platform"), choices=PLATFORMS)
    address = StringField(
        _l("One address for everybody"),
        validators=[at_most(LONGEST_ADDRESS)],
        description=_l("Languages are then chosen within the room."),
    )
    floor = SelectField(_l("Language of the floor"))
    interpreted = ChecksField(_l("Interpreted into"))
    addresses = LocalizedField(
        _l("Addresses of the languages"),
        need_source=False,
        maximum=LONGEST_ADDRESS,
        description=_l("Only where a language has its own. Participants see them shortly before the start."),
    )
    captions = ChecksField(_l("Captions in"))
    caption_addresses = LocalizedField(_l("Addresses of the captions"), need_source=False, maximum=LONGEST_ADDRESS)
    signs = ChecksField(_l("Sign languages"), choices=SIGNS)
    sign_address = StringField(_l("Address of the sign language"), validators=[at_most(LONGEST_ADDRESS)])
    telephones = TextAreaField(
        _l("Telephone numbers"),
        validators=[at_most(LONGEST_ADDRESS)],
        description=_l("One a line, with the code of the country: +66 2 000 0100, Thailand"),
    )
    pin = StringField(_l("Code that the telephone asks for"), validators=[at_most(60)])
    instructions = LocalizedField(
        _l("What to know besides"),
        long=True,
        need_source=False,
        maximum=1000,
        description=_l("Shown beneath our own explanation of the platform."),
    )

    def validate_address(self, field: Any) -> None:
        """Take addresses that nobody on the line can read."""
        _check(field.data)

    validate_sign_address = validate_address

    def validate_addresses(self, field: LocalizedField) -> None:
        """Take addresses that nobody on the line can read."""
        _check(*field.data.values())

    validate_caption_addresses = validate_addresses

    def validate_telephones(self, field: Any) -> None:
        """Take numbers that can be dialled from anywhere."""
        if not all(map(rules.is_telephone, _lines(field.data))):
            raise ValidationError(_l("A telephone number begins with + and the code of its country."))

    def draft(self) -> RoomDraft:
        """Return what was typed."""
        return RoomDraft(
            platform=Platform(self.platform.data),
            address=(self.address.data or "").strip(),
            telephones="\n".join(_lines(self.telephones.data)),
            pin=(self.pin.data or "").strip(),
            instructions=self.instructions.data,
            channels=tuple(self._channels()),
        )

    def _channels(self) -> list[ChannelDraft]:
        spoken, floor = self.addresses.data, self.floor.data
        voices = dict.fromkeys((floor, *(self.interpreted.data or ()), *spoken))
        captions = dict.fromkeys((*(self.captions.data or ()), *self.caption_addresses.data))
        found = [ChannelDraft(code, spoken.get(code, "").strip(), floor=code == floor) for code in voices]
        for code in captions:
            address = self.caption_addresses.data.get(code, "").strip()
            found.append(ChannelDraft(code, address, kind=ChannelKind.CAPTIONS))
        signed = (self.sign_address.data or "").strip()
        return [*found, *(ChannelDraft(code, signed, kind=ChannelKind.SIGN) for code in self.signs.data or ())]


def _check(*addresses: str | None) -> None:
    if not all(rules.is_joining_address(address.strip()) for address in addresses if address and address.strip()):
        raise ValidationError(NOT_AN_ADDRESS)


def _lines(text: str | None) -> list[str]:
    return [line for line in (" ".join(line.split()) for line in (text or "").splitlines()) if line]


def room_form(event: Event, room: Room | None, ways: list[Way]) -> RoomForm:
    """Return the form of a room as it stands."""
    form = RoomForm(data=_data(event, room, ways))
    languages = [SelectChoice(code, language_name(code)) for code in event.languages]
    form.floor.choices = form.interpreted.choices = form.captions.choices = languages
    states = None
    if room is not None and room.instructions:
        states = states_of(room, ("instructions",), event.languages, event.source_language)
    form.instructions.prepare(event.languages, states)
    form.addresses.prepare(event.languages)
    form.caption_addresses.prepare(event.languages)
    return form


def _data(event: Event, room: Room | None, ways: list[Way]) -> dict[str, Any]:
    kinds = {kind: [way for way in ways if way.kind is kind] for kind in ChannelKind}
    voices, captions, signs = kinds[ChannelKind.VOICE], kinds[ChannelKind.CAPTIONS], kinds[ChannelKind.SIGN]
    found: dict[str, Any] = {
        "floor": next((way.language for way in voices if way.floor), event.source_language),
        "interpreted": [way.language for way in voices if not way.floor],
        "addresses": {way.language: way.address for way in voices if way.address},
        "captions": [way.language for way in captions],
        "caption_addresses": {way.language: way.address for way in captions if way.address},
        "signs": [way.language for way in signs],
        "sign_address": next((way.address for way in signs), ""),
    }
    if room is not None:
        found |= {name: getattr(room, name) for name in ("address", "telephones", "pin", "instructions")}
        found["platform"] = room.platform.value
    return found
