"""All texts of the programme on one page, every language beside the others or one beside its source."""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from flask import flash, g, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.agenda import queries
from assembly.agenda.texts import service, table
from assembly.agenda.texts.rules import Typed, is_touched
from assembly.agenda.texts.service import Key, TextsRefusedError
from assembly.agenda.texts.table import Again, Asked
from assembly.agenda.views.staff import blueprint
from assembly.agenda.written import counts, texts_of
from assembly.database import transaction
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.i18n import LANGUAGES, ngettext
from assembly.i18n import gettext as _
from assembly.security import requires

FIELD: Final = re.compile(r"((?:sitting|item|speaker|link)-\d{1,18}-[a-z]+)\.([a-z-]{2,8})")


@blueprint.route("/texts", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def texts(event_slug: str) -> str | tuple[str, int] | Response:
    """Texts: what is missing in which language?"""
    event = event_by_slug(event_slug)
    asked = _asked(event)
    if request.method == "GET":
        return _page(event, asked, Again(), [])
    typed = read(request.form)
    try:
        with transaction():
            saved = service.save_texts(g.actor.person_id, event, typed)
    except TextsRefusedError as error:
        touched = {key: one for key, one in typed.items() if is_touched(one)}
        page = _page(event, asked, Again(touched, error.problems), error.lost)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_said(saved))
    return redirect(request.full_path.rstrip("?"), 303)


def read(form: MultiDict[str, str]) -> dict[Key, Typed]:
    """Return what was typed, by text and language; fields that no page of ours has are left out."""
    found = {}
    for name, text in form.items():
        match = FIELD.fullmatch(name)
        if match and match[2] in LANGUAGES:
            found[match[1], match[2]] = Typed(text, form.get(f"was.{name}", ""), f"right.{name}" in form)
    return found


def _said(saved: int) -> str:
    if not saved:
        return _("Nothing has changed.")
    return ngettext("%(num)d text is saved in the draft.", "%(num)d texts are saved in the draft.", saved)


def _asked(event: Event) -> Asked:
    languages = tuple(event.languages)
    into, source = request.args.get("into"), request.args.get("from")
    return Asked(
        languages=languages,
        source=source if source in languages else event.source_language,
        into=into if into in languages else None,
        only_open=request.args.get("which") == "open",
    )


def _page(event: Event, asked: Asked, again: Again, lost: Sequence[str]) -> str:
    sittings = queries.sittings_of(event.id)
    return render_template(
        "agenda/texts.html",
        event=event,
        asked=asked,
        groups=table.groups(sittings, event, asked, again),
        problems=again.problems,
        lost=lost,
        counts=counts(list(texts_of(sittings)), event),
        names=LANGUAGES,
    )
