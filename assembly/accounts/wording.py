"""Roles in the words that readers see."""

from assembly.accounts.models import Role
from assembly.i18n import gettext as _


def role_label(role: Role) -> str:
    """Return what a person is to the federation."""
    labels = {
        Role.ADMINISTRATOR: _("Administrator"),
        Role.STAFF: _("Secretariat"),
        Role.SCRUTINEER: _("Scrutineer"),
        Role.CHAIR: _("Chair"),
        Role.FOCAL_POINT: _("Focal point"),
        Role.HELPER: _("Helper of a focal point"),
    }
    return labels[role]
