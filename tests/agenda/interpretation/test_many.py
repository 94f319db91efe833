"""The secretariat's pages of rooms, documents and the rota take no more statements for many sittings than for one."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly import scope
from assembly.agenda.documents.kinds import Visibility
from assembly.database import transaction
from assembly.events.queries import event_by_slug
from tests.factories.accounts import sign_in, staff
from tests.factories.agenda import make_item, make_sitting
from tests.factories.documents import make_document, put
from tests.factories.interpretation import make_booth
from tests.statements import statements


@pytest.mark.parametrize("page", ["rooms", "documents", "rota"])
def test_no_more_statements_for_three_than_for_one(app: Flask, client: FlaskClient, page: str) -> None:
    with app.app_context(), scope.everything(), transaction():
        booth = make_booth()
        put(make_document(booth.item, Visibility.INTERPRETERS))
        booth.turns(booth.ana, booth.bo)
        slug, secretary = booth.event.slug, staff().id
    sign_in(client, app, secretary)
    address = f"/en/secretariat/events/{slug}/programme/{page}"
    client.get(address)
    with statements() as for_one:
        client.get(address)
    with app.app_context(), scope.everything(), transaction():
        event = event_by_slug(slug)
        for day in (1, 2):
            sitting = make_sitting(event, starts_at=event.starts_at + timedelta(days=day))
            put(make_document(make_item(sitting), Visibility.INTERPRETERS))
    with statements() as for_three:
        client.get(address)
    assert len(for_three) <= len(for_one), [one for one in for_three if one not in for_one]
