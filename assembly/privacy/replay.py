"""After a restore: forgetting once more whom the database had forgotten."""

from pathlib import Path

from flask import current_app
from sqlalchemy import select

from assembly import clock, scope
from assembly.accounts.models import Person
from assembly.accounts.queries import is_erased
from assembly.database import transaction
from assembly.extensions import db
from assembly.privacy.erasing import Places, wipe
from assembly.privacy.ledger import noted, opaque_id


def replay(ledger: Path) -> int:
    """Erase again everybody whom a ledger names and the database knows; return how many.

    An entry point: commits each person by itself, so that it can be run again where it was stopped. Needs an
    application context. Erases what a crash between the ledger's line and the commit left undone, too.
    """
    places = Places.of(current_app.extensions["settings"])
    with scope.everything():
        again = _known(noted(ledger))
        for person_id in again:
            with transaction() as session:
                wipe(None, session.get_one(Person, person_id), places, now=clock.now())
    return len(again)


def _known(ids: frozenset[str]) -> list[int]:
    if not ids:
        return []
    people = db.session.scalars(select(Person).order_by(Person.id).execution_options(yield_per=1000))
    found = [person.id for person in people if opaque_id(person) in ids and not is_erased(person)]
    db.session.rollback()
    return found
