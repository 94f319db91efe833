"""Every main page holds WCAG 2.2 AA as far as a program can tell, fits a phone, and loads without a complaint."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from assembly import create_app, scope
from assembly.config import load_settings
from assembly.mail.news import links
from tests.journeys.conftest import PATIENCE
from tests.journeys.demonstration import EVENT, look_as, running_demonstration
from tests.journeys.prepared import PRACTISED, TIED, more_votes

pytestmark = [pytest.mark.slow, pytest.mark.browser]
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
CHECK = """() => axe.run(document, {
    preload: false, runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
}).then(found => found.violations.map(({id, nodes}) => `${id}: ${nodes.map(node => node.html).join("\\n    ")}`))"""
TOO_WIDE = """() => document.documentElement.scrollWidth > innerWidth
    ? [...document.querySelectorAll("body *")].filter(each => each.getBoundingClientRect().right > innerWidth + 1)
        .map(each => each.outerHTML.slice(0, 100)) : []"""
NARROWEST = 320  # a wide screen at 400 % (WCAG 1.4.10)

OFFICE = f"/secretariat{EVENT}"
FORMER = EVENT.rpartition("/")[2]
DELEGATION = f"{EVENT}/delegations/ML-ACESEM"
PAGES = {
    "visitor": (
        "/", EVENT, f"{EVENT}/programme", f"{EVENT}/programme?zone=America/Lima", f"{EVENT}/programme?kind=vote", f"{EVENT}/results", f"{EVENT}/results/5",
        f"{EVENT}/results/5/receipts", f"{EVENT}/results/5/ballots", "/members", "/sign-in", "/help", "/privacy",
        "/accessibility", "/verify", "/new-link", "/sign-in/by-telephone", "/demo", "/dev/components", "/no-news/{no_news}",
    ),
    "secretariat": (
        "/secretariat/personal-data?q=a", "/secretariat/personal-data/people/40", "/secretariat/personal-data/retention",
        "/secretariat/personal-data/register", "/secretariat/trail", f"{OFFICE}/trail?kind=votes",
        "/secretariat/", OFFICE, f"{OFFICE}/setup", f"{OFFICE}/setup/event", f"{OFFICE}/setup/registration",
        f"{OFFICE}/delegations", f"{OFFICE}/delegations/ML-ACESEM", f"{OFFICE}/delegations/ML-ACESEM/invite-new",
        f"{OFFICE}/open-registration?region=europe", f"{OFFICE}/programme",
        f"{OFFICE}/programme/items/1", f"{OFFICE}/programme/items/1/people/new?q=a", f"{OFFICE}/programme/items/1/people/1",
        f"{OFFICE}/programme/items/1/links/new", f"{OFFICE}/programme/texts", f"{OFFICE}/programme/texts?into=ru",
        f"{OFFICE}/programme/versions", f"{OFFICE}/programme/versions/1", f"{OFFICE}/programme/versions/1/told",
        f"{OFFICE}/programme/sittings/1", f"{OFFICE}/programme/sittings/1/delete", f"{OFFICE}/votes/of-item/1",
        f"{OFFICE}/programme/rooms", f"{OFFICE}/programme/sittings/1/room", f"{OFFICE}/programme/items/1/room",
        f"{OFFICE}/programme/documents", f"{OFFICE}/programme/items/1/documents/new",
        f"{OFFICE}/programme/items/1/sign-up", f"{OFFICE}/programme/rota", f"{OFFICE}/programme/sittings/1/rota/new",
        f"{OFFICE}/programme/publish", f"{OFFICE}/messages", f"{OFFICE}/messages/new",
        f"{OFFICE}/messages/1", f"{OFFICE}/messages/1/review", f"{OFFICE}/messages/1/preview",
        f"{OFFICE}/messages/1?only=ru", f"{OFFICE}/messages/1/audience", f"{OFFICE}/messages/1/recipients",
        f"{OFFICE}/messages/1/review?when=own&at=2030-12-01T08:00", f"{OFFICE}/messages/new?template=not-voted",
        f"{OFFICE}/messages/plan", f"{OFFICE}/messages/people/1",
        f"{OFFICE}/credentials", f"{OFFICE}/credentials/accept", f"{OFFICE}/credentials/roll-check",
        f"{OFFICE}/credentials/roll-check/send", f"{OFFICE}/sittings", f"{OFFICE}/sittings/1",
        f"{OFFICE}/sittings/1/presence", f"{OFFICE}/sittings/1/screen", f"{OFFICE}/votes", f"{OFFICE}/votes/new", f"{OFFICE}/votes/new?kind=election", f"{OFFICE}/votes/1/remind",
        f"{OFFICE}/votes/2", f"{OFFICE}/votes/3", f"{OFFICE}/votes/3/edit", f"{OFFICE}/votes/together?votes=3&votes=4",
        f"{OFFICE}/votes/5", f"{OFFICE}/votes/5/objections/1",
        f"{OFFICE}/votes/rules", f"{OFFICE}/officers", f"{OFFICE}/votes/rules/new", f"{OFFICE}/votes/1", f"{OFFICE}/votes/1/close", f"{OFFICE}/votes/1/assisted", f"{OFFICE}/votes/1/assisted/new", "/secretariat/members",
        "/secretariat/members/ML-ACESEM", "/secretariat/members/ML-ACESEM/edit", "/secretariat/members/import",
        "/secretariat/federation", "/secretariat/events/new", f"/secretariat/events/new/copy?former={FORMER}", "/me", "/me/second-step/", "/second-step/app", "/second-step/passkeys/new", "/secretariat/second-steps/", "/me/calendar", f"{OFFICE}/fair-hours", f"{OFFICE}/guests", f"{OFFICE}/guests/new",
        f"{OFFICE}/calls", f"{OFFICE}/calls/ML-ACESEM", f"{OFFICE}/next-contacts",
        f"{OFFICE}/seats", f"{OFFICE}/registrations", f"{OFFICE}/requests", f"{OFFICE}/people", f"{OFFICE}/papers", f"{OFFICE}/papers/people/1", f"{OFFICE}/people/act?act=withdraw&all=y&role=delegate",
        f"{OFFICE}/people/lists/new?role=delegate", f"{OFFICE}/statistics",
        f"{OFFICE}/questions", f"{OFFICE}/questions/new", f"{OFFICE}/questions/people/1", f"{OFFICE}/setup/declarations", "/secretariat/partners",
        "/secretariat/system", "/secretariat/colleagues", "/secretariat/colleagues?q=a", "/secretariat/colleagues/1/close", f"{OFFICE}/help-desk?q=a", f"{OFFICE}/help-desk/1",
        "/secretariat/partners/new",
    ),
    "focal_point": (
        DELEGATION, f"{DELEGATION}/people/new?role=delegate", f"{DELEGATION}/helpers/new", f"{DELEGATION}/who-votes", f"{DELEGATION}/proxy",
    ),
    "delegate": (
        f"{EVENT}/my-assembly", f"{EVENT}/join/1", f"{EVENT}/sittings/1/here", f"{EVENT}/my-vote", f"{EVENT}/votes/1", f"{EVENT}/votes/2",
        f"{EVENT}/results/{PRACTISED}", f"{EVENT}/me", f"{EVENT}/me/change", f"{EVENT}/me/papers",
        f"{EVENT}/me/data", f"{EVENT}/me/erase", f"{EVENT}/participants", f"{EVENT}/my-mail", f"{EVENT}/my-papers",
    ),
    "chair": (
        f"{OFFICE}/sittings", f"{OFFICE}/sittings/2", f"{OFFICE}/sittings/2/screen", f"/scrutiny{EVENT}/votes/{TIED}/tie",
    ),
    "scrutineer": (f"/scrutiny{EVENT}/votes", f"/scrutiny{EVENT}/votes/1", f"/scrutiny{EVENT}/votes/5"),
}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """How somebody looks at a page."""

    language: str
    scheme: str
    width: int

    def __str__(self) -> str:
        return f"{self.language}-{self.scheme}-{self.width}"


LOOKS = (Look("en", "light", 1280), Look("ru", "dark", 390))


@dataclass
class Reader:
    """Somebody with a browser, and whatever the browser complained of."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: said.type in {"error", "warning"} and self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demonstration")


