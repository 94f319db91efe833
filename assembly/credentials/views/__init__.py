"""Pages of who votes: the focal point's, the proxy holder's and the secretariat's."""

from assembly.credentials.presence import views as presence
from assembly.credentials.rollcheck import views as rollcheck
from assembly.credentials.views import delegation, handing_over, proxies, staff

BLUEPRINTS = (delegation.blueprint, staff.blueprint, rollcheck.blueprint, *presence.BLUEPRINTS)

assert handing_over  # noqa: S101 - imported for its routes
assert proxies  # noqa: S101 - imported for its routes
