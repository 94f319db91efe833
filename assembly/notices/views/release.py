"""The last look at a notice, its release, and what becomes of each mail."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import DomainError
from assembly.events.queries import event_by_slug
from assembly.i18n import LANGUAGES, ngettext
from assembly.notices import audience as audiences
from assembly.notices import queries, rules, service, wording
from assembly.notices.models import Notice
from assembly.notices.rules import LanguageLine
from assembly.notices.service import AlreadyReleasedError
from assembly.notices.views.write import blueprint
from assembly.security import requires
from assembly.web import number


@blueprint.get("/<int:notice_id>/review")
@requires(Permission.SEND_NOTICES)
def review(event_slug: str, notice_id: int) -> str | Response:
    """Review: who gets it, in which languages, and is each of them ready?"""
    event = event_by_slug(event_slug)
    notice = queries.notice_of(event.id, notice_id)
    if notice.versions:
        return redirect(url_for(".progress", event_slug=event_slug, notice_id=notice_id))
    recipients = service.recipients_of(notice)
    lines = service.language_lines(notice, recipients)
    return render_template(
        "notices/review.html",
        event=event,
        notice=notice,
        recipients=recipients,
        lines=lines,
        strip=language_strip(lines),
        accepted=request.args.getlist("accept"),
        shortfalls=[line for line in lines if line.falls_short],
        wording=wording,
        sentence=wording.sentence(audiences.from_json(notice.audience)),
        fingerprint=service.fingerprint(notice),
    )


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


@blueprint.post("/<int:notice_id>/release")
@requires(Permission.SEND_NOTICES)
def release(event_slug: str, notice_id: int) -> Response:
    """Release: from now on it goes out."""
    notice = queries.notice_of(event_by_slug(event_slug).id, notice_id)
    accepted, reviewed = request.form.getlist("accept"), request.form.get("reviewed", "")
    address: dict[str, Any] = {"event_slug": event_slug, "notice_id": notice_id}
    try:
        with transaction():
            version = service.release_notice(g.actor.person_id, notice, accepted, reviewed)
            done = _on_its_way(version.recipients)
        flash(done)
    except AlreadyReleasedError as error:
        flash(str(error), "warning")
    except DomainError as error:
        flash(str(error), "error")
        return redirect(url_for(".review", **address, accept=accepted), 303)
    return redirect(url_for(".progress", **address), 303)


def _on_its_way(recipients: int) -> str:
    return ngettext(
        "The message is on its way to %(num)d recipient.",
        "The message is on its way to %(num)d recipients.",
        recipients,
    )


@blueprint.get("/<int:notice_id>/progress")
@requires(Permission.SEND_NOTICES)
def progress(event_slug: str, notice_id: int) -> str | Response:
    """Progress: who got it, who did not, and why? With X-Fragment, only what changes."""
    event = event_by_slug(event_slug)
    notice = queries.notice_of(event.id, notice_id)
    if not notice.versions:
        return redirect(url_for(".compose", event_slug=event_slug, notice_id=notice_id))
    facts = _progress(notice)
    if "X-Fragment" in request.headers:
        return render_template("notices/_progress.html", event=event, wording=wording, **facts)
    facts |= _proof(notice, max(request.args.get("page", 1, type=number), 1))
    return render_template("notices/progress.html", event=event, notice=notice, wording=wording, **facts)


def _proof(notice: Notice, page: int) -> dict[str, Any]:
    """Return a page of the proof, and whom the notice was for."""
    version = notice.versions[-1]
    return {
        "rows": queries.proofs(version.id, page),
        "page": page,
        "pages": -(-version.recipients // queries.ROWS_A_PAGE),
        "sentence": wording.sentence(audiences.from_json(notice.audience)),
    }


def _progress(notice: Notice) -> dict[str, Any]:
    version = notice.versions[-1]
    counts = queries.counts_of(version.id)
    waiting = sum(number for state, number in counts.items() if state not in queries.SETTLED)
    return {
        "version": version,
        "counts": counts,
        "state": rules.state_of(released=True, waiting=waiting),
        "perhaps_twice": queries.perhaps_twice(version.id),
    }
