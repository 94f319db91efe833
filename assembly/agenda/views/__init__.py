"""Pages of the agenda: the programme for readers, and the secretariat's table with all that is written in it."""

from assembly.agenda.texts import views as texts
from assembly.agenda.views import items, links, people, public, sittings, staff, versions

BLUEPRINTS = (public.blueprint, staff.blueprint)

__all__ = ["BLUEPRINTS", "items", "links", "people", "public", "sittings", "staff", "texts", "versions"]
