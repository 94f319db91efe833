"""Pages of the register of members."""

from assembly.members.views import importing, mending, public, staff

assert importing  # noqa: S101 - their pages hang on the staff's blueprint
assert mending  # noqa: S101

BLUEPRINTS = (public.blueprint, staff.blueprint)