@pytest.fixture(scope="module")
def url(folder: Path, browser: Browser) -> Iterator[str]:
    with running_demonstration(folder, "during-vote") as url:
        page = browser.new_page()
        look_as(page, url, "secretariat", "en")
        keep_registration_open(page, url)
        page.context.close()
        with application(folder).app_context(), scope.everything():
            more_votes()
        yield url


@pytest.fixture(scope="module")
def address(folder: Path, url: str) -> Callable[[str, str], str]:
    """Give the address of a page in a language; in some stands a token that else only a mail has."""
    with application(folder).app_context():
        tokens = {"no_news": links.token_of(1)}
    return lambda language, path: f"{url}/{language}{path.format_map(tokens)}"


def application(folder: Path) -> Flask:
    return create_app(load_settings({"ASSEMBLY_INSTANCE": str(folder / "instance")}))


def keep_registration_open(page: Page, url: str) -> None:
    """Let it close on the last day; else a delegation could only be looked at while its members vote."""
    page.goto(f"{url}/en{OFFICE}/setup/registration")
    closes = page.locator("[name=registration_closes_at]")
    closes.fill(f"{datetime.fromisoformat(closes.input_value()) + timedelta(days=4):%Y-%m-%dT%H:%M}")
    page.locator("main form button.btn-primary").click()
    expect(page.locator(".error-summary")).to_have_count(0)


