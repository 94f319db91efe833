"""At which database events a process is killed: at a sample, or with `--faults` at every one."""

from collections.abc import Callable

import pytest

Moments = Callable[[int], list[int]]
"""Given how many events a task has: the numbers of those at which to kill it."""

SAMPLE = 5


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--faults", action="store_true", help="kill at every database event, not at a sample")


@pytest.fixture
def moments(request: pytest.FixtureRequest) -> Moments:
    """Where to kill: the first and the last event always, and some between."""

    def choose(events: int) -> list[int]:
        if request.config.getoption("--faults"):
            return list(range(1, events + 1))
        between = {round(1 + part * (events - 1) / (SAMPLE - 1)) for part in range(SAMPLE)}
        return sorted(between)

    return choose
