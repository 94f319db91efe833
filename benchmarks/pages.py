"""How many pages a second two gunicorn workers serve, beside a bare template of 50 rows; and how heavy they are.

Needs wrk (on Debian: apt install wrk), which is no part of the project's set-up.

python -m benchmarks.pages [SECONDS]
"""

import gzip
import re
import subprocess
import sys
import time
from urllib.parse import urljoin
from urllib.request import urlopen

from benchmarks.running import bare_gunicorn, command, free_port, instance, running, seconds_to_first_page
from tests.plugins.services import postgres_server, redis_server

EVENT = "/en/events/international-assembly"
PAGES = (EVENT, f"{EVENT}/programme", "/en/members", "/en/")
CONNECTIONS = 16


def requests_a_second(url: str, seconds: int) -> float:
    """Return what wrk counts; raise where an answer was an error."""
    load = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-H", "Connection: close", url]
    told = subprocess.run(load, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in told:
        raise RuntimeError(told)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])  # type: ignore[index]


def weight(url: str) -> int:
    """Return the compressed bytes of a page and all that it loads on the first visit."""
    page = urlopen(url).read()
    found = re.findall(rb'(?:href|src)="(/static/[^"#]+|/federation\.css[^"]*)', page)
    parts = {urljoin(url, address.decode().replace("&amp;", "&")) for address in found}
    fonts = [part for part in parts if part.partition("?")[0].endswith(".woff2")]
    squeezed = sum(len(gzip.compress(urlopen(part).read())) for part in parts if part not in fonts)
    return len(gzip.compress(page)) + squeezed + sum(len(urlopen(font).read()) for font in fonts)


def main(seconds: int) -> None:
    """Print the figures of each page, and of the floor before and after."""
    with (
        postgres_server() as database,
        redis_server() as broker,
        instance(DATABASE_URL=database, REDIS_URL=broker) as env,
    ):
        port, floor_port = free_port(), free_port()
        env |= {"BASE_URL": f"http://127.0.0.1:{port}"}
        floor = f"http://127.0.0.1:{floor_port}/"
        with running(bare_gunicorn(floor_port, workers=2), env):
            seconds_to_first_page(floor, time.perf_counter())
            bare = requests_a_second(floor, seconds)
        print(f"{bare:8.0f}/s  bare template of 50 rows")
        with running(command("serve", "--port", str(port), "--workers", "2"), env):
            seconds_to_first_page(f"http://127.0.0.1:{port}/en/", time.perf_counter())
            for page in PAGES:
                url = f"http://127.0.0.1:{port}{page}"
                rate = requests_a_second(url, seconds)
                print(
                    f"{rate:8.0f}/s  {bare / rate:4.1f} × slower than the floor  {weight(url) / 1000:5.1f} kB  {page}"
                )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