@pytest.fixture(scope="module")
def reader(browser: Browser, url: str) -> Iterator[Callable[[str, Look], Reader]]:
    """Give the one reader of a role and look, signed in once for all pages."""
    readers: dict[tuple[str, Look], Reader] = {}

    def find(role: str, look: Look) -> Reader:
        if (role, look) not in readers:
            page = browser.new_page(
                locale=look.language, color_scheme=look.scheme, viewport={"width": look.width, "height": 900},
                timezone_id="America/Lima",
            )  # fmt: skip
            page.set_default_timeout(PATIENCE)
            if role != "visitor":
                look_as(page, url, role, look.language)
            readers[role, look] = Reader(page)
        return readers[role, look]

    yield find
    for each in readers.values():
        each.page.context.close()


def violations(page: Page) -> Any:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(CHECK)


def visits() -> Iterator[Any]:
    """Each page in both looks, those of the secretariat in one and the other by turns: they are many, and alike."""
    for role, paths in PAGES.items():
        for number, path in enumerate(paths):
            for look in (LOOKS[number % 2],) if role == "secretariat" else LOOKS:
                yield pytest.param(role, path, look, id=f"{role}-{path}-{look}")


@pytest.mark.parametrize(("role", "path", "look"), list(visits()))
def test_a_page_is_for_everybody(
    reader: Callable[[str, Look], Reader], address: Callable[[str, str], str], role: str, path: str, look: Look
) -> None:
    visit = reader(role, look)
    visit.complaints.clear()
    page = visit.page
    page.set_viewport_size({"width": look.width, "height": 900})
    answer = page.goto(address(look.language, path))
    assert answer is not None
    assert answer.status == 200
    assert violations(page) == []
    assert page.evaluate(TOO_WIDE) == []
    page.set_viewport_size({"width": NARROWEST, "height": 900})
    assert page.evaluate(TOO_WIDE) == []
    assert visit.complaints == [], "the browser, or the policy of what may be loaded"


def test_a_page_that_is_not_would_be_found(reader: Callable[[str, Look], Reader], url: str) -> None:
    visit = reader("visitor", LOOKS[0])
    visit.page.goto(f"{url}/en/help")
    visit.complaints.clear()
    visit.page.evaluate("""() => {
        const wide = document.querySelector("main").appendChild(document.createElement("input"));
        wide.style.minWidth = "3000px";
        const script = document.head.appendChild(document.createElement("script"));
        script.textContent = "1";
    }""")
    assert any(found.startswith("label:") for found in violations(visit.page))
    assert visit.page.evaluate(TOO_WIDE)
    assert any("Content Security Policy" in said for said in visit.complaints)


def test_a_ballot_that_is_left_open_says_when_its_deadline_has_passed(browser: Browser, url: str) -> None:
    page = browser.new_page()
    look_as(page, url, "delegate", "es")
    page.clock.install()
    page.goto(f"{url}/es{EVENT}/votes/1")
    passed = page.locator("[data-ends-in]")
    page.clock.run_for(2000)
    expect(passed).to_be_hidden()
    page.clock.fast_forward(timedelta(days=3) // timedelta(milliseconds=1))
    expect(passed).to_be_visible()
    expect(page.locator("#say")).to_have_text(passed.inner_text())
    page.context.close()
