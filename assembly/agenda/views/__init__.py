"""Pages of the agenda: the programme for readers, and the secretariat's table."""

from assembly.agenda.channels import views as channels
from assembly.agenda.views import items, public, sittings, staff

BLUEPRINTS = (public.blueprint, staff.blueprint, *channels.BLUEPRINTS)

__all__ = ["BLUEPRINTS", "items", "public", "sittings", "staff"]
