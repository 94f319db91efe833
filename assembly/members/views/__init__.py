"""Pages of the register of members."""

from assembly.members.views import importing, public, staff

assert importing  # noqa: S101 - its pages hang on the staff's blueprint

BLUEPRINTS = (public.blueprint, staff.blueprint)
