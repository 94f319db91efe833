"""People, and browsers that are signed in as one of them."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect

from assembly import clock
from assembly.accounts.models import Person, Purpose, Role, RoleGrant, UserSession
from assembly.accounts.sessions import COOKIE_KEY, LIFETIME
from assembly.database import transaction
from assembly.extensions import db
from assembly.security import new_token, token_hash

_numbers = count(1)


def person(**fields: Any) -> Person:
    """Add a person. Inside of a transaction."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "email": f"person-{number}@people.example",
        "name": f"Person {number}",
        "language": "en",
        "zone": "Asia/Bangkok",
        "zone_confirmed": True,
        "created_at": clock.now(),
    }
    row = Person(**(values | fields))
    db.session.add(row)
    db.session.flush()
    return row


def staff(role: Role = Role.ADMINISTRATOR, *, event_id: int | None = None, **fields: Any) -> Person:
    """Add a person of the secretariat, or a scrutineer or chair. Inside of a transaction."""
    row = person(**fields)
    db.session.add(RoleGrant(person_id=row.id, role=role, event_id=event_id))
    db.session.flush()
    return row


def focal_point(member_ids: Sequence[int], **fields: Any) -> Person:
    """Add the focal point of these members. Inside of a transaction."""
    row = person(**fields)
    db.session.add_all(
        RoleGrant(person_id=row.id, role=Role.FOCAL_POINT, member_id=member_id) for member_id in member_ids
    )
    db.session.flush()
    return row


def sign_in(client: FlaskClient, app: Flask, who: Person | int, purpose: Purpose = Purpose.SIGN_IN) -> int:
    """Sign a browser in as this person (or the one of this id), the second step shown; return the session's id."""
    token, now = new_token(), clock.now()
    person_id: int = who if isinstance(who, int) else inspect(who).identity[0]  # it may be detached by now
    with app.app_context(), transaction() as session:
        row = UserSession(
            hash=token_hash(token),
            person_id=person_id,
            purpose=purpose,
            device="Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0",
            created_at=now,
            seen_at=now,
            expires_at=now + LIFETIME,
            factor_at=now,
        )
        session.add(row)
        session.flush()
        session_id = row.id
    with client.session_transaction() as cookie:
        cookie[COOKIE_KEY] = token
    return session_id
