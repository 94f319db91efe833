"""Pages of the second step: showing it, one's own, helping others."""

from assembly.accounts.factors.views import own, showing, staff

BLUEPRINTS = (showing.blueprint, own.blueprint, staff.blueprint)
