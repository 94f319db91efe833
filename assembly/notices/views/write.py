"""The list of notices, and writing one."""

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.notices import audience as audiences
from assembly.notices import queries, service, wording
from assembly.notices.audience import Audience
from assembly.notices.choices import choices
from assembly.notices.forms import NewNoticeForm, NoticeForm, notice_form
from assembly.notices.kinds import NoticeKind
from assembly.notices.models import Notice
from assembly.notices.placeholders import Placeholder
from assembly.notices.sentences import sentence
from assembly.notices.service import NoticeDraft
from assembly.notices.starting_texts import starting_text
from assembly.security import requires
from assembly.web import localized_blueprint

blueprint = localized_blueprint("notices_staff", __name__, "/secretariat/events/<event_slug>/messages")


@blueprint.get("", endpoint="list")
@requires(Permission.SEND_NOTICES)
def list_notices(event_slug: str) -> str:
    """Messages: who got what?"""
    event = event_by_slug(event_slug)
    known = choices(event)
    return render_template(
        "notices/list.html",
        event=event,
        notices=queries.notices_of(event.id, clock.now()),
        undelivered=queries.undelivered_of(event.id),
        wording=wording,
        audience_of=lambda notice: sentence(audiences.from_json(notice.audience), known),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.SEND_NOTICES)
def new(event_slug: str) -> str | Response:
    """Begin a notice from the text that suits its kind."""
    event = event_by_slug(event_slug)
    form = NewNoticeForm()
    if form.validate_on_submit():
        kind = NoticeKind(form.kind.data)
        subject, body = starting_text(kind, event.languages)
        with transaction():
            draft = NoticeDraft(subject, body)
            notice = service.create_notice(g.actor.person_id, event, kind, draft, Audience())
            notice_id = notice.id
        return redirect(url_for(".compose", event_slug=event_slug, notice_id=notice_id), 303)
    return render_template("notices/new.html", event=event, form=form)


@blueprint.route("/<int:notice_id>", methods=["GET", "POST"])
@requires(Permission.SEND_NOTICES)
def compose(event_slug: str, notice_id: int) -> str | Response:
    """Write a notice: what it says, in every language, and to whom."""
    event = event_by_slug(event_slug)
    notice = queries.notice_of(event.id, notice_id)
    if notice.versions:
        return redirect(url_for(".progress", event_slug=event_slug, notice_id=notice_id))
    form = notice_form(event, notice)
    if form.validate_on_submit():
        with transaction():
            service.change_notice(g.actor.person_id, notice, form.draft())
        flash(_("The message is saved."))
        after = ".review" if "review" in request.form else ".compose"
        return redirect(url_for(after, event_slug=event_slug, notice_id=notice_id), 303)
    return _compose_page(event, notice, form)


def _compose_page(event: Event, notice: Notice, form: NoticeForm) -> str:
    recipients = service.recipients_of(notice)
    return render_template(
        "notices/compose.html",
        event=event,
        notice=notice,
        form=form,
        recipients=recipients,
        readers=audiences.by_language(recipients),
        sentence=sentence(audiences.from_json(notice.audience), choices(notice.event)),
        placeholders=[(name, wording.placeholder_label(name)) for name in Placeholder],
    )


@blueprint.route("/<int:notice_id>/delete", methods=["GET", "POST"])
@requires(Permission.SEND_NOTICES)
def delete(event_slug: str, notice_id: int) -> str | Response:
    """Delete a draft: GET asks, POST does it."""
    event = event_by_slug(event_slug)
    notice = queries.notice_of(event.id, notice_id)
    if request.method == "POST":
        with transaction():
            service.remove_notice(g.actor.person_id, notice)
        flash(_("The draft is deleted."))
        return redirect(url_for(".list", event_slug=event_slug), 303)
    return render_template("notices/delete.html", event=event, notice=notice, wording=wording)
