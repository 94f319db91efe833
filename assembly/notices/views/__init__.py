"""Pages of notices, for the secretariat."""

from assembly.notices.views import archive, preview, progress, proof, release, steer, whom, write

BLUEPRINTS = (write.blueprint, archive.own)

__all__ = ["BLUEPRINTS", "archive", "preview", "progress", "proof", "release", "steer", "whom", "write"]
