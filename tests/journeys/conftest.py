"""The browser of the journeys: Debian's Chromium, driven by Playwright."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.journeys.site import Site, running_site
from tests.plugins.ci_skips import find_chromium

PATIENCE = 90_000
"""Milliseconds that a page has to show something; a busy machine needs more than a quiet one."""

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a browser of its own for each person of the journey."""
    contexts = []

    def make(language: str = "en", width: int = 1280, zone: str = "Europe/Vienna") -> Page:
        context = browser.new_context(locale=language, viewport={"width": width, "height": 900}, timezone_id=zone)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    url = None if request.param == "sqlite" else request.getfixturevalue("empty_postgres_url")()
    with running_site(tmp_path, url) as site:
        yield site
