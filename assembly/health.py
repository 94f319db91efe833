"""Is everything working? What `assembly check` says, each with how to mend it."""

import os
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from assembly import clock, schema
from assembly.config import Settings
from assembly.database import database_now

MOST_DRIFT = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: whether it is well, and if not how to mend it."""

    subject: str
    ok: bool
    message: str


def examine(settings: Settings) -> list[Finding]:
    """Look at everything that an installation depends on."""
    return [
        Finding("settings", ok=True, message=f"read for {settings.instance}"),
        *_database(settings),
        broker(settings),
        _mail(settings),
        _base_address(settings),
        _keys(settings),
    ]


def _database(settings: Settings) -> list[Finding]:
    engine = create_engine(settings.database_url)
    try:
        schema.check_version(engine)
        with Session(engine) as session:
            drift = abs(database_now(session) - clock.now())
    except schema.DatabaseVersionError as error:
        return [Finding("database", ok=False, message=str(error))]
    except SQLAlchemyError as error:
        return [Finding("database", ok=False, message=f"{getattr(error, 'orig', None) or error}. Check DATABASE_URL.")]
    finally:
        engine.dispose()
    clock_finding = Finding("clock", drift <= MOST_DRIFT, f"{drift.total_seconds():.1f} s from the database's")
    if not clock_finding.ok:
        clock_finding = Finding(
            "clock", ok=False, message=f"{clock_finding.message}: run a time service (NTP) on both machines."
        )
    return [Finding("database", ok=True, message=f"version {schema.newest_version()}"), clock_finding]


def broker(settings: Settings) -> Finding:
    """Ask whether wake-ups can reach the workers."""
    if not settings.redis_url:
        return Finding("broker", ok=True, message=f"the folder {settings.broker_folder}")
    import redis

    try:
        with redis.Redis.from_url(settings.redis_url, socket_connect_timeout=2) as client:
            client.ping()
    except redis.RedisError as error:
        return Finding("broker", ok=False, message=f"Redis does not answer ({error}). Start it, or check REDIS_URL.")
    return Finding("broker", ok=True, message="Redis answers")


def _mail(settings: Settings) -> Finding:
    from assembly.mail import smtp

    problems = smtp.problems(settings)
    if problems:
        return Finding("mail", ok=False, message=" ".join(problems))
    return Finding("mail", ok=True, message="the server answers" if settings.smtp_url else f"kept in {settings.inbox}")


def _base_address(settings: Settings) -> Finding:
    if settings.demo and not settings.on_loopback:
        message = "a demonstration is for this machine only: BASE_URL must be on 127.0.0.1 or localhost."
        return Finding("base address", ok=False, message=message)
    if not settings.secure and not settings.on_loopback:
        host = urlsplit(settings.base_url).hostname
        message = f"BASE_URL is not https: set it to https://{host} and put a reverse proxy with TLS before the site."
        return Finding("base address", ok=False, message=message)
    return Finding("base address", ok=True, message=settings.base_url)


def _keys(settings: Settings) -> Finding:
    """Say whether the keys of secret votes have a place; nothing is made to find out."""
    folder = settings.keys_dir
    there = next((path for path in (folder, *folder.parents) if os.path.exists(path)), folder)  # noqa: PTH110 - no error
    if not there.is_dir() or (there != folder and not os.access(there, os.W_OK | os.X_OK)):
        message = f"the folder {folder} cannot be made: make it for the account that runs the worker, or set KEYS_DIR."
        return Finding("keys", ok=False, message=message)
    if there == folder and not os.access(folder, os.W_OK | os.X_OK):
        return Finding("keys", ok=True, message=f"{folder} is closed to this account: right for pages, not for workers")
    return Finding("keys", ok=True, message=f"kept in {folder}")
