"""Choosing whom a notice is for."""

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.notices import audience as audiences
from assembly.notices import audience_form, queries, sentences, service
from assembly.notices.audience import Audience
from assembly.notices.audience_form import Typed
from assembly.notices.choices import Choices, choices
from assembly.notices.fact_wording import LABELS, clause
from assembly.notices.kinds import EITHER_WAY, Fact, Group
from assembly.notices.models import Notice
from assembly.notices.views.write import blueprint
from assembly.security import requires


@blueprint.route("/<int:notice_id>/audience", methods=["GET", "POST"])
@requires(Permission.SEND_NOTICES)
def audience(event_slug: str, notice_id: int) -> str | Response:
    """Whom is it for? Groups, and what has to be so of them."""
    event = event_by_slug(event_slug)
    notice = queries.notice_of(event.id, notice_id)
    if notice.versions:
        return redirect(url_for(".progress", event_slug=event_slug, notice_id=notice_id))
    known = choices(event)
    if request.method == "GET":
        return _page(notice, known, audience_form.typed_of(audiences.from_json(notice.audience)))
    typed = audience_form.read(request.form, known)
    grown = audience_form.changed(typed, request.form)
    if grown or typed.problems:
        return _page(notice, known, grown or typed, tried=grown is None)
    with transaction():
        service.change_audience(g.actor.person_id, notice, audience_form.to_audience(typed))
    flash(_("Who gets it is saved."))
    return redirect(url_for(".audience", event_slug=event_slug, notice_id=notice_id), 303)


def _page(notice: Notice, known: Choices, typed: Typed | None, *, tried: bool = False) -> str:
    """Show the page; `tried` says that it could not be saved. One that no rows can show begins anew."""
    recipients = service.recipients_of(notice)
    return render_template(
        "notices/audience.html",
        event=notice.event,
        notice=notice,
        typed=typed or Typed(Audience().groups),
        tried=tried,
        unsaved=typed is None or typed != audience_form.typed_of(audiences.from_json(notice.audience)),
        groups={group: sentences.group_label(group) for group in Group},
        labels=LABELS,
        known=known,
        offered=[fact for fact in Fact if known[fact]],
        either_way=EITHER_WAY,
        clause=clause,
        recipients=recipients,
        readers=audiences.by_language(recipients),
        sentence=sentences.sentence(audiences.from_json(notice.audience), known),
    )
