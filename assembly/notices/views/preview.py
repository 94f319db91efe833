"""Looking at a notice as one of its recipients, and trying it out."""

from flask import Response, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.notices import previews, queries, service
from assembly.notices.audience import Candidate
from assembly.notices.views.write import blueprint
from assembly.security import MAIL_PREVIEW_POLICY, requires
from assembly.web import number


@blueprint.get("/<int:notice_id>/preview")
@requires(Permission.SEND_NOTICES)
def preview(event_slug: str, notice_id: int) -> str:
    """Preview: how will it look to this recipient?"""
    event = event_by_slug(event_slug)
    notice = queries.notice_of(event.id, notice_id)
    recipients = service.recipients_of(notice)
    search = request.args.get("search", "").strip()
    offered = previews.samples(recipients, search)
    person_id = request.args.get("person", type=number)
    chosen = _chosen(recipients, offered, person_id) if recipients else None
    return render_template(
        "notices/preview.html",
        event=event,
        notice=notice,
        recipients=offered,
        many=len(recipients) > previews.MOST_OFFERED,
        search=search,
        chosen=chosen,
        mail=previews.preview(notice, chosen, clock.now()) if chosen else None,
    )


def _chosen(recipients: list[Candidate], offered: list[Candidate], person_id: int | None) -> Candidate:
    """Return who was chosen; else the first of those who were sought, or of all."""
    if person_id is None:
        return (offered or recipients)[0]
    return previews.find(recipients, person_id)


@blueprint.get("/<int:notice_id>/preview/mail")
@requires(Permission.SEND_NOTICES)
def preview_mail(event_slug: str, notice_id: int) -> Response:
    """Return the mail's HTML for the sandboxed frame, the one answer in which inline style is allowed."""
    notice = queries.notice_of(event_by_slug(event_slug).id, notice_id)
    chosen = previews.find(service.recipients_of(notice), request.args.get("person", type=number))
    answer = Response(previews.preview(notice, chosen, clock.now()).html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = MAIL_PREVIEW_POLICY
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/<int:notice_id>/test")
@requires(Permission.SEND_NOTICES)
def test(event_slug: str, notice_id: int) -> BaseResponse:
    """Send the draft to oneself."""
    notice = queries.notice_of(event_by_slug(event_slug).id, notice_id)
    with transaction():
        service.send_test(g.actor.person_id, notice)
    flash(_("A test is on its way to you."))
    return redirect(url_for(".preview", event_slug=event_slug, notice_id=notice_id), 303)
