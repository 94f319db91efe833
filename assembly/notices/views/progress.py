"""What becomes of each mail of a notice."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.events.queries import event_by_slug
from assembly.notices import audience as audiences
from assembly.notices import queries, wording
from assembly.notices.choices import choices
from assembly.notices.models import Notice
from assembly.notices.sentences import sentence
from assembly.notices.views.write import blueprint
from assembly.security import requires
from assembly.web import number


@blueprint.get("/<int:notice_id>/progress")
@requires(Permission.SEND_NOTICES)
def progress(event_slug: str, notice_id: int) -> str | Response:
    """Progress: who got it, who did not, and why? With X-Fragment, only what changes."""
    event = event_by_slug(event_slug)
    notice = queries.notice_of(event.id, notice_id)
    if not notice.versions:
        return redirect(url_for(".compose", event_slug=event_slug, notice_id=notice_id))
    facts = _standing(notice) | {"event": event, "notice": notice, "wording": wording}
    if "X-Fragment" in request.headers:
        return render_template("notices/_progress.html", **facts)
    facts |= _proof(notice, max(request.args.get("page", 1, type=number), 1))
    return render_template("notices/progress.html", **facts)


def _standing(notice: Notice) -> dict[str, Any]:
    version = notice.versions[-1]
    mails = queries.mails_of_version(version.id, clock.now())
    return {
        "version": version,
        "mails": mails,
        "state": queries.state_of(version, mails),
        "perhaps_twice": queries.perhaps_twice(version.id),
    }


def _proof(notice: Notice, page: int) -> dict[str, Any]:
    """Return a page of the proof, and whom the notice was for."""
    version = notice.versions[-1]
    return {
        "rows": queries.proofs(version.id, page),
        "left_out": queries.left_out_of(version.id),
        "page": page,
        "pages": -(-version.recipients // queries.ROWS_A_PAGE),
        "sentence": sentence(audiences.from_json(notice.audience), choices(notice.event)),
    }
