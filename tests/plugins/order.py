"""Which tests begin first, and which stay together.

The journeys begin first, whatever the order, and then what else takes long in one piece: what comes last must be short.
Those that look at the demonstration in one language share one, so that one process runs them all; so do those
that put its programme into another order, and those that read all source for strings.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = "tests/journeys/test_accessibility.py"
ORDER = "tests/journeys/test_programme_order.py"
READS_ALL = "tests/structure/test_translations.py"
SHARE = (ORDER, READS_ALL)
LONG = ("tests/demo/", "tests/faults/", "tests/structure/test_static.py", "tests/worker/test_sweeps.py", ORDER)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(
        key=lambda item: (
            item.get_closest_marker("journey") is None,
            not item.nodeid.startswith(TOGETHER),
            not item.nodeid.startswith(LONG),
        )
    )


class OneByOne(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out tests one by one, but those that stay together at once.

    In place of `--dist loadgroup`, whose marks get lost with this pytest: it sets names that are not read any more.
    """

    def _split_scope(self, nodeid: str) -> str:
        for shared in SHARE:
            if nodeid.startswith(shared):
                return shared
        if not nodeid.startswith(TOGETHER):
            return nodeid
        return f"{TOGETHER} in Russian" if "-ru-" in nodeid else f"{TOGETHER} in English"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneByOne:
    return OneByOne(config, log)
