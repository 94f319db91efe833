"""Pure functions on which the safety of links and pages stands."""

from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask, Response
from hypothesis import given
from hypothesis import strategies as st

from assembly import security

SITE = "https://assembly.example/en/sign-in"


def where_a_browser_goes(target: str) -> str | None:
    """The host that a browser asks, which drops tabs and line breaks and takes a backslash for a slash."""
    for character in "\t\r\n":
        target = target.replace(character, "")
    return urlsplit(urljoin(SITE, target.strip("\x00\x20").replace("\\", "/"))).hostname


@pytest.mark.parametrize(
    "path", ["/", "/fr/me", "/fr/me?zone=Africa/Bamako&b=é#part", "/a//b", "/a?u=https://x.example"]
)
def test_a_path_of_this_site_is_kept(path: str) -> None:
    assert security.local_path(path, "/home") == path


@pytest.mark.parametrize(
    "target",
    [
        None, "", "fr/me", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example", "\t//evil.example", " //evil.example", "https://evil.example", "https:evil.example",
        "javascript:alert(1)", "data:text/html,x", "/a\\b", "/a\r\nSet-Cookie: x=1",
    ],
)  # fmt: skip
def test_anything_else_leads_home(target: str | None) -> None:
    assert security.local_path(target, "/home") == "/home"


@given(st.text(st.sampled_from("/\\\t\r\n :@.?#evilhtps"), max_size=12))
def test_nothing_leads_elsewhere(target: str) -> None:
    assert where_a_browser_goes(security.local_path(target, "/home")) == "assembly.example"


@given(st.text(st.sampled_from("/\\\t\r\n :@.?#evilhtps"), max_size=12))
def test_nothing_that_follows_a_slash_leads_elsewhere(rest: str) -> None:
    assert where_a_browser_goes(security.local_path(f"/{rest}", "/home")) == "assembly.example"


def test_tokens_are_long_and_never_the_same() -> None:
    tokens = {security.new_token() for _time in range(100)}
    assert len(tokens) == 100
    assert all(len(token) >= 43 for token in tokens)  # 256 bits


def test_what_is_stored_of_a_code_depends_on_the_key() -> None:
    assert security.keyed_hash("one", "123456") != security.keyed_hash("other", "123456")
    assert security.keyed_hash("one", "123456") == security.keyed_hash("one", "123456")


@pytest.mark.parametrize("secure", [False, True])
def test_every_answer_carries_the_headers(*, secure: bool) -> None:
    headers = security.add_headers(Response(), secure=secure).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert ("Strict-Transport-Security" in headers) is secure


def test_a_stricter_header_of_a_view_stays() -> None:
    response = Response(headers={"Referrer-Policy": "no-referrer"})
    assert security.add_headers(response, secure=True).headers["Referrer-Policy"] == "no-referrer"


def test_a_view_that_declares_nothing_stops_the_application() -> None:
    app = Flask("site")
    app.add_url_rule("/open", "open", security.public(lambda: "open"))
    security.check_all_declared(app)
    app.add_url_rule("/silent", "silent", lambda: "silent")
    with pytest.raises(RuntimeError, match="silent"):
        security.check_all_declared(app)
