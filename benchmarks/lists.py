"""How long each list takes with 500 of everything on PostgreSQL, and that it asks the database as often as with one.

python -m benchmarks.lists [MANY]
"""

import sys
import tempfile

from flask import Flask

from assembly import scope
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from benchmarks.people import application, milliseconds
from tests.factories.accounts import sign_in
from tests.factories.crowds import Lists, begin, grow
from tests.overview.test_long_lists import counts
from tests.plugins.services import postgres_server


def enlarge(app: Flask, lists: Lists, number: int) -> dict[str, int]:
    """Add so many of everything; return how many statements each list takes then."""
    with app.app_context(), scope.everything(), transaction():
        grow(lists, db.session.get_one(Event, lists.event_id), number)
    return counts(app, lists)


def main(many: int) -> None:
    """Count with one and with many, then measure with many."""
    with postgres_server() as database, tempfile.TemporaryDirectory() as folder:
        app = application(database, folder)
        with app.app_context(), scope.everything(), transaction():
            lists = begin()
        few, more = enlarge(app, lists, 1), enlarge(app, lists, many - 1)
        for who, addresses in lists.addresses().items():
            browser = app.test_client()
            sign_in(browser, app, who)
            for address in addresses:
                median, longest = milliseconds(lambda address=address, browser=browser: browser.get(address))  # type: ignore[misc]
                grown = "" if few[address] == more[address] else f"  GROWS from {few[address]}"
                print(f"{median:8.1f} ms  (longest {longest:6.1f})  {more[address]:3} statements  {address}{grown}")
        with app.app_context():
            db.engine.dispose()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
