"""Changing the secret key undoes nothing: sessions, open forms, codes, signed addresses and what is encrypted."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from assembly import clock, keyring
from assembly.accounts import sealing, tokens
from assembly.accounts.models import Purpose
from assembly.agenda.calendars import feeds
from assembly.config import Settings
from assembly.database import transaction
from assembly.mail.bounces import verp
from assembly.mail.news import links
from tests.factories.accounts import person, sign_in

OLD, NEW, OTHER = (f"{word} key of 32 characters or more, for tests" for word in ("the former", "the new", "another"))


@pytest.fixture
def sites(settings: Settings, make_app: Callable[[Settings], Flask], wake_ups: object) -> Callable[..., Flask]:
    """Makes the site with a key and former ones, on the same database."""
    return lambda key, *former: make_app(replace(settings, secret_key=key, secret_key_fallbacks=former))


def test_whoever_is_signed_in_stays_so_and_can_send_the_open_form(sites: Callable[..., Flask]) -> None:
    before = sites(OLD)
    with before.app_context(), transaction():
        who = person().id
    browser = before.test_client()
    sign_in(browser, before, who)
    form = browser.get("/en/me").text
    token = form.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert token
    cookie = browser.get_cookie("assembly")
    assert cookie
    for former, answered in (((OTHER, OLD), 303), ((OTHER,), 400)):
        browser = sites(NEW, *former).test_client()
        browser.set_cookie("assembly", cookie.value)
        assert browser.post("/en/sign-out", data={"csrf_token": token}).status_code == answered


def test_codes_and_signed_addresses_go_on_working(sites: Callable[..., Flask]) -> None:
    with sites(OLD).app_context(), transaction():
        who = person().id
        now = clock.now()
        _token, code = tokens.mint_with_code(Purpose.SIGN_IN, who, 7, now=now, expires_at=now)
        stored = keyring.keyed(f"7:{code}")
        news, sealed = links.token_of(who), sealing.seal("totp:1", "secret")
        feeds.new_address(who, now)
        feed = feeds.token_of(who)
        mark = verp.mark_of(OLD, 7, "<a@b>").rpartition("-")[2]
    with sites(NEW, OLD).app_context():
        assert stored in tokens.code_hashes(7, code)
        assert keyring.is_keyed(f"7:{code}", stored)
        assert links.person_of(news) == who
        assert links.token_of(who) != news, "what is new is keyed with the new key"
        assert feeds.token_of(who) == feed
        assert any(verp.is_genuine(key, 7, "<a@b>", mark) for key in keyring.all_keys())
        assert sealing.unseal("totp:1", sealed) == "secret"
        assert sealing.unseal("totp:2", sealed) is None
    with sites(NEW).app_context():
        assert not keyring.is_keyed(f"7:{code}", stored)
        assert feeds.token_of(who) is None
        assert sealing.unseal("totp:1", sealed) is None
