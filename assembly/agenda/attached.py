"""What hangs on sittings and items, each a feature of its own: told to the application in `features.py`."""

from assembly.agenda.channels import section as room
from assembly.agenda.channels import views as rooms

BLUEPRINTS = (*rooms.BLUEPRINTS,)
SECTIONS = (room.section,)
