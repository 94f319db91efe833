"""How long from the command to the first page: the web process alone, beside a bare Flask page.

python -m benchmarks.start [RUNS]
"""

import os
import statistics
import sys
import time

from benchmarks.running import bare_gunicorn, command, free_port, instance, running, seconds_to_first_page


def measure(arguments: list[str], url: str, environment: dict[str, str]) -> float:
    """Start once and return the seconds."""
    since = time.perf_counter()
    with running(arguments, environment):
        return seconds_to_first_page(url, since)


def main(runs: int) -> None:
    """Print the medians of alternating runs."""
    ours, bare = [], []
    with instance() as environment:
        for _ in range(runs):
            port = free_port()
            settings = {**environment, "BASE_URL": f"http://127.0.0.1:{port}"}
            url = f"http://127.0.0.1:{port}/en/"
            ours.append(measure(command("serve", "--port", str(port)), url, settings))
            port = free_port()
            bare.append(measure(bare_gunicorn(port), f"http://127.0.0.1:{port}/", dict(os.environ)))
    print(f"web process, command to first page   {statistics.median(ours):.2f} s ({min(ours):.2f}–{max(ours):.2f})")
    print(f"bare Flask page                      {statistics.median(bare):.2f} s ({min(bare):.2f}–{max(bare):.2f})")
    print(f"ratio                                {statistics.median(ours) / statistics.median(bare):.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
