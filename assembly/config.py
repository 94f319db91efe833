"""Typed settings, read once from the environment and from the instance's own file.

Every missing or wrong key is named in one error, so that nobody mends them one by one.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from assembly import single_sign_on
from assembly.proxies import Network, networks
from assembly.single_sign_on import SingleSignOn

SETTINGS_FILE = "settings.env"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
MINIMUM_SECRET = 32
SECRETS = (
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "DATABASE_URL",
    "REDIS_URL",
    "SMTP_URL",
    "BOUNCE_TOKEN",
    "OIDC_CLIENT_SECRET",
)
"""Settings that hold a secret: each may come from a file, named by the setting with _FILE at its end."""


class SettingsError(Exception):
    """The settings cannot be used; `problems` has one sentence for each reason."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs between one installation and another. Times in seconds where a unit is not said."""

    instance: Path
    secret_key: str
    database_url: str
    base_url: str
    redis_url: str | None
    smtp_url: str | None
    keys_dir: Path
    demo: bool
    mail_lease: timedelta
    proxies: tuple[Network, ...]
    log_level: str
    bounce_token: str | None = None
    secret_key_fallbacks: tuple[str, ...] = ()
    """Former secret keys, the newest first: what was keyed with them is still understood, nothing new is."""
    backup_dir: Path | None = None
    backup_every: timedelta = timedelta(hours=24)
    backup_keep: int = 14
    statement_timeout: timedelta = timedelta(seconds=60)
    security_contact: str | None = None
    keys_shared: bool = False
    """Whether it is accepted that pages and workers run as one account, so that the pages could read the keys."""
    ledger: Path | None = None
    single_sign_on: SingleSignOn | None = None

    @property
    def hosts(self) -> list[str]:
        """Host names that a request may ask for; on loopback both of its common names."""
        host = urlsplit(self.base_url).hostname or ""
        return sorted({host} | (LOOPBACK if self.on_loopback else set()))

    @property
    def on_loopback(self) -> bool:
        """Whether the base address can only be reached from this machine."""
        return urlsplit(self.base_url).hostname in LOOPBACK

    @property
    def secure(self) -> bool:
        """Whether readers come over TLS, so that cookies may insist on it."""
        return self.base_url.startswith("https://")

    @property
    def erasure_ledger(self) -> Path:
        """File that says who was erased: beside the database, or better on another disk; in no backup of it."""
        return self.ledger or self.instance / "erasures.ledger"

    @property
    def broker_folder(self) -> Path:
        """Folder of the filesystem broker that is used when there is no Redis."""
        return self.instance / "broker"

    @property
    def inbox(self) -> Path:
        """Folder where mail lands when there is no SMTP server (demonstration)."""
        return self.instance / "mail"


def instance_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder that holds this installation's database, keys and settings."""
    return Path(environ.get("ASSEMBLY_INSTANCE", "instance")).absolute()


def read_settings_file(path: Path) -> dict[str, str]:
    """Read `KEY=value` lines; blank lines and lines that begin with # are passed over."""
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {key.strip(): value.strip() for key, _, value in pairs}


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings, the environment before the instance's file; raise `SettingsError`."""
    instance = instance_folder(environ)
    values, unread = with_secrets_from_files(read_settings_file(instance / SETTINGS_FILE) | dict(environ))
    problems = [*unread, *(problem for check in CHECKS for problem in check(values))]
    if problems:
        raise SettingsError(problems)
    return Settings(
        instance=instance,
        secret_key=values["SECRET_KEY"],
        database_url=database_url(values.get("DATABASE_URL") or f"sqlite:///{instance / 'assembly.db'}"),
        base_url=values["BASE_URL"].rstrip("/"),
        redis_url=values.get("REDIS_URL") or None,
        smtp_url=values.get("SMTP_URL") or None,
        keys_dir=Path(values.get("KEYS_DIR") or instance / "keys"),
        demo=values.get("ASSEMBLY_DEMO") == "1",
        mail_lease=timedelta(seconds=int(values.get("MAIL_LEASE_SECONDS") or 120)),
        proxies=networks(values.get("TRUSTED_PROXIES", "")),
        log_level=(values.get("LOG_LEVEL") or "INFO").upper(),
        bounce_token=values.get("BOUNCE_TOKEN") or None,
        secret_key_fallbacks=tuple(values.get("SECRET_KEY_FALLBACKS", "").split()),
        backup_dir=Path(values["BACKUP_DIR"]).absolute() if values.get("BACKUP_DIR") else None,
        backup_every=timedelta(hours=int(values.get("BACKUP_EVERY_HOURS") or 24)),
        backup_keep=int(values.get("BACKUP_KEEP") or 14),
        statement_timeout=timedelta(seconds=int(values.get("STATEMENT_TIMEOUT_SECONDS") or 60)),
        keys_shared=values.get("KEYS_SHARED") == "1",
        security_contact=values.get("SECURITY_CONTACT") or None,
        single_sign_on=single_sign_on.read(values),
        ledger=Path(values["ERASURE_LEDGER"]).absolute() if values.get("ERASURE_LEDGER") else None,
    )


