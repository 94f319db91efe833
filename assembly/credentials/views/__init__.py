"""Pages of who votes: the focal point's, the proxy holder's and the secretariat's."""

from assembly.credentials.rollcheck import views as rollcheck
from assembly.credentials.views import delegation, proxies, staff

BLUEPRINTS = (delegation.blueprint, staff.blueprint, rollcheck.blueprint)

assert proxies  # noqa: S101 - imported for its routes
