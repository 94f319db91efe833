"""What hangs on sittings and items, each a feature of its own: told to the application in `features.py`."""

from assembly.agenda.channels import section as room
from assembly.agenda.channels import views as rooms
from assembly.agenda.documents import handing_in_views as handing_in
from assembly.agenda.documents import section as papers
from assembly.agenda.documents import views as documents
from assembly.agenda.interpretation import section as interpreters
from assembly.agenda.interpretation import views as interpretation
from assembly.agenda.signups import section as signup
from assembly.agenda.signups import views as signups

BLUEPRINTS = (
    *rooms.BLUEPRINTS,
    *documents.BLUEPRINTS,
    *handing_in.BLUEPRINTS,
    *signups.BLUEPRINTS,
    *interpretation.BLUEPRINTS,
)
CONCERNED = (signup.concerned,)
SECTIONS = (room.section, papers.section, signup.section, interpreters.section)
