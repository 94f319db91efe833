"""The second step of signing in: whose session is nobody's before it, and what opens it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pyotp
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from assembly import clock
from assembly.accounts import sealing, service, sessions
from assembly.accounts.factors import enrolment, rules
from assembly.accounts.factors.acts import Place
from assembly.accounts.factors.mails import KINDS
from assembly.accounts.factors.models import Act, Authenticator, FactorAct, RecoveryCode
from assembly.accounts.factors.roles import REQUIRED_OF
from assembly.accounts.factors.service import show_code
from assembly.accounts.models import Person, Purpose, Role, RoleGrant, UserSession
from assembly.audit.models import AuditEntry
from assembly.config import Settings
from assembly.database import transaction
from assembly.extensions import db
from assembly.i18n import speaking
from assembly.mail.models import Delivery
from tests.accounts.factors.authenticators import recovery_codes_in, sealed_in, secret_in, set_up_app
from tests.factories.accounts import sign_in, staff

SHOW = "/en/second-step"
ELSEWHERE = {"REMOTE_ADDR": "198.51.100.7"}


def by_mail(app: Flask, client: FlaskClient, person_id: int) -> str:
    """Sign in by the mailed link; return where that leads."""
    with app.app_context(), transaction():
        link = service.first_sign_in_link(db.session.get_one(Person, person_id))
    return client.post(link.removeprefix("http://localhost")).location or ""


def mailed(app: Flask) -> list[str]:
    """What owners were told, in order."""
    with app.app_context():
        told = select(FactorAct.act).join(Delivery, Delivery.subject_id == FactorAct.id)
        return [
            act.value
            for act in db.session.scalars(told.where(Delivery.kind == "account-safety").order_by(FactorAct.id))
        ]


def last_letter(app: Flask) -> str:
    """The last mail to an owner, as it is read."""
    with app.app_context():
        delivery = db.session.scalars(select(Delivery).order_by(Delivery.id.desc())).first()
        assert delivery is not None
        with speaking("en"):
            letter = KINDS[0].render(delivery)
        return f"{letter.subject}\n{letter.body}"


def acts(app: Flask) -> list[str]:
    with app.app_context():
        statement = select(AuditEntry.action).where(AuditEntry.action.startswith("factor.")).order_by(AuditEntry.id)
        return list(db.session.scalars(statement))


def wrong(code: str) -> str:
    return f"{(int(code) + 500_000) % 1_000_000:06}"


@pytest.mark.parametrize("role", sorted(REQUIRED_OF))
def test_the_mail_alone_gives_the_secretariat_and_scrutineers_no_rights(
    app: Flask, client: FlaskClient, role: Role
) -> None:
    with app.app_context(), transaction():
        who = staff(role, name="Siriporn Chai").id
    assert by_mail(app, client, who) == SHOW
    for path in ("/en/me", "/en/secretariat/", "/en/me/second-step/", "/en/me/calendar"):
        answer = client.get(path)
        assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/en/sign-in"), path
    assert "Siriporn" not in client.get("/en/").text
    assert client.get(SHOW).location == "/en/second-step/app"
    assert client.get("/en/sign-in?next=/en/me").location == "/en/second-step?next=/en/me"


def test_the_app_is_set_up_at_the_first_sign_in_and_opens_everything(
    app: Flask, client: FlaskClient, siriporn: int
) -> None:
    by_mail(app, client, siriporn)
    before = client.get_cookie("assembly")
    page = client.get("/en/second-step/app")
    secret = secret_in(page.text)
    assert 'src="data:image/svg+xml' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    refused = client.post("/en/second-step/app", data={"sealed": sealed_in(page.text), "code": "000000"})
    assert refused.status_code == 422
    assert secret_in(refused.text) == secret, "the secret that was read already stays"
    totp, codes = set_up_app(client)
    assert len(set(codes)) == rules.RECOVERY_CODES
    after = client.get_cookie("assembly")
    assert before
    assert after
    assert before.value != after.value
    assert client.get("/en/secretariat/").status_code == 200
    assert "10 codes" in client.get("/en/me/second-step/").text
    with app.app_context():
        row = db.session.get_one(Authenticator, siriporn)
        stored = [*db.session.scalars(select(RecoveryCode.hash)), row.sealed]
    assert not any(totp.secret in text or codes[0].replace("-", "") in text for text in stored)
    assert mailed(app) == [Act.AUTHENTICATOR_ADDED.value]
    assert acts(app) == ["factor.authenticator-added"]


def test_a_code_works_once_and_within_a_step_of_the_clock(app: Flask, client: FlaskClient, siriporn: int) -> None:
    by_mail(app, client, siriporn)
    with time_machine.travel(clock.now(), tick=False) as now:
        totp, _codes = set_up_app(client)
        set_up_with = totp.now()
        later = app.test_client()
        assert by_mail(app, later, siriporn) == SHOW
        assert later.post(SHOW, data={"code": set_up_with}).status_code == 422, "the code of the set-up is used up"
        now.shift(timedelta(seconds=90))
        late = totp.at(clock.now() - timedelta(seconds=60))
        assert later.post(SHOW, data={"code": late}).status_code == 422
        slow = totp.at(clock.now() - timedelta(seconds=30))
        assert later.post(f"{SHOW}?next=/en/me", data={"code": f"{slow[:3]} {slow[3:]}"}).location == "/en/me"
        assert later.get("/en/secretariat/").status_code == 200
        thief = app.test_client()
        by_mail(app, thief, siriporn)
        assert thief.post(SHOW, data={"code": slow}).status_code == 422
        assert thief.get("/en/secretariat/").status_code == 303
    assert mailed(app) == ["authenticator-added", "shown"]


def test_a_recovery_code_lets_in_once(app: Flask, client: FlaskClient, siriporn: int) -> None:
    by_mail(app, client, siriporn)
    _totp, codes = set_up_app(client)
    lost = app.test_client()
    by_mail(app, lost, siriporn)
    assert "10 recovery codes" in lost.get(SHOW).text
    assert lost.post(SHOW, data={"code": codes[3].upper().replace("-", " ")}).status_code == 303
    assert "You have 9 recovery codes left." in lost.get("/en/secretariat/").text
    assert "You have 9 recovery codes left." not in lost.get("/en/secretariat/").text, "said once"
    assert "You have 9 recovery codes left." in last_letter(app)
    again = app.test_client()
    by_mail(app, again, siriporn)
    assert "9 recovery codes" in again.get(SHOW).text
    assert again.post(SHOW, data={"code": codes[3]}).status_code == 422
    assert mailed(app)[-1] == "recovery-code-used"
    made = recovery_codes_in(lost.post("/en/me/second-step/codes").text)
    assert len(made) == 10
    assert again.post(SHOW, data={"code": codes[4]}).status_code == 422, "the former paper is void"
    assert again.post(SHOW, data={"code": made[4]}).status_code == 303


@pytest.mark.both_databases
def test_guessing_is_slowed_where_it_happens_and_locks_nobody_out(
    app: Flask, client: FlaskClient, siriporn: int
) -> None:
    by_mail(app, client, siriporn)
    with time_machine.travel(clock.now(), tick=False) as now:
        totp, codes = set_up_app(client)
        now.shift(timedelta(seconds=60))
        thief, owner = app.test_client(), app.test_client()
        by_mail(app, thief, siriporn)
        for _guess in range(rules.STREAK):
            assert thief.post(SHOW, data={"code": wrong(totp.now())}).status_code == 422
        assert thief.post(SHOW, data={"code": totp.now()}).status_code == 422, "not even compared"
        by_mail(app, owner, siriporn)
        at_home = owner.post(SHOW, data={"code": totp.now()}, environ_overrides=ELSEWHERE)
        assert at_home.status_code == 303
        assert thief.post(SHOW, data={"code": codes[0]}).status_code == 303, "a recovery code cannot be guessed"
    assert mailed(app) == ["authenticator-added", "refused", "shown", "recovery-code-used"]
    assert acts(app).count("factor.refused") == 1


@pytest.mark.both_databases
def test_a_code_that_is_shown_twice_at_once_lets_one_in(app: Flask, client: FlaskClient, siriporn: int) -> None:
    by_mail(app, client, siriporn)
    totp, _codes = set_up_app(client)
    later = clock.now() + timedelta(seconds=60)
    code, both = totp.at(later), Barrier(2)

    def show() -> bool:
        with app.app_context():
            both.wait()
            with transaction():
                return show_code(siriporn, code, later, Place("198.51.100.7", ""), signing_in=True).right

    with ThreadPoolExecutor(2) as pool:
        shown = [pool.submit(show) for _time in range(2)]
    assert sorted(one.result() for one in shown) == [False, True]


def test_a_role_that_is_given_while_somebody_is_signed_in_asks_for_the_second_step(
    app: Flask, client: FlaskClient, lucia: int
) -> None:
    assert by_mail(app, client, lucia) == "/en/"
    assert client.get("/en/me").status_code == 200
    with app.app_context(), transaction() as session:
        session.add(RoleGrant(person_id=lucia, role=Role.STAFF))
    assert client.get("/en/me").status_code == 303
    assert client.get(SHOW).location == "/en/second-step/app"


def test_everybody_else_may_have_one_and_is_asked_for_it_then(app: Flask, client: FlaskClient, lucia: int) -> None:
    by_mail(app, client, lucia)
    assert 'href="/en/me/second-step/"' in client.get("/en/me").text
    totp, codes = set_up_app(client)
    assert len(codes) == 10
    other = app.test_client()
    assert by_mail(app, other, lucia) == SHOW
    assert other.get("/en/me").status_code == 303
    assert totp.secret not in other.get(SHOW).text
    assert other.get("/en/second-step/app").location == "/en/second-step?next=/en/second-step/app"
    assert client.get("/en/me/second-step/app/remove").status_code == 200
    assert client.post("/en/me/second-step/app/remove").status_code == 303
    assert by_mail(app, app.test_client(), lucia) == "/en/"
    assert mailed(app) == ["authenticator-added", "authenticator-removed"]


def test_the_last_one_cannot_be_removed_where_a_role_needs_it(app: Flask, client: FlaskClient, siriporn: int) -> None:
    by_mail(app, client, siriporn)
    set_up_app(client)
    assert "Your role needs a second step" in client.get("/en/me/second-step/app/remove").text
    assert client.post("/en/me/second-step/app/remove").status_code == 422
    assert by_mail(app, app.test_client(), siriporn) == SHOW


def test_changing_it_asks_for_it_again_after_a_while(app: Flask, client: FlaskClient, siriporn: int) -> None:
    sign_in(client, app, siriporn)
    with time_machine.travel(clock.now(), tick=False) as now:
        totp, _codes = set_up_app(client)
        now.shift(rules.FRESH + timedelta(seconds=1))
        for path in ("/en/second-step/app", "/en/me/second-step/app/remove", "/en/second-step/passkeys/new"):
            assert client.get(path).location == f"{SHOW}?next={path}"
        assert client.post("/en/me/second-step/codes").location == f"{SHOW}?next=/en/me/second-step/"
        assert client.get("/en/secretariat/").status_code == 200
        shown = client.post(f"{SHOW}?next=/en/me/second-step/app/remove", data={"code": totp.now()})
        assert shown.location == "/en/me/second-step/app/remove"
        assert client.get(shown.location).status_code == 200
    assert mailed(app) == ["authenticator-added"], "what is shown again is no sign-in"


@pytest.mark.parametrize("purpose", [Purpose.INVITATION, Purpose.PERSONAL_PAGE, Purpose.HELPER])
def test_other_links_neither_ask_for_it_nor_change_it(
    app: Flask, client: FlaskClient, siriporn: int, purpose: Purpose
) -> None:
    sign_in(client, app, siriporn, purpose)
    assert client.get("/en/me").status_code == 200
    assert client.get("/en/secretariat/").status_code == 403
    assert client.get("/en/second-step/app").location == "/en/sign-in"
    assert client.get("/en/me/second-step/").location == "/en/sign-in"


def test_a_code_by_telephone_changes_nothing_of_it(app: Flask, client: FlaskClient, siriporn: int, lucia: int) -> None:
    """Else a passkey added then would sign in alone, as somebody of the secretariat too."""
    for who in (siriporn, lucia):
        sign_in(client, app, who, Purpose.TELEPHONE)
        for path in ("/en/second-step/app", "/en/second-step/passkeys/new", "/en/me/second-step/app/remove"):
            assert client.get(path).status_code == 403
            assert client.post(path).status_code == 403
        assert client.post("/en/me/second-step/codes").status_code == 403


def test_a_secret_is_of_no_use_in_another_browser(app: Flask, client: FlaskClient, siriporn: int, lucia: int) -> None:
    by_mail(app, client, lucia)
    mine = client.get("/en/second-step/app").text
    theirs = app.test_client()
    by_mail(app, theirs, siriporn)
    code = pyotp.TOTP(secret_in(mine)).now()
    assert theirs.post("/en/second-step/app", data={"sealed": sealed_in(mine), "code": code}).status_code == 422


@pytest.mark.both_databases
def test_a_secret_outlives_the_key_of_the_site(app: Flask, client: FlaskClient, siriporn: int) -> None:
    by_mail(app, client, siriporn)
    totp, _codes = set_up_app(client)
    settings: Settings = app.extensions["settings"]
    anew = replace(settings, secret_key="another key of the site, long enough")
    app.extensions["settings"] = replace(anew, secret_key_fallbacks=(settings.secret_key,))
    with app.app_context(), transaction():
        assert enrolment.reseal() == 1
        assert enrolment.reseal() == 0
    app.extensions["settings"] = anew
    with app.app_context():
        row = db.session.get_one(Authenticator, siriporn)
        assert sealing.unseal("authenticator", row.sealed) == totp.secret
        assert sealing.unseal("authenticator-offer", row.sealed) is None
        assert sealing.unseal("authenticator", row.sealed[:-4] + "AAAA") is None


def test_whoever_left_before_showing_it_is_signed_out(app: Flask, client: FlaskClient, siriporn: int) -> None:
    by_mail(app, client, siriporn)
    copied = client.get_cookie("assembly")
    assert copied
    assert client.post("/en/second-step/leave").location == "/en/sign-in"
    thief = app.test_client()
    thief.set_cookie("assembly", copied.value)
    assert thief.get(SHOW).location == "/en/sign-in"


def test_sessions_of_those_who_reach_everybodys_data_end_sooner(
    app: Flask, client: FlaskClient, siriporn: int, lucia: int
) -> None:
    voter = app.test_client()
    sign_in(client, app, siriporn)
    sign_in(voter, app, lucia)
    start = clock.now()
    with time_machine.travel(start + sessions.STRICT_IDLE - timedelta(minutes=1), tick=False) as now:
        assert client.get("/en/secretariat/").status_code == 200
        now.shift(sessions.STRICT_IDLE)
        assert client.get("/en/secretariat/").status_code == 303
        assert voter.get("/en/me").status_code == 200
        now.move_to(start + timedelta(days=13))
        assert voter.get("/en/me").status_code == 200, "voters stay signed in throughout the event"
    with app.app_context(), transaction() as session:
        session.execute(update(UserSession).values(seen_at=start + timedelta(days=8)))
    with time_machine.travel(start + timedelta(days=8), tick=False):
        assert client.get("/en/secretariat/").status_code == 303
        assert voter.get("/en/me").status_code == 200
