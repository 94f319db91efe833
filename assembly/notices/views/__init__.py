"""Pages of notices, for the secretariat."""

from assembly.notices.views import preview, progress, proof, release, steer, whom, write

BLUEPRINTS = (write.blueprint,)

__all__ = ["BLUEPRINTS", "preview", "progress", "proof", "release", "steer", "whom", "write"]
