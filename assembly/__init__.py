"""The software with which a worldwide federation holds its assemblies."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from assembly.config import Settings

if TYPE_CHECKING:  # a command that needs no application starts without them
    from flask import Flask
    from jinja2 import FileSystemBytecodeCache


def create_app(settings: Settings | None = None) -> "Flask":
    """Return the application: a list of what is switched on. Raise `SettingsError` where settings are wrong."""
    from flask import Flask

    from assembly import features, i18n, logs, queue, resources, web
    from assembly.config import load_settings
    from assembly.extensions import csrf, db, limiter

    settings = settings or load_settings()
    logs.configure(settings.log_level)
    app = Flask(__name__, template_folder=str(resources.folder("templates")))
    app.config.update(flask_settings(settings))
    app.extensions["settings"] = settings
    _trust_proxies(app, settings)

    app.jinja_env.bytecode_cache = _compiled_templates(settings)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        i18n.gettext, i18n.plural_form, newstyle=True, pgettext=i18n.pgettext
    )
    db.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    queue.init(app, settings)
    app.url_map.converters["int"] = web.NumberConverter
    features.register(app, settings)
    web.init(app, settings)
    return app


def _compiled_templates(settings: Settings) -> "FileSystemBytecodeCache":
    """Return where compiled templates are kept, so that the first page after a start does not wait for them."""
    from jinja2 import FileSystemBytecodeCache

    folder = settings.instance / "templates"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


def flask_settings(settings: Settings) -> dict[str, Any]:
    """Return what Flask and its extensions want to know."""
    return {
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": list(settings.secret_key_fallbacks),
        # Of several, itsdangerous signs with the last: a form that was open while the key was changed can be sent.
        "WTF_CSRF_SECRET_KEY": [*reversed(settings.secret_key_fallbacks), settings.secret_key],
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        # What a statement was given (names, addresses, choices) must not stand in the log of its failure.
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_pre_ping": True,
            "pool_size": 8,
            "hide_parameters": True,
            "connect_args": connect_args(settings),
        },
        # With this prefix browsers take it from this very host only, over TLS, for the whole site (RFC 6265bis).
        "SESSION_COOKIE_NAME": "__Host-assembly" if settings.secure else "assembly",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=90),  # of the cookie; how long one is signed in its row says
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,  # a form that was open through a long debate can still be sent
        "WTF_CSRF_SSL_STRICT": False,  # pages reached by link send no Referer; the token guards the form
        "MAX_CONTENT_LENGTH": 10 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,  # all texts of a long programme, Cyrillic at six characters a letter
        "RATELIMIT_STORAGE_URI": settings.redis_url or "memory://",
        "RATELIMIT_SWALLOW_ERRORS": True,  # without its store the site stays open; codes have a limit of their own
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
    }


def connect_args(settings: Settings) -> dict[str, Any]:
    """Return the patience with PostgreSQL: no statement runs for ever, and no idle transaction holds its locks.

    SQLite waits for its one lock for 20 s (`database`).
    """
    if not settings.database_url.startswith("postgresql"):
        return {}
    milliseconds = int(settings.statement_timeout.total_seconds() * 1000)
    patience = f"-c statement_timeout={milliseconds} -c idle_in_transaction_session_timeout={10 * milliseconds}"
    return {"connect_timeout": 10, "options": patience}


def _trust_proxies(app: "Flask", settings: Settings) -> None:
    """Believe what the reverse proxies report that the settings name; nobody else, and none where they name none."""
    from assembly.proxies import NamedProxies

    app.wsgi_app = NamedProxies(app.wsgi_app, settings.proxies)  # type: ignore[method-assign]
