"""What tests do with the pages of the register."""

import re
from io import BytesIO

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

import worker.members
from assembly import scope
from assembly.database import transaction
from assembly.extensions import db
from assembly.members.models import Member
from tests.factories import accounts
from tests.factories.members import csv_bytes, make_member

LIST = "/en/secretariat/members"
IMPORT = f"{LIST}/import"
ACESEM = {"name": "ACESEM", "country": "ML", "contact_name": "Aminata Koné", "contact_email": "a@acesem.example"}


def browser(app: Flask, client: FlaskClient) -> FlaskClient:
    with app.app_context(), transaction():
        person_id = accounts.staff().id
    accounts.sign_in(client, app, person_id)
    return client


def add_members(app: Flask, *members: dict[str, object]) -> None:
    with app.app_context(), transaction():
        for fields in members:
            make_member(**fields)  # type: ignore[arg-type]


def names(app: Flask) -> list[str]:
    with app.app_context(), scope.everything():
        return list(db.session.scalars(select(Member.name).order_by(Member.name)))


def upload(client: FlaskClient, *rows: dict[str, str], content: bytes | None = None) -> str:
    """Upload a sheet; return the address of its check."""
    data = {"file": (BytesIO(content or csv_bytes(*rows)), "members.csv")}
    answer = client.post(IMPORT, data=data)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def work(app: Flask) -> None:
    """Do what a worker does for the sheets that wait."""
    with app.app_context():
        worker.members.import_waiting()


def fingerprint(page: str) -> str:
    found = re.search(r'name="fingerprint"[^>]*value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def listed(page: str) -> list[str]:
    """The members of a list, in its order."""
    return re.findall(r'<th role="rowheader"[^>]*><a [^>]*><bdi>([^<]+)', page)
