"""A mail with a link of one's own, and the page behind it: nothing tells others of either (security.md, case 53)."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import String, cast, func, or_, select

from assembly.config import Settings
from assembly.database import transaction
from assembly.database_types import Base
from assembly.extensions import db
from assembly.mail import deliver
from assembly.notices import service
from assembly.notices.kinds import NoticeKind
from assembly.scope import everything
from tests.factories.agenda import make_programme
from tests.factories.events import make_event, make_federation
from tests.factories.notices import make_notice, register

LOADS = re.compile(r"<(img|link|script|iframe|object|embed|video|audio|source|form)\b|@import|url\(|\bsrc=")
LOADED = re.compile(r"<(?:script|link|img|iframe|use|source)[^>]*?\b(?:src|href|srcset)=\"([^\"]*)\"")


@pytest.fixture
def mail(context: Flask, settings: Settings) -> EmailMessage:
    """A message with the recipient's own link, as it was handed over."""
    with transaction():
        make_federation()
        event = make_event()
        make_programme(event)
        register(event, language="en")
        service.release_notice(None, make_notice(event, NoticeKind.AGENDA))
    deliver.run()
    [file] = settings.inbox.glob("**/*.eml")
    return message_from_bytes(file.read_bytes(), policy=default)


def html_of(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def token_in(mail: EmailMessage) -> str:
    [token] = set(re.findall(r"http://localhost/en/personal/([\w-]+)", html_of(mail)))
    return str(token)


def test_a_mail_loads_nothing_from_anywhere_and_counts_no_readers(mail: EmailMessage) -> None:
    assert LOADS.findall(html_of(mail)) == []
    addresses = set(re.findall(r'href="([^"]*)"', html_of(mail)))
    assert all(one.startswith(("http://localhost/", "mailto:", "tel:", "https://wa.me/")) for one in addresses)
    assert "Disposition-Notification-To" not in mail
    assert token_in(mail) not in str(mail["List-Unsubscribe"]) + str(mail["Message-ID"])


def test_the_page_behind_the_link_tells_nobody_of_it(client: FlaskClient, mail: EmailMessage) -> None:
    answer = client.get(f"/en/personal/{token_in(mail)}")
    assert answer.status_code == 200
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert all(one.startswith("/") and not one.startswith("//") for one in LOADED.findall(answer.text))


def test_no_link_of_anybody_stands_in_a_log_or_a_table(
    context: Flask, client: FlaskClient, mail: EmailMessage, capfd: pytest.CaptureFixture[str]
) -> None:
    token = token_in(mail)
    client.get(f"/en/personal/{token}")
    client.get(f"/en/personal/{token}/no-such-page")
    client.post(f"/en/personal/{token}")
    written = "".join(capfd.readouterr())
    assert token not in written
    with everything():
        for table in Base.metadata.sorted_tables:
            words = [cast(column, String).contains(token) for column in table.columns]
            assert not db.session.scalar(select(func.count()).select_from(table).where(or_(*words))), table.name
