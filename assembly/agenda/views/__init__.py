"""Pages of the agenda: the programme for readers, and the secretariat's table."""

from assembly.agenda.views import items, public, sittings, staff

BLUEPRINTS = (public.blueprint, staff.blueprint)

__all__ = ["BLUEPRINTS", "items", "public", "sittings", "staff"]
