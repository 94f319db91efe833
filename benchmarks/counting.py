"""How long a count takes in PostgreSQL: of 232 secret ballots from closing to the page; of a million plain ones, grouped
by the database and counted; and of sealed ones, opened in two threads.

python -m benchmarks.counting [SEALED]
"""

import sys
import time
from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import Any

from flask import Flask
from nacl.public import PrivateKey, SealedBox
from sqlalchemy import text

from assembly import create_app, scope
from assembly.config import load_settings
from assembly.database import transaction
from assembly.extensions import db
from assembly.tally.ballot import MotionBallot
from assembly.tally.motion import FrozenMotion, result
from assembly.voting import sealing
from assembly.voting.ballots import MOTION_CHOICES
from assembly.voting.models import Secrecy
from assembly.voting.papers import MOTION
from benchmarks.casting import assemble
from benchmarks.running import instance
from tests.factories import voting as make
from tests.factories.voting import RULES
from tests.plugins.services import postgres_server

MEMBERS = 232
SAMPLE = 20_000
MILLION = 1_000_000
GROUPED = text("SELECT choice, weight, count(*) FROM plain_ballot WHERE vote_id = :vote GROUP BY choice, weight")


def took(what: str, began: float, *, of: int = 1, scaled: int = 1) -> None:
    """Print the seconds since then; of a sample, for so many as it stands for."""
    seconds = time.perf_counter() - began
    more = f", so {seconds / of * scaled:.1f} s for {scaled:,}" if scaled > 1 else ""
    print(f"{seconds:8.3f} s  {what}{more}")


def small_vote(app: Flask) -> int:
    """Cast, close, count and show votes of the usual size, the first to warm up; return the id of the last."""
    with app.app_context(), scope.everything():
        scene, first = assemble(MEMBERS)
        again = make.open_vote(scene, secrecy=Secrecy.SEALED)
    for vote_id in (first, again):
        with app.app_context(), scope.everything():
            make.cast_all(vote_id, scene, ["Y", "N", "A", "Y"] * (MEMBERS // 4))
            began = time.perf_counter()
            make.close(vote_id, scene)
            took(f"{MEMBERS} sealed ballots: closed, each cast in the trail", began)
            make.count_ballots(vote_id)
            took("... and counted, published, mailed to all", began)
        page = app.test_client().get(f"/en/events/{scene.slug}/results/{vote_id}")
        took(f"... and the page shown ({page.status})", began)
    return again


def plain(app: Flask, vote_id: int) -> None:
    """Count a million plain ballots that lie in the database, beside the bare statement."""
    with app.app_context(), scope.everything():
        with transaction() as session:
            session.execute(text("ALTER TABLE plain_ballot DISABLE TRIGGER USER"))
            session.execute(
                text(
                    "INSERT INTO plain_ballot (vote_id, position, choice, weight)"
                    " SELECT :vote, n, substr('YYYNNA', n % 6 + 1, 1), 1 FROM generate_series(1000, :last) n"
                ),
                {"vote": vote_id, "last": MILLION + 999},
            )
        db.session.execute(text("ANALYZE plain_ballot"))
        db.session.execute(GROUPED, {"vote": vote_id}).all()
        began = time.perf_counter()
        groups = db.session.execute(GROUPED, {"vote": vote_id}).all()
        took("floor: the bare GROUP BY", began)
        began = time.perf_counter()
        groups = db.session.execute(GROUPED, {"vote": vote_id}).all()
        frozen = FrozenMotion(
            question_hash="0" * 64, article={}, profile=RULES, rights=2 * MILLION, entitled=2 * MILLION,
            represented_at_opening=0, represented_at_deadline=2 * MILLION,
        )  # fmt: skip
        counted = result(frozen, _expanded(groups))
        took(f"{counted.ballots:,} plain ballots grouped by the database, each counted: {counted.verdict}", began)
        db.session.rollback()
        db.engine.dispose()


def _expanded(groups: Iterable[Any]) -> Iterator[MotionBallot]:
    for choice, weight, times in groups:
        yield from repeat(MotionBallot(MOTION_CHOICES[choice], weight), times)


def sealed(sample: int) -> None:
    """Seal a sample, and open it in two threads as a worker does."""
    key = PrivateKey.generate()
    boxes = [sealing.seal(bytes(key.public_key), 7, MOTION, "YNA"[number % 3]) for number in range(sample)]
    opener, began = SealedBox(key), time.perf_counter()
    for box in boxes[: sample // 10]:
        opener.decrypt(box)
    took(f"floor: {sample // 10:,} opened by libsodium in one thread", began, of=sample // 10, scaled=MILLION)
    began = time.perf_counter()
    sealing.open_boxes(key, 7, MOTION, boxes)
    took(f"{sample:,} sealed ballots opened in two threads", began, of=sample, scaled=MILLION)


def main(sample: int) -> None:
    """Print the figures."""
    with postgres_server(durable=True) as database, instance(DATABASE_URL=database) as env:
        app = create_app(load_settings(env))
        plain(app, small_vote(app))
    sealed(sample)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE)
