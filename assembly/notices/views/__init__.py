"""Pages of notices, for the secretariat."""

from assembly.notices.views import preview, release, write

BLUEPRINTS = (write.blueprint,)

__all__ = ["BLUEPRINTS", "preview", "release", "write"]
