"""The form by which somebody is named to preside."""

from wtforms import EmailField

from assembly.forms import Form, at_most, required
from assembly.i18n import lazy_gettext as _l


class ChairForm(Form):
    """Who: somebody whom the federation knows already."""

    address = EmailField(_l("Mail address"), validators=[required(), at_most(254)])
