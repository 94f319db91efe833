"""Who has signed in before somebody looks at the demonstration: who votes, so that no real organisation is late."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import insert

from assembly.accounts.models import Purpose, UserSession
from assembly.credentials import queries as credentials
from assembly.demo.documents import INVENTED
from assembly.events.models import Event
from assembly.extensions import db
from assembly.security import token_hash

LATE_EVERY: Final = 12
"""Each twelfth voter of an invented member has never signed in: there is somebody to ask."""


def load(event: Event, now: datetime) -> None:
    """Note that those who vote have signed in by mail once, and out again."""
    voters = {
        facts.proxy.person_id if facts.proxy else facts.voters[0].person_id: member_id
        for member_id, facts in credentials.roll_facts(event.id).items()
    }
    names = credentials.member_names(voters.values())
    rows = [
        {
            "hash": token_hash(f"demonstration {person_id}"),
            "person_id": person_id,
            "purpose": Purpose.SIGN_IN,
            "device": "",
            "created_at": now - timedelta(days=1),
            "seen_at": now - timedelta(days=1),
            "expires_at": now,
            "ended_at": now,
            "owes_factor": False,
        }
        for number, (person_id, member_id) in enumerate(sorted(voters.items()), start=1)
        if number % LATE_EVERY or not names[member_id].endswith(INVENTED)
    ]
    db.session.execute(insert(UserSession), rows)
