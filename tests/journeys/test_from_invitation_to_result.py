"""The main job, whole: from an empty installation to a counted vote, in a browser, with the mails read."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import (
    LANGUAGES,
    ORGANISATIONS,
    Organisation,
    go,
    in_four_languages,
    members_sheet,
    on_path,
    press,
    primary,
    sign_in,
    submit,
)
from tests.journeys.site import Site, link_in, text_of, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.journey]
BANGKOK = ZoneInfo("Asia/Bangkok")
TITLES = {"en": "International Assembly", "es": "Asamblea Internacional", "fr": "Assemblée internationale", "ru": "Международная ассамблея"}  # fmt: skip
QUESTIONS = {"en": "Shall the framework be approved?", "es": "¿Se aprueba el marco?", "fr": "Le cadre est-il approuvé ?", "ru": "Утвердить рамочную программу?"}  # fmt: skip
NewPage = Callable[..., Page]


def local(moment: datetime) -> str:
    """A moment as a field of local time takes it."""
    return f"{moment:%Y-%m-%dT%H:%M}"


def test_from_invitation_to_counted_vote(site: Site, new_page: NewPage) -> None:
    office = new_page()
    begins = (datetime.now(BANGKOK) + timedelta(days=12)).replace(hour=18, minute=0)
    first_sign_in(office, site)
    set_up_the_federation(office, site)
    slug = set_up_the_event(office, site, begins)
    import_the_members(office, site)
    invite_everybody(office, site, slug)
    for organisation in ORGANISATIONS:
        register_the_delegation(new_page(organisation.language, 390, organisation.zone), site, slug, organisation)
    write_and_publish_the_programme(office, site, slug, begins)
    mail_the_agenda(office, site, slug)
    accept_who_votes(office, site, slug)
    voters = {one.code: signed_in_voter(new_page, site, slug, one) for one in ORGANISATIONS}
    put_the_motion(office, site, slug, begins)
    vote_id = open_the_vote(office, site, slug)
    for organisation in ORGANISATIONS[:3]:
        cast(voters[organisation.code], site, slug, vote_id, organisation)
    close_the_vote(office, site, slug, vote_id)
    see_the_result(office, site, slug, vote_id)
    assert "is whole" in site.command("audit", "verify").stdout


def first_sign_in(page: Page, site: Site) -> None:
    page.goto(site.first_link)
    submit(page)
    on_path(page, "/second-step/app")
    secret = page.locator("code").inner_text()
    page.locator("[name=code]").fill(pyotp.TOTP(secret.replace(" ", "")).now())
    submit(page)
    expect(page.locator("main code")).to_have_count(10)
    press(page, page.locator("main a.btn-primary"))
    on_path(page, "/secretariat/")


def set_up_the_federation(page: Page, site: Site) -> None:
    go(page, site, "/en/secretariat/federation")
    in_four_languages(page, "name", {"en": "Federation", "es": "Federación", "fr": "Fédération", "ru": "Федерация"})
    page.locator("[name=short_name]").fill("FPC")
    page.locator("[name=accent]").fill("#7a1f5c")
    page.locator("[name=zone]").select_option("Asia/Bangkok")
    page.locator("[name=sender_name]").fill("FPC Assembly")
    page.locator("[name=sender_email]").fill("assembly@office.example")
    page.locator("[name=help_name]").fill("Kanokwan")
    page.locator("[name=help_phone]").fill("+66 2 000 0100")
    page.locator("[name=help_email]").fill("help@office.example")
    submit(page)
    go(page, site, "/fr/")
    expect(page.locator(".wordmark")).to_contain_text("Fédération")


def set_up_the_event(page: Page, site: Site, begins: datetime) -> str:
    go(page, site, "/en/secretariat/events/new")
    in_four_languages(page, "title", TITLES)
    page.locator("[name=zone]").select_option("Asia/Bangkok")
    page.locator("[name=starts_at]").fill(local(begins))
    page.locator("[name=ends_at]").fill(local(begins + timedelta(days=1, hours=3)))
    submit(page)
    opens = datetime.now(BANGKOK) - timedelta(hours=1)
    page.locator("[name=registration_opens_at]").fill(local(opens))
    page.locator("[name=registration_closes_at]").fill(local(begins - timedelta(days=2)))
    for role, seats in (("delegate", 2), ("alternate", 1), ("observer", 1)):
        page.locator(f"[name={role}]").fill(str(seats))
    submit(page)
    on_path(page, "/secretariat/events/[^/]+")
    return page.url.split("/events/")[1].split("/")[0].split("?")[0]


def import_the_members(page: Page, site: Site) -> None:
    sheet = site.folder / "members.csv"
    sheet.write_text(members_sheet(), encoding="utf-8")
    go(page, site, "/en/secretariat/members/import")
    page.locator("input[type=file]").set_input_files(sheet)
    submit(page)
    expect(page.locator("main")).to_contain_text("Nothing is stored yet")
    press(page, page.get_by_role("button", name=f"Store {len(ORGANISATIONS)} members"))
    expect(page.locator("main")).to_contain_text("The whole sheet is in the register", timeout=30_000)
    go(page, site, "/en/secretariat/members")
    for organisation in ORGANISATIONS:
        expect(page.locator("main")).to_contain_text(organisation.name)


def invite_everybody(page: Page, site: Site, slug: str) -> None:
    go(page, site, f"/en/secretariat/events/{slug}/delegations")
    press(page, primary(page))
    press(page, page.get_by_role("button", name=f"Invite {len(ORGANISATIONS)} members"))
    for organisation in ORGANISATIONS:
        mail = site.post.wait_for(organisation.contact_email, ".")
        assert mail["Content-Language"] == organisation.language
        assert TITLES[organisation.language] in str(mail["Subject"])
        assert "UTC+7" in text_of(mail), "the event's own time stands beside the reader's"


def register_the_delegation(page: Page, site: Site, slug: str, organisation: Organisation) -> None:
    invitation = site.post.wait_for(organisation.contact_email, ".")
    page.goto(link_in(invitation, rf"{site.url}/\w+/invitation/\S+"))
    expect(page.locator("html")).to_have_attribute("lang", organisation.language)
    press(page, primary(page))
    on_path(page, f"/{organisation.language}/events/{slug}/delegations/{organisation.code}$")
    press(page, page.locator("a[href*='role=delegate']").first)
    page.locator("[name=name]").fill(organisation.delegate)
    latin = page.locator("[name=latin_name]")
    if organisation.language == "ru":
        latin.fill("Erlan Akhmetov")
    page.locator("[name=email]").fill(organisation.delegate_email)
    page.locator("[name=language]").select_option(organisation.language)
    page.locator("[name=zone]").select_option(organisation.zone)
    submit(page)
    expect(page.locator("main")).to_contain_text(organisation.delegate)
    go(page, site, f"/{organisation.language}/events/{slug}/delegations/{organisation.code}/who-votes")
    page.locator("main select").first.select_option(
        label=page.locator("main select option", has_text=organisation.delegate).first.inner_text()
    )
    submit(page)
    confirmation = site.post.wait_for(organisation.delegate_email, ".")
    assert confirmation["Content-Language"] == organisation.language
    page.goto(link_in(confirmation, rf"{site.url}/\w+/personal/\S+"))
    press(page, primary(page))
    on_path(page, f"/{organisation.language}/events/{slug}/my-assembly$")
    expect(page.locator("main")).to_contain_text(organisation.delegate)


def write_and_publish_the_programme(page: Page, site: Site, slug: str, begins: datetime) -> None:
    go(page, site, f"/en/secretariat/events/{slug}/programme")
    press(page, page.get_by_role("link", name="Add a sitting"))
    in_four_languages(
        page,
        "title",
        {"en": "First sitting", "es": "Primera sesión", "fr": "Première séance", "ru": "Первое заседание"},
    )
    page.locator("[name=starts]").fill(local(begins))
    page.locator("[name=ends]").fill(local(begins + timedelta(hours=3)))
    submit(page)
    press(page, page.get_by_role("link", name="Add an item").first)
    in_four_languages(page, "title", {"en": "Opening", "es": "Apertura", "fr": "Ouverture", "ru": "Открытие"})
    page.locator("[name=starts]").fill(local(begins))
    page.locator("[name=ends]").fill(local(begins + timedelta(hours=1)))
    submit(page)
    go(page, site, f"/en/secretariat/events/{slug}/programme/publish")
    submit(page)
    go(page, site, f"/ru/events/{slug}/programme")
    expect(page.locator("main")).to_contain_text("Открытие")


def mail_the_agenda(page: Page, site: Site, slug: str) -> None:
    go(page, site, f"/en/secretariat/events/{slug}/messages/new")
    page.locator("[name=template][value=agenda]").check(force=True)
    submit(page)
    press(page, page.get_by_role("button", name="Save and review"))
    expect(page.locator("main")).to_contain_text(f"{len(ORGANISATIONS)} recipients")
    press(page, page.get_by_role("button", name=f"Send it now to {len(ORGANISATIONS)} recipients"))
    for organisation in ORGANISATIONS:
        mail = site.post.wait_for(organisation.delegate_email, ".", count=2)
        assert mail["Content-Language"] == organisation.language
        assert "UTC+7" in text_of(mail)
        assert {"en": "Opening", "es": "Apertura", "fr": "Ouverture", "ru": "Открытие"}[
            organisation.language
        ] in text_of(mail)
        calendars = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        assert calendars
        calendar = icalendar.Calendar.from_ical(calendars[0].get_payload(decode=True))
        assert calendar["METHOD"] == "REQUEST"
        assert len(calendar.walk("VEVENT")) == 1


def accept_who_votes(page: Page, site: Site, slug: str) -> None:
    go(page, site, f"/en/secretariat/events/{slug}/credentials")
    press(page, primary(page))
    press(page, page.get_by_role("button", name="Accept").last)
    go(page, site, f"/en/secretariat/events/{slug}/credentials?state=accepted")
    for organisation in ORGANISATIONS:
        expect(page.locator("main")).to_contain_text(organisation.delegate)


def signed_in_voter(new_page: NewPage, site: Site, slug: str, organisation: Organisation) -> Page:
    page: Page = new_page(organisation.language, 390, organisation.zone)
    sign_in(page, site, organisation.delegate_email, organisation.language)
    return page


def put_the_motion(page: Page, site: Site, slug: str, closes: datetime) -> None:
    """Write the motion, open for days: how a deadline passes is seen in tests/faults/test_deadline.py."""
    go(page, site, f"/en/secretariat/events/{slug}/votes/new?kind=motion")
    if page.locator("[name=question-en]").count() == 0:
        on_path(page, "rules")
    if "rules" in page.url:
        in_four_languages(page, "name", dict.fromkeys(LANGUAGES, "Simple majority"))
        in_four_languages(page, "article", dict.fromkeys(LANGUAGES, "Statutes, art. 14"))
        submit(page)
        go(page, site, f"/en/secretariat/events/{slug}/votes/new?kind=motion")
    in_four_languages(page, "question", QUESTIONS)
    page.locator("[name=rule_profile_id]").first.check(force=True)
    page.locator("[name=secrecy][value=sealed]").check(force=True)
    page.locator("[name=closes_at]").fill(local(closes))
    submit(page)
    on_path(page, r"/votes/\d+")


def open_the_vote(page: Page, site: Site, slug: str) -> int:
    vote_id = int(page.url.split("/votes/")[1].split("/")[0].split("?")[0])

    def key_is_there() -> bool:
        page.reload()
        return page.get_by_text("and opens what it seals").count() > 0

    wait_until(key_is_there, "a worker makes the key")
    press(page, primary(page))
    on_path(page, "/open$")
    page.locator("main input[type=checkbox]").check(force=True)  # the roll is small, and one accepts that
    press(page, page.get_by_role("button", name="Open the vote now"))
    expect(page.locator("main")).to_contain_text("The vote is open until")
    return vote_id


def cast(page: Page, site: Site, slug: str, vote_id: int, organisation: Organisation) -> None:
    mail = site.post.wait_for(organisation.delegate_email, ".", count=4)
    wait_until(
        lambda: any(f"/votes/{vote_id}" in text_of(m) for m in site.post.to(organisation.delegate_email)), "the mail"
    )
    mail = next(m for m in site.post.to(organisation.delegate_email) if f"/votes/{vote_id}" in text_of(m))
    assert mail["Content-Language"] == organisation.language
    assert QUESTIONS[organisation.language] in text_of(mail)
    page.goto(link_in(mail, rf"{site.url}/\w+/events/{slug}/votes/{vote_id}"))
    expect(page.locator("h1")).to_contain_text(QUESTIONS[organisation.language])
    letter = {"yes": "Y", "no": "N"}[organisation.choice]
    page.locator(f"[name=choice][value={letter}]").check(force=True)
    submit(page)
    submit(page)
    code = page.locator(".ticket-code").first.inner_text().strip()
    assert len(code) >= 24
    wait_until(
        lambda: any(code in text_of(m) for m in site.post.to(organisation.delegate_email)), "the receipt by mail"
    )


def close_the_vote(page: Page, site: Site, slug: str, vote_id: int) -> None:
    """Before that nobody sees how it stands; it is asked about, and then done."""
    go(page, site, f"/en/events/{slug}/results/{vote_id}")
    expect(page.locator("main")).not_to_contain_text("were in favour")
    go(page, site, f"/en/secretariat/events/{slug}/votes/{vote_id}")
    press(page, page.get_by_role("link", name="Close now"))
    on_path(page, "/close$")
    press(page, page.get_by_role("button", name="Close the vote"))
    on_path(page, rf"/votes/{vote_id}$")


def see_the_result(page: Page, site: Site, slug: str, vote_id: int) -> None:
    """A worker counts; the result is on the page and in everybody's mail."""

    def counted() -> bool:
        go(page, site, f"/en/events/{slug}/results/{vote_id}")
        return page.get_by_text("were in favour").count() > 0

    wait_until(counted, lambda: f"the result; there is: {page.locator('main').inner_text()}")
    expect(page.locator("main")).to_contain_text("2 of 3 votes for and against were in favour; 2 needed")
    for language, word in (("en", "Adopted"), ("es", "Aprobada"), ("fr", "Adoptée"), ("ru", "Принято")):
        go(page, site, f"/{language}/events/{slug}/results/{vote_id}")
        expect(page.locator(".verdict-word")).to_contain_text(word)
        expect(page.locator("main")).to_contain_text(QUESTIONS[language])
    for organisation in ORGANISATIONS:
        wait_until(
            lambda address=organisation.delegate_email: any("/results/" in text_of(m) for m in site.post.to(address)),
            f"the result by mail to {organisation.delegate_email}",
        )