def with_secrets_from_files(values: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Read `KEY_FILE=path` for each secret, as containers and systemd hand them over; return what is wrong besides."""
    found, problems = dict(values), []
    for key in SECRETS:
        path = values.get(f"{key}_FILE")
        if not path:
            continue
        if values.get(key):
            problems.append(f"{key} and {key}_FILE are both set: keep one of them.")
            continue
        try:
            found[key] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not a text"
            problems.append(f"{key}_FILE cannot be read: {path} ({reason}).")
    return found, problems


def database_url(url: str) -> str:
    """Return the address with the driver that we ship for PostgreSQL (psycopg 3)."""
    scheme, separator, rest = url.partition("://")
    return f"postgresql+psycopg{separator}{rest}" if scheme in {"postgres", "postgresql"} else url


def _check_secret(values: Mapping[str, str]) -> list[str]:
    secret = values.get("SECRET_KEY", "")
    if not secret:
        return ["SECRET_KEY is missing: run `assembly init`, which makes one, or set it to 32 random characters."]
    if len(secret) < MINIMUM_SECRET:
        return [f"SECRET_KEY is too short: it needs at least {MINIMUM_SECRET} characters."]
    return []


def _check_fallbacks(values: Mapping[str, str]) -> list[str]:
    if any(len(secret) < MINIMUM_SECRET for secret in values.get("SECRET_KEY_FALLBACKS", "").split()):
        return [
            f"SECRET_KEY_FALLBACKS holds a key of less than {MINIMUM_SECRET} characters: keys stand between spaces."
        ]
    return []


def _check_contact(values: Mapping[str, str]) -> list[str]:
    contact = values.get("SECURITY_CONTACT", "")
    if contact and not contact.startswith(("mailto:", "https://", "tel:")):
        return [f"SECURITY_CONTACT must begin with mailto:, https:// or tel:; it is {contact!r}."]
    return []


def _check_bounce_token(values: Mapping[str, str]) -> list[str]:
    token = values.get("BOUNCE_TOKEN", "")
    if token and len(token) < MINIMUM_SECRET:
        return [f"BOUNCE_TOKEN is too short: it needs at least {MINIMUM_SECRET} characters."]
    return []


def _check_base_url(values: Mapping[str, str]) -> list[str]:
    url = values.get("BASE_URL", "")
    if not url:
        return [
            "BASE_URL is missing: the address under which people reach this site, such as https://assembly.example."
        ]
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.path in {"", "/"}
        _ = parts.port
    except ValueError:
        usable = False
    if not usable:
        return [
            f"BASE_URL is not an address of a site: {url!r}. It looks like https://assembly.example, without a path."
        ]
    return []


def _check_schemes(values: Mapping[str, str]) -> list[str]:
    schemes = {
        "DATABASE_URL": ("sqlite", "postgresql", "postgres", "postgresql+psycopg"),
        "REDIS_URL": ("redis", "rediss", "unix"),
        "SMTP_URL": ("smtp", "smtps", "smtp+starttls"),
    }
    return [
        f"{key} must begin with {' or '.join(f'{scheme}://' for scheme in allowed)}."
        for key, allowed in schemes.items()
        if values.get(key) and values[key].partition("://")[0] not in allowed
    ]


NUMBERS = {
    "MAIL_LEASE_SECONDS": 1,
    "BACKUP_EVERY_HOURS": 1,
    "BACKUP_KEEP": 1,
    "STATEMENT_TIMEOUT_SECONDS": 1,
}
"""Settings that are whole numbers, and how low they may be."""


def _check_numbers(values: Mapping[str, str]) -> list[str]:
    return [
        f"{key} must be a whole number, {least} or more; it is {values[key]!r}."
        for key, least in NUMBERS.items()
        if values.get(key) and not (values[key].isdecimal() and int(values[key]) >= least)
    ]


def _check_proxies(values: Mapping[str, str]) -> list[str]:
    try:
        networks(values.get("TRUSTED_PROXIES", ""))
    except ValueError as error:
        return [f"TRUSTED_PROXIES must name proxies by address or network, such as 127.0.0.1 or 10.0.0.0/8: {error}."]
    return []


def _check_level(values: Mapping[str, str]) -> list[str]:
    level = (values.get("LOG_LEVEL") or "INFO").upper()
    known = ("DEBUG", "INFO", "WARNING", "ERROR")
    return [] if level in known else [f"LOG_LEVEL must be one of {', '.join(known)}; it is {level!r}."]


CHECKS = (
    _check_secret,
    _check_fallbacks,
    _check_contact,
    _check_bounce_token,
    _check_base_url,
    _check_schemes,
    _check_numbers,
    _check_proxies,
    _check_level,
    single_sign_on.check,
)
