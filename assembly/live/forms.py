"""The form by which somebody is named to preside or to scrutinise."""

from wtforms import EmailField

from assembly.accounts.models import Role
from assembly.forms import Form, at_most, required
from assembly.i18n import lazy_gettext as _l


class OfficerForm(Form):
    """Who: somebody whom the federation knows already."""

    address = EmailField(_l("Mail address"), validators=[required(), at_most(254)])


def officer_form(role: Role, *, sent: bool = False) -> OfficerForm:
    """Return the form of a role, filled with what was sent if it was; two of them stand on one page."""
    form = OfficerForm() if sent else OfficerForm(formdata=None)
    form.address.id = form.address.label.field_id = f"{role.value}-address"
    return form
