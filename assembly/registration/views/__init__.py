"""Pages of registration: the links in mail, the delegation workspace, and the secretariat's lists."""

from assembly.registration.helping import views as helping
from assembly.registration.requests import staff as answers
from assembly.registration.requests import views as requests
from assembly.registration.views import (
    acceptance,
    again,
    delegation,
    exceptions,
    guests,
    guests_staff,
    inviting,
    links,
    people,
    staff,
)

BLUEPRINTS = (delegation.blueprint, staff.blueprint, guests_staff.blueprint, guests_staff.partners)

assert requests  # noqa: S101
assert answers  # noqa: S101
assert helping  # noqa: S101
assert links  # noqa: S101 - imported for their routes
assert people  # noqa: S101
assert guests  # noqa: S101
assert again  # noqa: S101
assert acceptance  # noqa: S101
assert exceptions  # noqa: S101
assert inviting  # noqa: S101
