"""How long a count of 1,000,000 rankings takes, beside the floor: a bare pass that groups the equal ones.

10 candidates, 3 seats. Two electorates: "alike", who have favourites and rank one to five, so that many ballots are
equal; "all different", who rank everybody at random, so that hardly two are. The file is counted by the command, in a
process of its own, and compared with reading its lines.

python -m benchmarks.tally [BALLOTS]
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from assembly.tally.ballot import RankedBallot
from assembly.tally.count import election_result
from assembly.tally.counts import Contestants
from assembly.tally.election import Candidate, ElectionRules, FrozenElection, Method
from assembly.tally.meek import count_meek
from assembly.tally.rules import SIMPLE_MAJORITY, Basis, RuleProfile
from assembly.tally.scottish import count_scottish

CANDIDATES, SEATS = 10, 3
AGAIN = 3
"""Runs of each, of which the quickest counts."""

Rankings = list[tuple[int, ...]]


def alike(number: int, chance: random.Random) -> Rankings:
    favour = [1 / (place + 1) for place in range(CANDIDATES)]
    order = [sorted(range(1, CANDIDATES + 1), key=lambda c: chance.expovariate(favour[c - 1])) for _ in range(number)]
    return [tuple(ranking[: chance.randint(1, 5)]) for ranking in order]


def all_different(number: int, chance: random.Random) -> Rankings:
    everybody = range(1, CANDIDATES + 1)
    return [tuple(chance.sample(everybody, CANDIDATES)) for _ in range(number)]


def seconds(act: Callable[[], object]) -> tuple[float, float]:
    """Return the quickest of some runs: by the clock, and of the processor alone, which other work disturbs less."""
    wall, cpu = [], []
    for _again in range(AGAIN):
        begun, computed = time.perf_counter(), computing()
        act()
        wall.append(time.perf_counter() - begun)
        cpu.append(computing() - computed)
    return min(wall), min(cpu)


def computing() -> float:
    """Return the seconds that this process and those which it started have computed."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def measured(label: str, act: Callable[[], object], floor: float) -> None:
    wall, cpu = seconds(act)
    print(f"{wall:7.2f} s ({cpu:5.2f} s computing, {cpu / floor:4.1f} × the floor)  {label}")


def measured_floor(label: str, act: Callable[[], object]) -> float:
    wall, cpu = seconds(act)
    print(f"{wall:7.2f} s ({cpu:5.2f} s computing)  floor: {label}")
    return cpu


def vote(rights: int) -> FrozenElection:
    return FrozenElection(
        question_hash="ab" * 32, article={}, rights=rights, entitled=rights, represented_at_opening=rights,
        represented_at_deadline=rights, profile=RuleProfile(threshold=SIMPLE_MAJORITY, basis=Basis.VALID),
        rules=ElectionRules(method=Method.SCOTTISH_STV, seats=SEATS),
        candidates=tuple(Candidate(f"Candidate {number}", {}) for number in range(1, CANDIDATES + 1)),
    )  # fmt: skip


def in_memory(rankings: Rankings) -> None:
    contestants = Contestants(number=CANDIDATES, seats=SEATS)
    floor = measured_floor(
        f"group {len(rankings):,} rankings, {len(set(rankings)):,} of them different", lambda: Counter(rankings)
    )
    measured("Scottish STV, exact", lambda: count_scottish({1: rankings}, contestants), floor)
    ballots = [RankedBallot(ranking) for ranking in rankings]
    measured("the same from ballots to the result", lambda: election_result(vote(len(ballots)), ballots), floor)
    measured("Meek's method", lambda: count_meek({1: rankings}, contestants), floor)


def from_a_file(rankings: Rankings, file: Path) -> None:
    lines = [f"1 {' '.join(map(str, ranking))} 0\n" for ranking in rankings]
    names = "".join(f'"Candidate {number}"\n' for number in range(1, CANDIDATES + 1))
    file.write_text(f'{CANDIDATES} {SEATS}\n{"".join(lines)}0\n{names}"A million"\n', encoding="utf-8")
    floor = measured_floor(
        f"read the file of {file.stat().st_size / 1e6:.0f} MB and group equal lines",
        lambda: Counter(file.read_bytes().split(b"\n")),
    )
    command = [
        str(Path(sys.executable).with_name("assembly")),
        "count",
        str(file),
        "--method",
        "scottish-stv",
        "--json",
    ]
    measured(
        "assembly count, the whole command", lambda: subprocess.run(command, check=True, capture_output=True), floor
    )


def main(number: int) -> None:
    """Count both electorates, in memory and from a file."""
    with tempfile.TemporaryDirectory(prefix="assembly-benchmark-") as folder:
        for electorate in (alike, all_different):
            print(f"\n{electorate.__name__.replace('_', ' ').capitalize()}:")
            rankings = electorate(number, random.Random(1))  # noqa: S311
            from_a_file(rankings, Path(folder) / "ballots.blt")
            in_memory(rankings)
    print(f"\nPeak memory of the command: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
