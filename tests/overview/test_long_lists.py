"""Every list asks the database as often for sixty rows as for one (500 in `benchmarks.lists`)."""

from http import HTTPStatus

from flask import Flask
from flask.testing import FlaskClient

from assembly import scope
from assembly.database import transaction
from assembly.events.models import Event
from assembly.extensions import db
from tests.factories.accounts import sign_in
from tests.factories.crowds import Lists, begin, grow
from tests.statements import statements


def asked(browser: FlaskClient, address: str) -> list[str]:
    """Return the statements of a page, its second time: what is kept in memory is there."""
    for _time in range(2):
        with statements() as sent:
            answer = browser.get(address)
        assert answer.status_code == HTTPStatus.OK, address
    return sent


def counts(app: Flask, lists: Lists) -> dict[str, int]:
    found = {}
    for who, addresses in lists.addresses().items():
        browser = app.test_client()
        sign_in(browser, app, who)
        found.update({address: len(asked(browser, address)) for address in addresses})
    return found


def test_no_list_asks_more_often_for_more_rows(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), scope.everything(), transaction():
        lists = begin()
    found = []
    for more in (1, 2, 57):
        with app.app_context(), scope.everything(), transaction():
            grow(lists, db.session.get_one(Event, lists.event_id), more)
        found.append(counts(app, lists))
    grown = {
        address: [one[address] for one in found] for address in found[0] if len({one[address] for one in found}) > 1
    }
    assert grown == {}
