"""The forms of consents, of declarations, and of what an event asks for."""

from wtforms import BooleanField, HiddenField

from assembly.events.models import Event
from assembly.forms import Form, LocalizedField
from assembly.i18n import lazy_gettext as _l
from assembly.registration.consents.models import ConsentPurpose, Declaration
from assembly.registration.consents.wording import declaration_label
from assembly.texts import TextState, text_state

NAMES = {purpose: purpose.value.replace("-", "_") for purpose in ConsentPurpose}


class ConsentForm(Form):
    """One box for each thing that a person may agree to; an empty box is a no."""

    list_of_participants = BooleanField()
    pictures = BooleanField()
    recordings = BooleanField()
    hidden = BooleanField()

    def wanted(self) -> list[ConsentPurpose]:
        """Return what was ticked."""
        return [purpose for purpose, name in NAMES.items() if self[name].data]


class DeclarationForm(Form):
    """A box for each declaration that is open, and which version of it was on the page."""

    conduct = BooleanField()
    conduct_version = HiddenField()
    safeguarding = BooleanField()
    safeguarding_version = HiddenField()

    def prepare(self, versions: dict[Declaration, str]) -> None:
        """Ask for these declarations only."""
        for declaration in Declaration:
            field, version = self[declaration.value], self[f"{declaration.value}_version"]
            if declaration not in versions:
                del self[field.name], self[version.name]
            else:
                field.label.text = declaration_label(declaration)
                if not self.is_submitted():
                    version.data = versions[declaration]

    def validate(self, extra_validators: object = None) -> bool:
        """Ask for every box: a declaration is made or it is not."""
        valid = bool(super().validate(extra_validators))
        for field in [self[one.value] for one in Declaration if one.value in self]:
            if not field.data:
                field.errors = [*field.errors, str(_l("Please tick this: without it you cannot take part."))]
                valid = False
        return valid

    def read(self) -> dict[Declaration, str]:
        """Return the version of each declaration that was read."""
        return {one: self[f"{one.value}_version"].data or "" for one in Declaration if one.value in self}


class AskedForm(Form):
    """What participants of an event have to accept."""

    conduct = LocalizedField(_l("Code of conduct"), long=True, need_source=False, maximum=20_000)
    safeguarding = BooleanField(_l("Ask for the safeguarding declaration"))

    def prepare(self, event: Event) -> None:
        """Show what is asked for now."""
        edited = (event.edited or {}).get("conduct", {})
        states: dict[str, TextState] = {}
        if event.conduct:
            states = {code: text_state(event.conduct, edited, code, event.source_language) for code in event.languages}
        self.conduct.prepare(event.languages, states)
        if self.is_submitted():
            self.conduct.keep(event.conduct)
        else:
            self.conduct.data, self.safeguarding.data = event.conduct, event.safeguarding
