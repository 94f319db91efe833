"""The last look at a notice, and its release."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import DomainError
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.i18n import LANGUAGES, ngettext
from assembly.notices import audience as audiences
from assembly.notices import queries, schedule, service, wording
from assembly.notices.audience import Candidate
from assembly.notices.choices import choices
from assembly.notices.forms import When, WhenForm, when_form
from assembly.notices.models import Notice
from assembly.notices.rules import LanguageLine
from assembly.notices.sentences import sentence
from assembly.notices.service import AlreadyReleasedError, Order
from assembly.notices.views.write import blueprint
from assembly.security import requires
from assembly.web import number

RECIPIENTS_A_PAGE = 100


@blueprint.get("/<int:notice_id>/review")
@requires(Permission.SEND_NOTICES)
def review(event_slug: str, notice_id: int) -> str | Response:
    """Review: who gets it, when, in which languages, and is each of them ready?"""
    event = event_by_slug(event_slug)
    notice = queries.notice_of(event.id, notice_id)
    if notice.versions:
        return redirect(url_for(".progress", event_slug=event_slug, notice_id=notice_id))
    recipients, left_out = service.audience_of(notice)
    lines = service.language_lines(notice, recipients)
    return render_template(
        "notices/review.html",
        event=event,
        notice=notice,
        recipients=recipients,
        left_out=left_out,
        strip=language_strip(lines),
        accepted=request.args.getlist("accept"),
        shortfalls=[line for line in lines if line.falls_short],
        wording=wording,
        sentence=sentence(audiences.from_json(notice.audience), choices(notice.event)),
        fingerprint=service.fingerprint(notice, recipients),
        **_when(event, recipients),
    )


def _when(event: Event, recipients: list[Candidate]) -> dict[str, Any]:
    """Return the form with what was chosen in it, and what that means for these recipients."""
    form = when_form(request.args, event)
    chosen = form.schedule() if form.validate() else None
    zones = [one.zone for one in recipients]
    found = schedule.departures(chosen, event.zone, zones, clock.now()) if chosen else None
    return {"form": form, "chosen": chosen, "departures": found, "shown": _as_text(form)}


def _as_text(form: WhenForm) -> str:
    """Return what was chosen, to tell whether the page has shown what it means."""
    if form.when.data == When.NOW:
        return When.NOW.value
    return f"{form.when.data} {(form.at.raw_data or [''])[0]}"


def language_strip(lines: tuple[LanguageLine, ...]) -> list[dict[str, object]]:
    """Return the lines for the strip."""
    return [
        {
            "lang": line.language,
            "name": LANGUAGES.get(line.language, line.language),
            "state": line.state,
            "readers": line.readers,
            "url": None,
        }
        for line in lines
    ]


@blueprint.get("/<int:notice_id>/recipients")
@requires(Permission.SEND_NOTICES)
def recipients(event_slug: str, notice_id: int) -> str:
    """Recipients: who would get it now, by name?"""
    event = event_by_slug(event_slug)
    notice = queries.notice_of(event.id, notice_id)
    everybody, left_out = service.audience_of(notice)
    language = request.args.get("language", "")
    found = [one for one in everybody if language in {"", one.language}]
    page = max(request.args.get("page", 1, type=number), 1)
    return render_template(
        "notices/recipients.html",
        event=event,
        notice=notice,
        readers=audiences.by_language(everybody),
        language=language,
        total=len(found),
        rows=found[(page - 1) * RECIPIENTS_A_PAGE : page * RECIPIENTS_A_PAGE],
        left_out=left_out,
        page=page,
        pages=max(-(-len(found) // RECIPIENTS_A_PAGE), 1),
        sentence=sentence(audiences.from_json(notice.audience), choices(notice.event)),
    )


@blueprint.post("/<int:notice_id>/release")
@requires(Permission.SEND_NOTICES)
def release(event_slug: str, notice_id: int) -> Response:
    """Release: from now on it goes out, or waits for its time."""
    event = event_by_slug(event_slug)
    notice = queries.notice_of(event.id, notice_id)
    form = when_form(request.form, event)
    address: dict[str, Any] = {"event_slug": event_slug, "notice_id": notice_id}
    again = url_for(".review", **address, accept=request.form.getlist("accept"), **_chosen(form))
    if "show" in request.form or not form.validate() or _as_text(form) != request.form.get("shown", When.NOW.value):
        return redirect(again, 303)  # nothing leaves at a time of which the page has not said what it means
    try:
        with transaction():
            done = _release(notice, form)
        flash(done)
    except AlreadyReleasedError as error:
        flash(str(error), "warning")
    except DomainError as error:
        flash(str(error), "error")
        return redirect(again, 303)
    return redirect(url_for(".progress", **address), 303)


def _chosen(form: WhenForm) -> dict[str, Any]:
    """Return what was chosen, for the address of the page."""
    return {"when": form.when.data, "at": (form.at.raw_data or [""])[0]}


def _release(notice: Notice, form: WhenForm) -> str:
    """Release a notice and return what is said of it."""
    order = Order(
        accepted=request.form.getlist("accept"),
        reviewed=request.form.get("reviewed", ""),
        schedule=form.schedule(),
    )
    version = service.release_notice(g.actor.person_id, notice, order)
    if version.wall_time:
        return ngettext(
            "The message will go to %(num)d recipient at its time.",
            "The message will go to %(num)d recipients at its time.",
            version.recipients,
        )
    return ngettext(
        "The message is on its way to %(num)d recipient.",
        "The message is on its way to %(num)d recipients.",
        version.recipients,
    )
