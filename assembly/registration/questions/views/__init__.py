"""Pages of the questions: answering them, and the secretariat's."""

from assembly.registration.questions.views import answers, overview, staff

BLUEPRINTS = (answers.blueprint, staff.blueprint)

assert overview  # noqa: S101 - imported for its routes
