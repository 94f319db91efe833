"""gunicorn, configured in code: no file to find, no access log (addresses hold tokens)."""

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication


class WebServer(BaseApplication):  # type: ignore[misc]
    """The web pages, on one address, in some processes of some threads each."""

    def __init__(self, host: str, port: int, workers: int, threads: int) -> None:
        self.options: dict[str, Any] = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "accesslog": None,
            "loglevel": "warning",
            "graceful_timeout": 20,
            "timeout": 60,  # seconds without a sign of life of a process, until it is replaced
            "keepalive": 5,
            "limit_request_line": 4094,
            "limit_request_fields": 60,
            "limit_request_field_size": 8190,
            "forwarded_allow_ips": "",
        }
        super().__init__()

    def load_config(self) -> None:
        """Hand the options to gunicorn."""
        for key, value in self.options.items():
            self.cfg.set(key, value)

    def load(self) -> Flask:
        """Make the application, in each process of its own, which looks once a minute whether all is well."""
        from assembly import create_app
        from assembly.overview.system.rules import Subject
        from assembly.overview.system.watch import Watch

        app = create_app()
        Watch(app, Subject.WEB).start()
        return app
