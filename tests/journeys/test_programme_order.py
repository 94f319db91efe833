"""The secretariat puts the programme into another order: by dragging, by keyboard, and without a script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.demonstration import EVENT, look_as, running_demonstration

pytestmark = [pytest.mark.slow, pytest.mark.browser]
PROGRAMME = f"/en/secretariat{EVENT}/programme"
FIRST = "[data-order] >> nth=0 >> tbody tr"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_demonstration(tmp_path_factory.mktemp("demonstration"), "during-vote") as address:
        yield address


def at_the_programme(browser: Browser, url: str, *, scripts: bool = True) -> Page:
    page = browser.new_page(java_script_enabled=scripts, viewport={"width": 1280, "height": 1200})
    look_as(page, url, "secretariat", "en")
    page.goto(url + PROGRAMME)
    return page


def titles(page: Page) -> list[str]:
    return page.locator(FIRST).locator("th a").all_text_contents()


def begins(page: Page, row: int) -> str:
    """Return when the item in a row begins, as the table shows it."""
    return (page.locator(FIRST).nth(row).locator(".clock").text_content() or "").partition("–")[0]


def test_by_keyboard_the_focus_stays_on_the_item_and_its_new_time_is_read_out(browser: Browser, url: str) -> None:
    page = at_the_programme(browser, url)
    before = titles(page)
    page.locator(FIRST).first.get_by_role("button", name=f"Move “{before[0]}” later").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_contain_text(f"“{before[0]}” now begins at")
    assert begins(page, 1) in (page.locator("#say").text_content() or "")
    assert titles(page) == [before[1], before[0], *before[2:]]
    expect(page.locator(FIRST).nth(1).get_by_role("button", name=f"Move “{before[0]}” later")).to_be_focused()
    page.context.close()


def test_by_dragging_the_last_item_becomes_the_first(browser: Browser, url: str) -> None:
    page = at_the_programme(browser, url)
    before = titles(page)
    page.locator(FIRST).last.locator(".drag").drag_to(page.locator(FIRST).first, target_position={"x": 20, "y": 4})
    expect(page.locator("#say")).to_have_text(f"“{before[-1]}” now begins at 18:00.")
    assert titles(page) == [before[-1], *before[:-1]]
    # Asked here, since what the two others do may undo one another.
    expect(page.get_by_role("heading", name="changes are not published")).to_be_visible()
    page.context.close()


def test_without_a_script_the_buttons_do_the_same(browser: Browser, url: str) -> None:
    page = at_the_programme(browser, url, scripts=False)
    before = titles(page)
    expect(page.locator(".drag").first).to_be_hidden()
    page.locator(FIRST).nth(1).get_by_role("button", name=f"Move “{before[1]}” earlier").click()
    expect(page.locator(".flash")).to_contain_text(f"“{before[1]}” now begins at 18:00.")
    assert titles(page)[:2] == [before[1], before[0]]
    page.context.close()
