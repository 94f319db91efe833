"""What the questions add to the page of a delegation: whose answers are missing. Registered in `features.py`."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for

from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.registration.models import Delegation, Registration
from assembly.registration.questions import queries
from assembly.registration.questions.queries import Missing
from assembly.registration.workspace import Contribution, Mark, Section, Step


def contribution(delegation: Delegation, people: Sequence[Registration], now: datetime) -> Contribution:
    """Return whose answers are missing, and where to give them."""
    event = delegation.event
    if not people or now >= event.ends_at or not queries.questions_of(event.id):
        return Contribution()
    missing = queries.missing_of(event.id, people)
    return Contribution(step=_step(delegation, people, missing), sections=[_section(delegation, people, missing)])


def _step(delegation: Delegation, people: Sequence[Registration], missing: dict[int, Missing]) -> Step | None:
    waiting = [one for one in people if missing[one.id].shared]
    if not waiting:
        return None
    first = waiting[0]
    return Step(
        _("Answer the questions about %(name)s", name=first.person.name),
        url=url_for(
            "questions.person",
            event_slug=delegation.event.slug,
            code=delegation.member.code,
            registration_id=first.id,
        ),
        button=_("Give the answers"),
        deadline=delegation.event.starts_at,
        text=" ".join(_sentence(one, missing) for one in waiting),
    )


def _section(delegation: Delegation, people: Sequence[Registration], missing: dict[int, Missing]) -> Section:
    shared = sum(one.shared for one in missing.values())
    alone = [one.person.name for one in people if missing[one.id].own]
    sentences = [_sentence(one, missing) for one in people if missing[one.id].shared]
    if alone:
        sentences.append(_("Still to answer themselves, on their own page: %(names)s.", names=", ".join(alone)))
    return Section(
        heading=_("Questions of the secretariat"),
        text=" ".join(sentences) or _("Nothing is missing."),
        status=_mark(shared, alone),
        url=url_for("questions.delegation", event_slug=delegation.event.slug, code=delegation.member.code),
        link=_("See the questions"),
    )


def _sentence(one: Registration, missing: dict[int, Missing]) -> str:
    return ngettext(
        "%(num)d answer is missing for %(name)s.",
        "%(num)d answers are missing for %(name)s.",
        missing[one.id].shared,
        name=one.person.name,
    )


def _mark(shared: int, alone: Sequence[str]) -> Mark:
    if shared:
        return "late", ngettext("%(num)d answer missing", "%(num)d answers missing", shared)
    return ("wait", _("Waiting for answers")) if alone else ("yes", _("Complete"))
