"""Whether an installation may stand on the internet: what `assembly check --production` refuses, and how to mend it."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from assembly.config import SETTINGS_FILE, Settings
from assembly.health import Finding

SAMPLES = ("change", "secret", "example", "default", "password")
"""Words of a key that was typed; one that was drawn has none of them, but once in ten million."""
NOT_COMPARED = "not compared with a list of advisories, for there is none here: run pip-audit -r requirements.lock"
DIFFERENT = 10
"""How many different characters a key has at least that was drawn at random."""
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def unsafe(settings: Settings) -> list[Finding]:
    """Look at every setting that can make an installation unsafe; nothing is changed or asked for elsewhere."""
    return [
        *_secret(settings),
        *_debugging(settings),
        *_address(settings),
        *_database(settings),
        *_folders(settings),
        *_connections(settings),
        *_backups(settings),
        Finding("dependencies", ok=True, message=NOT_COMPARED),
    ]


def _finding(subject: str, mend: str, *, ok: bool) -> Finding:
    return Finding(subject, ok=ok, message="" if ok else mend)


def _secret(settings: Settings) -> Iterator[Finding]:
    key = settings.secret_key
    yield _finding(
        "secret key",
        "SECRET_KEY can be guessed. Make one: python -c 'import secrets; print(secrets.token_urlsafe(48))'.",
        ok=not _guessable(key),
    )
    yield _finding(
        "former keys",
        "A key among SECRET_KEY_FALLBACKS can be guessed, and what it signs is believed. Take it out.",
        ok=not any(map(_guessable, settings.secret_key_fallbacks)),
    )
    yield _finding(
        "former keys",
        "SECRET_KEY stands among SECRET_KEY_FALLBACKS. Take it out there.",
        ok=key not in settings.secret_key_fallbacks,
    )


def _guessable(key: str) -> bool:
    return len(set(key)) < DIFFERENT or any(word in key.lower() for word in SAMPLES)


def _debugging(settings: Settings) -> Iterator[Finding]:
    switched_on = [
        name for name in ("FLASK_DEBUG", "DEBUG") if os.environ.get(name, "0").lower() not in {"", "0", "false"}
    ]
    yield _finding("debugging", f"{' and '.join(switched_on)} is on: unset it.", ok=not switched_on)
    yield _finding("log", "LOG_LEVEL is DEBUG: set it to INFO.", ok=settings.log_level != "DEBUG")
    yield _finding(
        "demonstration",
        "ASSEMBLY_DEMO is on: anybody may be anybody. Make an installation of your own: assembly init.",
        ok=not settings.demo,
    )


def _address(settings: Settings) -> Iterator[Finding]:
    host = urlsplit(settings.base_url).hostname
    mend = f"BASE_URL is not https: set it to https://{host} and put a reverse proxy with TLS before the site."
    yield _finding("base address", mend, ok=settings.secure)
    yield _finding(
        "base address",
        "BASE_URL is of this machine only: nobody else can follow a mailed link.",
        ok=not settings.on_loopback,
    )
    yield _finding(
        "proxies",
        "TRUSTED_PROXIES names none: behind a proxy all readers look like one, and guesses of one lock out the others. "
        "Set it to the address of the proxy before the site: 127.0.0.1 where it runs on the same machine.",
        ok=bool(settings.proxies),
    )


def _database(settings: Settings) -> Iterator[Finding]:
    several = settings.redis_url is not None and not _is_here(settings.redis_url)
    yield _finding(
        "database",
        "SQLite is a file of one machine, and REDIS_URL is on another: use PostgreSQL (DATABASE_URL) with several.",
        ok=not (settings.database_url.startswith("sqlite") and several),
    )


def _folders(settings: Settings) -> Iterator[Finding]:
    for path in (settings.instance / SETTINGS_FILE, settings.instance, settings.keys_dir):
        open_to_others = path.exists() and bool(path.stat().st_mode & (OTHERS if path.is_file() else stat.S_IRWXO))
        yield _finding(
            "files",
            f"{path} can be read by others: chmod {'600' if path.is_file() else '700'} {path}",
            ok=not open_to_others,
        )
    if settings.backup_dir is not None:
        inside = _within(settings.keys_dir, settings.backup_dir) or _within(settings.backup_dir, settings.keys_dir)
        yield _finding(
            "keys",
            "KEYS_DIR and BACKUP_DIR lie in one another: whoever has both can read secret ballots. Put them apart.",
            ok=not inside,
        )
    yield _finding(
        "keys",
        f"The folder of keys, {settings.keys_dir}, can be read by the account of the pages. Run `assembly serve` as "
        "another account than `assembly worker`, give KEYS_DIR to the worker's, and run this check as the pages' "
        "account. On one small machine with one account that risk is accepted by KEYS_SHARED=1.",
        ok=settings.keys_shared or not os.access(settings.keys_dir, os.R_OK | os.X_OK),
    )


def _within(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _connections(settings: Settings) -> Iterator[Finding]:
    mail = urlsplit(settings.smtp_url or "")
    yield _finding("mail", "SMTP_URL is missing: nobody can sign in without mail.", ok=settings.smtp_url is not None)
    plain = mail.scheme == "smtp" and not _is_here(settings.smtp_url or "")
    yield _finding(
        "mail", "SMTP_URL sends mail without TLS over the network: use smtp+starttls:// or smtps://.", ok=not plain
    )
    provider = settings.single_sign_on
    yield _finding(
        "sign-ins",
        "OIDC_LOOPBACK is on: the provider of sign-ins may be anything on this machine. Unset it.",
        ok=provider is None or not provider.loopback,
    )
    redis = settings.redis_url or ""
    open_redis = redis and not _is_here(redis) and not urlsplit(redis).password
    yield _finding(
        "broker",
        "REDIS_URL has no password, and Redis is on another machine: set requirepass, and use "
        "rediss://:password@host:6379/0.",
        ok=not open_redis,
    )
    yield _finding(
        "broker",
        "REDIS_URL goes over the network without TLS, its password too: use rediss://:password@host:6379/0.",
        ok=not redis or _is_here(redis) or urlsplit(redis).scheme == "rediss",
    )
    database = urlsplit(settings.database_url)
    clear = (
        database.scheme.startswith("postgresql")
        and not _is_here(settings.database_url)
        and parse_qs(database.query).get("sslmode", ["prefer"])[0] not in {"require", "verify-ca", "verify-full"}
    )
    yield _finding(
        "database",
        "DATABASE_URL goes over the network without TLS being asked for: add ?sslmode=verify-full.",
        ok=not clear,
    )


def _is_here(url: str) -> bool:
    """Whether an address is on this machine: a loopback name or address, or a socket in the file system."""
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    return parts.scheme == "unix" or host in {"", "localhost", "::1"} or host.startswith(("127.", "/"))


def _backups(settings: Settings) -> Iterator[Finding]:
    yield _finding(
        "backup",
        "BACKUP_DIR is not set: name a folder, on another disk or copied elsewhere, for a backup every day.",
        ok=settings.backup_dir is not None,
    )
    inside = settings.backup_dir is not None and _within(settings.erasure_ledger, settings.backup_dir)
    yield _finding(
        "erasures", "The ledger of erasures lies in BACKUP_DIR: keep it apart, or a restore forgets it.", ok=not inside
    )
