"""Takes the pictures of the README from the real pages: `python -m docs.take_pictures`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.conftest import QUIET
from tests.journeys.demonstration import EVENT, look_as, running_demonstration
from tests.journeys.site import wait_until
from tests.plugins.ci_skips import find_chromium

PICTURES = Path(__file__).with_name("pictures")
OFFICE = f"/secretariat{EVENT}"
VOTE = 1
PATIENCE = 60_000
"""Milliseconds within which a page must be there."""
DESK, PHONE = (1280, 900), (390, 1500)
"""Width and height of the windows; what a phone shows is scrolled, a picture is not."""


@contextmanager
def somebody(browser: Browser, url: str, role: str, language: str, size: tuple[int, int]) -> Iterator[Page]:
    """Be one of the demonstration's people, with a window of that width and height."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, locale=language)
    page.set_default_timeout(PATIENCE)
    look_as(page, url, role, language)
    yield page
    page.context.close()


def picture(page: Page, address: str, name: str) -> None:
    """Take what the window shows of a page."""
    page.goto(address, wait_until="networkidle")
    page.screenshot(path=PICTURES / f"{name}.png", scale="css")


def before_the_assembly(browser: Browser, url: str) -> None:
    """Take the pages from before the assembly, while members register."""
    with somebody(browser, url, "delegate", "en", (960, 1280)) as page:
        picture(page, f"{url}/en{EVENT}", "event")
    with somebody(browser, url, "secretariat", "en", DESK) as page:
        picture(page, f"{url}/en{OFFICE}", "overview")
    with somebody(browser, url, "focal_point", "fr", PHONE) as page:
        picture(page, f"{url}/fr{EVENT}/delegations/ML-ACESEM", "delegation")


def during_the_vote(browser: Browser, url: str) -> None:
    """Take a ballot; then close the vote, let it be counted, and take its result."""
    with somebody(browser, url, "delegate", "es", PHONE) as page:
        picture(page, f"{url}/es{EVENT}/votes/{VOTE}", "ballot")
    with somebody(browser, url, "secretariat", "en", DESK) as page:
        page.goto(f"{url}/en{OFFICE}/votes/{VOTE}/close")
        page.locator("main form button").click()
        page.wait_for_url(f"**/votes/{VOTE}")
        wait_until(lambda: page.reload() and page.locator(".verdict-word").count(), "the result")
    with somebody(browser, url, "delegate", "ru", PHONE) as page:
        picture(page, f"{url}/ru{EVENT}/results/{VOTE}", "result")


def main() -> None:
    """Load the demonstration at two stages, and take the five pictures."""
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
        for stage, take in (("before-assembly", before_the_assembly), ("during-vote", during_the_vote)):
            with TemporaryDirectory() as folder, running_demonstration(Path(folder), stage) as url:
                take(browser, url)


if __name__ == "__main__":
    main()
