"""What the secretariat says and accepts when it opens drafts together, or at a time."""

from collections.abc import Iterable

from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from assembly.events.models import Event
from assembly.forms import LocalTimeField
from assembly.i18n import LANGUAGES
from assembly.i18n import lazy_gettext as _l
from assembly.voting.forms import OpenForm


class TogetherForm(OpenForm):
    """One acceptance for all; open now where no time is given."""

    opens_at = LocalTimeField(_l("Open at"), validators=[Optional()])

    def prepare(self, event: Event, gaps: Iterable[str]) -> None:
        """Offer the languages with gaps, and ask for the time as the event's clocks show it."""
        self.languages.choices = [SelectChoice(code, LANGUAGES[code]) for code in gaps]
        self.opens_at.zone = event.zone
