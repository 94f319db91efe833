"""All models at once, for migrations and for resolving relationships."""

from assembly.accounts import models as accounts
from assembly.accounts.factors import models as factors
from assembly.accounts.kept import models as kept
from assembly.accounts.openid import models as openid
from assembly.agenda import models as agenda
from assembly.agenda.calendars import models as calendars
from assembly.agenda.channels import models as channels
from assembly.agenda.documents import models as documents
from assembly.agenda.interpretation import models as interpretation
from assembly.agenda.signups import models as signups
from assembly.audit import models as audit
from assembly.backup import models as backup
from assembly.credentials import models as credentials
from assembly.credentials.presence import models as presence
from assembly.credentials.rollcheck import models as rollcheck
from assembly.events import models as events
from assembly.events.colleagues import models as colleagues
from assembly.mail import models as mail
from assembly.mail.news import models as news
from assembly.members import models as members
from assembly.notices import models as notices
from assembly.overview import models as overview
from assembly.overview.system import models as system
from assembly.privacy import models as privacy
from assembly.registration import models as registration
from assembly.registration.consents import models as consents
from assembly.registration.escalation import models as escalation
from assembly.registration.help_desk import models as help_desk
from assembly.registration.helping import models as helping
from assembly.registration.papers import models as papers
from assembly.registration.questions import models as questions
from assembly.registration.requests import models as change_requests
from assembly.voting import models as voting
from assembly.voting.assisted import models as assisted
from assembly.voting.heads import models as mailed_heads
from assembly.voting.objections import models as objections
from assembly.voting.planned import models as planned_openings
from assembly.voting.restored import models as restored_votes
from assembly.voting.ties import models as casting_votes
from assembly.voting.together import models as opening_mails

__all__ = [
    "accounts",
    "agenda",
    "assisted",
    "audit",
    "backup",
    "calendars",
    "casting_votes",
    "change_requests",
    "channels",
    "colleagues",
    "consents",
    "credentials",
    "documents",
    "escalation",
    "events",
    "factors",
    "help_desk",
    "helping",
    "interpretation",
    "kept",
    "mail",
    "mailed_heads",
    "members",
    "news",
    "notices",
    "objections",
    "openid",
    "opening_mails",
    "overview",
    "papers",
    "planned_openings",
    "presence",
    "privacy",
    "questions",
    "registration",
    "restored_votes",
    "rollcheck",
    "signups",
    "system",
    "voting",
]
