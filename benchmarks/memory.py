"""How much memory web and worker take together on PostgreSQL and Redis, beside bare Flask and Celery.

python -m benchmarks.memory
"""

import sys
import time
from pathlib import Path
from urllib.request import urlopen

from benchmarks.running import (
    bare_gunicorn,
    command,
    free_port,
    instance,
    proportional_memory,
    running,
    seconds_to_first_page,
)
from tests.plugins.services import postgres_server, redis_server

PAGES = ("/en/", "/fr/events/international-assembly", "/ru/events/international-assembly/programme", "/es/members")
SETTLE = 20.0
"""Seconds in which the worker sends what the demonstration left in the outbox."""


def main() -> None:
    """Print both sums after each has done some work."""
    with (
        postgres_server() as database,
        redis_server() as broker,
        instance(DATABASE_URL=database, REDIS_URL=broker) as env,
    ):
        port = free_port()
        env |= {"BASE_URL": f"http://127.0.0.1:{port}"}
        with running(command("serve", "--port", str(port)), env) as web, running(command("worker"), env) as worker:
            seconds_to_first_page(f"http://127.0.0.1:{port}/en/", time.perf_counter())
            for page in PAGES * 20:
                urlopen(f"http://127.0.0.1:{port}{page}").read()
            time.sleep(SETTLE)
            ours = [proportional_memory(web), proportional_memory(worker)]
        port = free_port()
        celery = [
            str(Path(sys.executable).with_name("celery")),
            "-A",
            "benchmarks.floor.celery",
            "-b",
            broker,
            "worker",
        ]
        options = ["--pool", "threads", "--concurrency", "2", "--loglevel", "ERROR"]
        with running(bare_gunicorn(port), env) as web, running([*celery, *options], env) as worker:
            seconds_to_first_page(f"http://127.0.0.1:{port}/", time.perf_counter())
            time.sleep(5)
            bare = [proportional_memory(web), proportional_memory(worker)]
    print(f"web {ours[0]:.0f} MB + worker {ours[1]:.0f} MB = {sum(ours):.0f} MB proportional")
    print(f"bare Flask {bare[0]:.0f} MB + Celery {bare[1]:.0f} MB = {sum(bare):.0f} MB")
    print(f"ratio {sum(ours) / sum(bare):.1f}")


if __name__ == "__main__":
    main()
