"""Looking at a message as one of its recipients, and trying it out."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.notices.models import Notice
from assembly.security import MAIL_PREVIEW_POLICY
from tests.notices.office import add, count_mails, url


def test_the_preview_is_the_mail_of_the_chosen_recipient(client: FlaskClient, site: Flask) -> None:
    _english, russian = add(site, "en", "ru")
    page = client.get(url("/1/preview"), query_string={"person": russian}).text
    assert "Всем" in page
    assert f"/preview/mail?person={russian}" in page
    assert re.search(r"<iframe [^>]*\bsandbox\b", page)
    mail = client.get(url("/1/preview/mail"), query_string={"person": russian})
    assert "Здравствуйте, " in mail.text
    assert '<html lang="ru"' in mail.text
    assert mail.headers["Content-Security-Policy"] == MAIL_PREVIEW_POLICY
    assert mail.headers["Cache-Control"] == "no-store"
    assert "/personal/" not in mail.text
    assert client.get(url("/1/preview/mail"), query_string={"person": 9999}).status_code == 404


@pytest.mark.both_databases
def test_looking_at_a_preview_changes_nothing(client: FlaskClient, site: Flask) -> None:
    add(site, "en")
    for _ in range(2):
        client.get(url("/1/preview"))
        client.get(url("/1/preview/mail"))
    with site.app_context():
        assert db.session.scalar(select(func.count()).select_from(Notice)) == 1
    assert count_mails(site) == 0


@pytest.mark.both_databases
def test_a_test_goes_to_whoever_writes(client: FlaskClient, site: Flask) -> None:
    add(site, "en")
    answer = client.post(url("/1/test"), follow_redirects=True)
    assert "A test is on its way to you." in answer.text
    with site.app_context():
        assert db.session.scalars(select(Delivery.kind)).all() == ["notice-test"]
