"""A focal point reaches its own delegation and no other, and what is typed is no more than text."""

from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assembly import scope
from assembly.extensions import db
from assembly.registration.models import Registration, RegistrationState
from tests.registration.workspace import Site, typed


@pytest.fixture
def site(app: Flask, client: FlaskClient) -> Site:
    return Site(app, client)


@pytest.mark.parametrize(
    "path", ["", "/people/new", "/people/{theirs}", "/people/{theirs}/replace", "/people/{theirs}/withdraw"]
)
def test_another_members_page_is_the_same_as_none(site: Site, path: str) -> None:
    """Security, case 2."""
    theirs = site.client.get(site.other_page + path.format(theirs=site.theirs))
    nobodys = site.client.get(site.page.rpartition("/")[0] + "/XX-NOBODY" + path.format(theirs=99))
    assert theirs.status_code == nobodys.status_code == HTTPStatus.NOT_FOUND
    assert without_addresses(theirs.text) == without_addresses(nobodys.text)


def without_addresses(page: str) -> str:
    """The page without its links to itself in other languages, and without the token that tells the second."""
    return "\n".join(line for line in page.splitlines() if "hreflang" not in line and "csrf_token" not in line)


@pytest.mark.parametrize("act", ["/people/new", "/decline", "/take-part"])
def test_another_members_delegation_is_not_changed(site: Site, act: str) -> None:
    assert site.client.post(site.other_page + act, data=typed()).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("act", ["", "/replace", "/withdraw"])
def test_another_members_person_is_not_reached_through_ones_own_delegation(site: Site, act: str) -> None:
    response = site.client.post(f"{site.page}/people/{site.theirs}{act}", data=typed())
    assert response.status_code == HTTPStatus.NOT_FOUND
    with site.app.app_context(), scope.everything():
        assert db.session.get_one(Registration, site.theirs).state is RegistrationState.ACCEPTED


def test_fields_that_the_form_does_not_have_are_ignored(site: Site) -> None:
    """Security, case 11."""
    extra: dict[str, Any] = {
        "member_id": "1", "delegation_id": "1", "seat": "9", "state": "withdrawn", "person_id": "1", "weight": "100",
        "event_id": "77",
    }  # fmt: skip
    site.client.post(f"{site.page}/people/new", data=typed() | extra)
    assert ("Fatou Sow", "delegate", 2) in site.people()


def test_visitors_are_asked_to_sign_in(site: Site) -> None:
    response = site.app.test_client().get(site.page)
    assert response.status_code == HTTPStatus.SEE_OTHER
    assert "/sign-in" in response.headers["Location"]


def test_names_are_shown_as_text_whatever_is_in_them(site: Site) -> None:
    """Security, case 35."""
    nasty = "<img src=x onerror=alert(1)> \u202etxt.exe"
    site.client.post(f"{site.page}/people/new", data=typed(name=nasty))
    page = site.client.get(site.page).text
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
