"""The list of notices, and writing one."""

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.agenda.meanwhile import Opened, Typed
from assembly.database import transaction
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.notices import audience as audiences
from assembly.notices import placeholders, queries, service, wording
from assembly.notices.choices import choices, votes_of
from assembly.notices.forms import NoticeForm, new_form, notice_form
from assembly.notices.kinds import Template
from assembly.notices.models import Notice
from assembly.notices.placeholders import Placeholder
from assembly.notices.sentences import sentence
from assembly.notices.service import NoticeDraft
from assembly.notices.starting_texts import start
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
    """Begin a notice from the text that suits it."""
    event = event_by_slug(event_slug)
    votes = votes_of(event)
    form = new_form(request.args.get("template"), votes)
    if form.validate_on_submit():
        with transaction():
            notice_id = _begin(event, Template(form.template.data), form.vote.data)
        return redirect(url_for(".compose", event_slug=event_slug, notice_id=notice_id), 303)
    starts = {template.value: start(template, event.languages) for template in Template}
    known = choices(event)
    audiences_of = {key: sentence(one.audience, known) for key, one in starts.items()}
    return render_template("notices/new.html", event=event, form=form, notes=audiences_of, votes=votes)


def _begin(event: Event, template: Template, vote_id: int | None) -> int:
    begun = start(template, event.languages, vote_id)
    draft = NoticeDraft(begun.subject, begun.body, vote_id, begun.notice_days, begun.news)
    return service.create_notice(g.actor.person_id, event, begun.kind, draft, begun.audience).id


@blueprint.route("/<int:notice_id>", methods=["GET", "POST"])
@requires(Permission.SEND_NOTICES)
def compose(event_slug: str, notice_id: int) -> tuple[str, int] | Response:
    """Write a notice: what it says, in every language or in one beside its source."""
    event = event_by_slug(event_slug)
    notice = queries.notice_of(event.id, notice_id)
    if notice.versions:
        return redirect(url_for(".progress", event_slug=event_slug, notice_id=notice_id))
    only = request.args.get("only", "")
    opened = Opened(event, lambda typed: _form(event, notice_id, only, typed))
    if opened.is_ready and opened.save(lambda form: _change(event, notice_id, form)):
        flash(_("The message is saved."))
        return redirect(_after(event_slug, notice_id, only), 303)
    return _compose_page(event, queries.notice_of(event.id, notice_id), opened, only), opened.status


def _form(event: Event, notice_id: int, only: str, typed: Typed) -> NoticeForm:
    beside = tuple(dict.fromkeys((event.source_language, only))) if only in event.languages else ()
    return notice_form(event, queries.notice_of(event.id, notice_id), votes_of(event), beside, typed)


def _change(event: Event, notice_id: int, form: NoticeForm) -> None:
    service.change_notice(g.actor.person_id, queries.notice_of(event.id, notice_id), form.draft())


def _after(event_slug: str, notice_id: int, only: str) -> str:
    """Return where a button leads once everything is saved."""
    for name in ("review", "preview", "audience"):
        if name in request.form:
            return url_for(f".{name}", event_slug=event_slug, notice_id=notice_id)
    return url_for(".compose", event_slug=event_slug, notice_id=notice_id, only=only or None)


def _compose_page(event: Event, notice: Notice, opened: Opened[NoticeForm], only: str) -> str:
    recipients, left_out = service.audience_of(notice)
    offered = placeholders.allowed(placeholders.IN_BODY, about_vote=notice.vote_id is not None)
    return render_template(
        "notices/compose.html",
        event=event,
        notice=notice,
        form=opened.form,
        opened=opened,
        only=only,
        recipients=recipients,
        left_out=left_out,
        readers=audiences.by_language(recipients),
        sentence=sentence(audiences.from_json(notice.audience), choices(event)),
        placeholders=[(name, wording.placeholder_label(name)) for name in Placeholder if name in offered],
    )


@blueprint.post("/<int:notice_id>/copy")
@requires(Permission.SEND_NOTICES)
def copy(event_slug: str, notice_id: int) -> Response:
    """Begin a new message with the texts and the audience of this one."""
    notice = queries.notice_of(event_by_slug(event_slug).id, notice_id)
    with transaction():
        copied_id = service.copy_notice(g.actor.person_id, notice).id
    flash(_("This is a new message; nothing of it has been sent."))
    return redirect(url_for(".compose", event_slug=event_slug, notice_id=copied_id), 303)


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
