"""Pages of papers: the secretariat's, a person's own, and the public one that verifies a code."""

from assembly.registration.papers.views import mine, staff, verify

BLUEPRINTS = (staff.blueprint, mine.blueprint, verify.blueprint)
