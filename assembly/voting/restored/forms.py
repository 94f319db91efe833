"""What a scrutineer reads off the last mail that they have."""

import re

from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import NumberRange, Optional, ValidationError

from assembly.forms import Form, at_most, required
from assembly.i18n import lazy_gettext as _l
from assembly.voting.restored.rules import Box

SHORTEST = 8
"""Characters of a fingerprint that are enough to tell it from any other here."""


class CompareForm(Form):
    """The figures of the last mail, and whether a difference is accepted."""

    ballots = IntegerField(
        _l("Ballots in your last mail"),
        validators=[required(), NumberRange(0, 10_000_000, _l("Please give a number."))],
    )
    receipts = StringField(
        _l("Fingerprint of all receipts in your last mail"),
        validators=[Optional(), at_most(64)],
        description=_l("Copy it; the first 8 characters are enough. Leave it empty if you have no such mail."),
    )
    accepted = BooleanField(_l("I have seen that they differ, and the vote can go on all the same"))

    def validate_receipts(self, field: StringField) -> None:
        """Take a fingerprint or its beginning."""
        field.data = re.sub(r"[\s…]", "", field.data).lower()
        if not re.fullmatch(rf"[0-9a-f]{{{SHORTEST},64}}", field.data):
            raise ValidationError(_l("A fingerprint has the digits 0 to 9 and the letters a to f, at least 8 of them."))

    def box(self) -> Box:
        """Return what was typed."""
        return Box(self.ballots.data, self.receipts.data or "")
