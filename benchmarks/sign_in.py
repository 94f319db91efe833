"""Whether the time of signing in tells who is known, and what 10,000 guesses come to, on SQLite.

python -m benchmarks.sign_in [PAIRS] [GUESSES]
"""

import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from itertools import count
from pathlib import Path

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from assembly import clock, queue, scope
from assembly.accounts import rules, sealing, service
from assembly.accounts.factors.models import Act, Authenticator, FactorAct
from assembly.accounts.factors.service import SEAL
from assembly.accounts.models import Person, Purpose, Role, SignInRequest
from assembly.accounts.tokens import mint_with_code
from assembly.database import transaction
from assembly.extensions import db
from benchmarks.people import application
from tests.factories.accounts import staff

KNOWN = "siriporn@office.example"
HOME = {"REMOTE_ADDR": "198.51.100.7"}
_networks = count(1)


def network() -> dict[str, str]:
    """A network that has not tried anything yet, so that the limit of one does not count."""
    number = next(_networks)
    return {"REMOTE_ADDR": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}


def ask(app: Flask, address: str) -> float:
    """Ask for a mail and try a code; return the seconds that the four answers took."""
    client, place = app.test_client(), network()
    begun = time.perf_counter()
    client.get("/en/sign-in", environ_overrides=place)
    client.post("/en/sign-in", data={"email": address}, environ_overrides=place)
    client.get("/en/sign-in/code", environ_overrides=place)
    client.post("/en/sign-in/code", data={"code": "123456"}, environ_overrides=place)
    return time.perf_counter() - begun


def compare(app: Flask, pairs: int) -> None:
    """Take known and unknown addresses in turn, by lot, so that a slow second touches both."""
    took: dict[str, list[float]] = {KNOWN: [], "nobody@office.example": []}
    for _warm in range(20):
        ask(app, KNOWN)
    for _pair in range(pairs):
        for address in random.sample([*took], 2):
            took[address].append(ask(app, address))
    known, unknown = took.values()
    middle = [statistics.median(one) * 1000 for one in (known, unknown)]
    error = (statistics.variance(known) / pairs + statistics.variance(unknown) / pairs) ** 0.5
    t = (statistics.mean(known) - statistics.mean(unknown)) / error
    print(
        f"four answers, known · unknown address, median of {pairs}: {middle[0]:.2f} · {middle[1]:.2f} ms; Welch's t {t:+.2f} (noise is under 3)"
    )


def guess_codes(app: Flask, guesses: int, person_id: int) -> None:
    """Guess at the code of the mail: from one network that claims to be many, then from as many as there are guesses."""
    attacker = app.test_client()
    attacker.post("/en/sign-in", data={"email": KNOWN}, environ_overrides=network())
    with app.app_context(), transaction():
        request = db.session.scalars(select(SignInRequest).order_by(SignInRequest.id.desc())).first()
        now = clock.now()
        mint_with_code(Purpose.SIGN_IN, person_id, request.id, now=now, expires_at=now + rules.LINK_LIFETIME)
        request_id = request.id
    one = network()
    begun = time.perf_counter()
    slowed = 0
    for number in range(guesses):
        place = one if number % 2 else network()
        forged = {"X-Forwarded-For": f"203.0.113.{number % 250}"}
        answer = attacker.post(
            "/en/sign-in/code", data={"code": f"{number:06}"}, headers=forged, environ_overrides=place
        )
        slowed += answer.status_code == 429
    seconds = time.perf_counter() - begun
    with app.app_context():
        compared = db.session.get_one(SignInRequest, request_id).guesses
    print(
        f"{guesses} guesses at a mailed code in {seconds:.0f} s: {compared} compared, {slowed} turned away by the limit of the network"
    )
    print(f"  its owner, from home: {owner_signs_in(app, person_id)}")


def owner_signs_in(app: Flask, person_id: int) -> str:
    """Sign the owner in by link; say where that leads."""
    client = app.test_client()
    asked = client.post("/en/sign-in", data={"email": KNOWN}, environ_overrides=HOME)
    return f"mail asked for: {asked.status_code}; link: {by_link(app, client, person_id)}"


def by_link(app: Flask, client: FlaskClient, person_id: int) -> str:
    with app.app_context(), transaction():
        link = service.first_sign_in_link(db.session.get_one(Person, person_id))
    return client.post(link.removeprefix("http://localhost"), environ_overrides=HOME).location or "refused"


def guess_second_step(app: Flask, guesses: int, person_id: int) -> None:
    """Guess at the app of somebody whose mail the attacker reads, from ever new networks."""
    secret = pyotp.random_base32()
    with app.app_context(), transaction() as session:
        session.add(
            Authenticator(person_id=person_id, sealed=sealing.seal(SEAL, secret), last_step=0, created_at=clock.now())
        )
    app_of_owner = pyotp.TOTP(secret)
    owner = app.test_client()
    by_link(app, owner, person_id)
    owner.post("/en/second-step", data={"code": app_of_owner.now()}, environ_overrides=HOME)
    attacker = app.test_client()
    by_link(app, attacker, person_id)
    for number in range(guesses):
        attacker.post("/en/second-step", data={"code": f"{number:06}"}, environ_overrides=network())
    with app.app_context():
        compared = db.session.scalar(select(func.count(FactorAct.id)).where(FactorAct.act == Act.REFUSED))
    again = app.test_client()
    by_link(app, again, person_id)
    step = app_of_owner.at(clock.now() + timedelta(seconds=30))
    let_in = again.post("/en/second-step", data={"code": step}, environ_overrides=HOME)
    print(
        f"{guesses} guesses at a second step, each from another network: {compared} compared; then one every 15 minutes"
    )
    print(f"  its owner, from home, at once: {'in' if let_in.status_code == 303 else 'refused'}")


def main() -> None:
    pairs, guesses = (int(value) for value in (sys.argv[1:] + ["500", "10000"][len(sys.argv) - 1 :])[:2])
    with tempfile.TemporaryDirectory() as folder:
        app = application(f"sqlite:///{Path(folder) / 'assembly.db'}", folder)
        app.config["WTF_CSRF_ENABLED"] = False
        queue._send = lambda _task, _args: None  # noqa: SLF001 - no worker is running
        with app.app_context(), scope.everything(), transaction():
            person_id = staff(Role.ADMINISTRATOR, email=KNOWN).id
        compare(app, pairs)
        guess_codes(app, guesses, person_id)
        guess_second_step(app, guesses, person_id)


if __name__ == "__main__":
    main()
