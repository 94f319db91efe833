"""How long a count takes in PostgreSQL: of 232 secret ballots from closing to the page; of a million plain ones, of which
is stored how many say the same; and of sealed ones, opened in two threads. Last comes the most memory that it took.

python -m benchmarks.counting [SEALED]
"""

import random
import resource
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice

from flask import Flask
from nacl.public import PrivateKey, SealedBox
from sqlalchemy import insert, select, text

from assembly import create_app, scope
from assembly.config import load_settings
from assembly.database import transaction
from assembly.extensions import db
from assembly.tally.count import election_result
from assembly.tally.election_result import ElectionResult
from assembly.tally.motion import FrozenMotion, result
from assembly.tally.result import MotionResult
from assembly.voting import sealing
from assembly.voting.ballots import PaperBallots, election_ballots, motion_ballots, paper_ballots
from assembly.voting.models import PlainVotes, Secrecy
from assembly.voting.papers import MOTION, Paper, Style
from benchmarks import tally
from benchmarks.casting import assemble
from benchmarks.running import instance
from tests.factories import voting as make
from tests.factories.voting import RULES
from tests.plugins.services import postgres_server

MEMBERS = 232
SAMPLE = 20_000
MILLION = 1_000_000
GROUPED = text("SELECT choice, count(*) FROM every_ballot GROUP BY choice")
FROZEN = FrozenMotion(
    question_hash="0" * 64, article={}, profile=RULES, rights=2 * MILLION, entitled=2 * MILLION,
    represented_at_opening=0, represented_at_deadline=2 * MILLION,
)  # fmt: skip


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
    """Count a million plain ballots that lie in the database, beside a statement that groups a million rows."""
    with app.app_context(), scope.everything():
        with transaction() as session:
            session.execute(text("ALTER TABLE plain_votes DISABLE TRIGGER USER"))
            session.execute(text("CREATE TABLE every_ballot AS SELECT substr('YYYNNA', n % 6 + 1, 1) AS choice"
                                 " FROM generate_series(1, :last) n"), {"last": MILLION})  # fmt: skip
        for act in (lambda _: None, took_floor):
            began = time.perf_counter()
            db.session.execute(GROUPED).all()
            act(began)
        for name, paper, marks in contests():
            began = time.perf_counter()
            box = paper_ballots(marks)
            took(f"{MILLION:,} ballots out of their boxes, {name}: equal ones put together", began)
            with transaction() as session:
                session.execute(text("TRUNCATE plain_votes"))
                rows = [{"vote_id": vote_id, "choice": one, "votes": votes} for one, votes in box.votes.items()]
                session.execute(insert(PlainVotes), rows)
            db.session.execute(text("ANALYZE plain_votes"))
            count_plain(vote_id, paper, name)
        db.session.rollback()
        db.engine.dispose()


def contests() -> Iterator[tuple[str, Paper, list[str]]]:
    """Yield a million ballots each time: a motion, and rankings of which many or few are equal."""
    yield "on a motion", MOTION, list(islice(cycle("YYYNNA"), MILLION))
    chance = random.Random(7)  # noqa: S311 - so that each run counts the same
    ranking = Paper(Style.RANKED, tally.CANDIDATES, tally.CANDIDATES)
    for name, drawn in (("many alike", tally.alike), ("all different", tally.all_different)):
        yield f"rankings, {name}", ranking, [ranking.marks_of(one) for one in drawn(MILLION, chance)]


def took_floor(began: float) -> None:
    took("floor: the bare GROUP BY over a table with a row for each of a million", began)


def count_plain(vote_id: int, paper: Paper, name: str) -> None:
    """Read what is stored of a million ballots, and count it."""
    began = time.perf_counter()
    stored = select(PlainVotes.choice, PlainVotes.votes).where(PlainVotes.vote_id == vote_id)
    box = PaperBallots(MILLION, {choice: votes for choice, votes in db.session.execute(stored)})  # noqa: C416
    read = time.perf_counter() - began
    if paper is MOTION:
        counted: MotionResult | ElectionResult = result(FROZEN, motion_ballots(box))
    else:
        counted = election_result(tally.vote(MILLION), election_ballots(paper, box))
    different = f"{len(box.votes):,} of them different"
    took(f"{counted.ballots:,} plain ballots, {name}, {different}: read ({read:.2f} s) and counted", began)


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
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB at most")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE)
