"""The people of the journey, and how each of them does what they do in a browser."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.journeys.site import Site, link_in

LANGUAGES = ("en", "es", "fr", "ru")


@dataclass(frozen=True)
class Organisation:
    """A member, its focal point and the delegate whom they register."""

    code: str
    name: str
    country: str
    language: str
    zone: str
    contact: str
    contact_email: str
    delegate: str
    delegate_email: str
    choice: str


ORGANISATIONS = (
    Organisation("ML-RIVE", "Rive (exemple)", "ML", "fr", "Africa/Bamako", "Aminata Koné", "aminata@rive.example", "Moussa Keïta", "moussa@rive.example", "yes"),
    Organisation("PE-NIDO", "Nido (ejemplo)", "PE", "es", "America/Lima", "Rosa Huamán", "rosa@nido.example", "Julio Ccori", "julio@nido.example", "yes"),
    Organisation("KZ-SAMAL", "Самал (пример)", "KZ", "ru", "Asia/Almaty", "Айгуль Сериккызы", "aigul@samal.example", "Ерлан Ахметов", "erlan@samal.example", "no"),
    Organisation("AT-LINDE", "Linde (example)", "AT", "en", "Europe/Vienna", "Eva Muster", "eva@linde.example", "Max Muster", "max@linde.example", "yes"),
)  # fmt: skip


def members_sheet() -> str:
    """The register of members as the secretariat has it in a spreadsheet."""
    head = "code;name;country;language;contact_name;contact_email;contact_language;contact_zone"
    rows = [
        ";".join((o.code, o.name, o.country, o.language, o.contact, o.contact_email, o.language, o.zone))
        for o in ORGANISATIONS
    ]
    return "\n".join([head, *rows]) + "\n"


def go(page: Page, site: Site, path: str) -> None:
    answer = page.goto(site.url + path)
    assert answer is not None
    assert answer.ok, f"{path}: {answer.status}"


def primary(page: Page) -> Locator:
    """The one act that a page asks for, whatever language it is in."""
    return page.locator("main").locator("button.btn-primary, a.btn-primary").first


def press(page: Page, control: Locator) -> None:
    """Press a button or a link, and wait for the page that it leads to."""
    with page.expect_navigation():
        control.click()


def submit(page: Page) -> None:
    """Send the form of the page, and see that nothing needs correcting."""
    press(page, page.locator("main form button.btn-primary").last)
    expect(page.locator(".error-summary")).to_have_count(0)


def in_four_languages(page: Page, field: str, texts: dict[str, str]) -> None:
    for language in LANGUAGES:
        page.locator(f"[name={field}-{language}]").fill(texts[language])


def on_path(page: Page, pattern: str) -> None:
    """See that the browser has come to a page of that address."""
    page.wait_for_url(lambda url: re.search(pattern, urlsplit(url).path) is not None)


def scan(page: Page, link: str) -> None:
    """Open a mailed link as scanners of mail do, with scripts, in a browser of their own; it works afterwards."""
    assert page.context.browser
    scanner = page.context.browser.new_context()
    scanner.new_page().goto(link, wait_until="networkidle")
    scanner.close()


def sign_in(page: Page, site: Site, address: str, language: str) -> None:
    """Ask for a mail, open the link in it, and press its button."""
    before = len(site.post.to(address))
    go(page, site, f"/{language}/sign-in")
    page.locator("[name=email]").fill(address)
    submit(page)
    mail = site.post.wait_for(address, ".", count=before + 1)
    assert mail["Content-Language"] == language
    link = link_in(mail, rf"{site.url}/\w+/sign-in/\S+")
    scan(page, link)
    page.goto(link)
    submit(page)
    page.wait_for_url(lambda url: "sign-in" not in url)
