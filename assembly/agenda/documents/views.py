"""Documents: the secretariat's pages of them, and giving a file out."""

from http import HTTPStatus
from pathlib import Path

from flask import Response, current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.agenda import queries as agenda
from assembly.agenda.documents import handing_in, queries, reading, rules, service, storage, wording
from assembly.agenda.documents.forms import ACCEPT, DocumentForm, FileForm, document_form
from assembly.agenda.documents.models import Document, DocumentFile, PaperHandedIn
from assembly.agenda.documents.queries import Place
from assembly.agenda.documents.storage import Folder
from assembly.config import Settings
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.exports import attachment
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.registration.models import Registration
from assembly.security import public, requires
from assembly.web import localized_blueprint

STAFF = "/secretariat/events/<event_slug>/programme"
blueprint = localized_blueprint("documents", __name__)
BLUEPRINTS = (blueprint,)
Page = str | tuple[str, int] | BaseResponse


def instance() -> Path:
    """Return where this instance keeps its files."""
    settings: Settings = current_app.extensions["settings"]
    return settings.instance


@blueprint.get("/events/<event_slug>/documents/<int:file_id>")
@public
def file(event_slug: str, file_id: int) -> BaseResponse:
    """Give a file out to whoever may read it; whoever is not signed in is asked to."""
    event = event_by_slug(event_slug)
    found = queries.file_of(event.id, file_id)
    if not reading.may_read(event, found, g.actor):
        if g.actor is None:
            return redirect(url_for("accounts.sign_in", next=request.path), HTTPStatus.SEE_OTHER)
        raise NotFoundError
    return _link(found) if found.stored is None else content(found, found.stored)


def _link(found: DocumentFile) -> BaseResponse:
    return redirect(found.address or "", HTTPStatus.SEE_OTHER)


def content(found: DocumentFile | PaperHandedIn, stored: str) -> BaseResponse:
    """Return a file to be saved, which no browser shows as a page of ours; unchanged, it is not sent again."""
    text = found.type in rules.TEXTS
    content_type = f"{found.type}; charset=utf-8" if text else found.type
    response = Response(storage.read(instance(), stored), content_type=content_type)
    response.headers["Content-Disposition"] = attachment(found.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(found.digest)
    return response.make_conditional(request)


@blueprint.get(f"{STAFF}/documents")
@requires(Permission.MANAGE_AGENDA)
def overview(event_slug: str) -> str:
    """Documents: which are there in which language, and who has not handed in?"""
    event = event_by_slug(event_slug)
    sittings = agenda.sittings_of(event.id)
    documents = queries.documents_of([sitting.id for sitting in sittings])
    return render_template(
        "agenda/documents/documents.html",
        event=event,
        sittings=sittings,
        documents=documents,
        states={document.id: _states(event, document) for document in documents},
        owed={document.id for document in documents if rules.is_owed(document.due_at, len(queries.current(document)))},
        waiting=handing_in.waiting([sitting.id for sitting in sittings]),
        now=clock.now(),
        wording=wording,
    )


def _states(event: Event, document: Document) -> dict[str, str]:
    added = {language: file.added_at for language, file in queries.current(document).items()}
    return {key: state.value for key, state in rules.states(added, event.languages, event.source_language).items()}


@blueprint.route(f"{STAFF}/sittings/<int:sitting_id>/documents/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def new_of_sitting(event_slug: str, sitting_id: int) -> Page:
    """Add a document to a sitting."""
    event = event_by_slug(event_slug)
    return _new(event, agenda.sitting_of(event.id, sitting_id))


@blueprint.route(f"{STAFF}/items/<int:item_id>/documents/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def new_of_item(event_slug: str, item_id: int) -> Page:
    """Add a document to an item."""
    event = event_by_slug(event_slug)
    return _new(event, agenda.item_of(event.id, item_id))


def _new(event: Event, place: Place) -> Page:
    form = document_form(event, handing_in.who_can_be_asked(event.id, place))
    if form.validate_on_submit():
        with transaction():
            document = service.add_document(g.actor.person_id, place, form.draft(), clock.now())
            _ask(document, form)
        flash(_("The document is added to the draft. Now its files, one for each language."))
        return redirect(_url(event, document), HTTPStatus.SEE_OTHER)
    return render_template(
        "agenda/documents/document.html",
        event=event,
        place=place,
        document=None,
        form=form,
        notes=wording.VISIBILITY_NOTES,
    )


def _form(event: Event, document: Document) -> DocumentForm:
    asked = handing_in.asked_for(document.id)
    people = handing_in.who_can_be_asked(event.id, handing_in.place_of(document))
    if asked:
        people |= {asked.registration_id: asked.registration.person.name}
    return document_form(event, people, document, asked.registration_id if asked else None)


def _ask(document: Document, form: DocumentForm) -> None:
    """Ask whoever was chosen; the form offers only those who can be asked."""
    chosen = db.session.get(Registration, int(form.asked.data)) if form.asked.data else None
    handing_in.ask(g.actor.person_id, document, chosen, folder=Folder(instance()), now=clock.now())


def _url(event: Event, document: Document) -> str:
    return url_for("documents.document", event_slug=event.slug, document_id=document.id)


@blueprint.route(f"{STAFF}/documents/<int:document_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def document(event_slug: str, document_id: int) -> Page:
    """Document: in which languages is it there, and who may read it?"""
    event = event_by_slug(event_slug)
    found = queries.document_of(event.id, document_id)
    form = _form(event, found)
    if form.validate_on_submit():
        with transaction():
            service.change_document(g.actor.person_id, found, form.draft(), clock.now())
            _ask(found, form)
        flash(_("The document is saved in the draft."))
        return redirect(_url(event, found), HTTPStatus.SEE_OTHER)
    return _show(event, found, form)


@blueprint.post(f"{STAFF}/documents/<int:document_id>/files/<language>")
@requires(Permission.MANAGE_AGENDA)
def put(event_slug: str, document_id: int, language: str) -> Page:
    """Put a file, or an address, into the place of one language."""
    event = event_by_slug(event_slug)
    found = queries.document_of(event.id, document_id)
    if language not in event.languages:
        raise NotFoundError
    form = FileForm(prefix=f"{language}-")
    if not form.validate():
        page = _show(event, found, _form(event, found), {language: form})
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    _store(found, language, form)
    flash(_("The file is added to the draft. Readers see it once the programme is published."))
    return redirect(_url(event, found), HTTPStatus.SEE_OTHER)


def _store(found: Document, language: str, form: FileForm) -> None:
    """Store what was given; a file that was written goes again where the transaction fails."""
    folder, now, actor_id = Folder(instance()), clock.now(), g.actor.person_id
    try:
        with transaction():
            if form.upload:
                service.put_file(actor_id, found, language, form.upload, folder=folder, now=now)
            else:
                service.put_link(actor_id, found, language, form.address.data.strip(), folder=folder, now=now)
    except BaseException:
        folder.undo()
        raise


@blueprint.post(f"{STAFF}/documents/<int:document_id>/files/<language>/remove")
@requires(Permission.MANAGE_AGENDA)
def take(event_slug: str, document_id: int, language: str) -> BaseResponse:
    """Take a document out of one language."""
    event = event_by_slug(event_slug)
    found = queries.document_of(event.id, document_id)
    with transaction():
        service.take_file(g.actor.person_id, found, language, folder=Folder(instance()), now=clock.now())
    flash(_("The file is taken out of the draft."))
    return redirect(_url(event, found), HTTPStatus.SEE_OTHER)


@blueprint.route(f"{STAFF}/documents/<int:document_id>/remove", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def remove(event_slug: str, document_id: int) -> Page:
    """Remove a document: GET asks, POST does it."""
    event = event_by_slug(event_slug)
    found = queries.document_of(event.id, document_id)
    if request.method != "POST":
        files = len(queries.current(found))
        return render_template("agenda/documents/remove.html", event=event, document=found, files=files)
    with transaction():
        service.remove_document(g.actor.person_id, found, folder=Folder(instance()), now=clock.now())
    flash(_("The document is removed from the draft."))
    return redirect(url_for(".overview", event_slug=event.slug), HTTPStatus.SEE_OTHER)


def _show(event: Event, found: Document, form: DocumentForm, tried: dict[str, FileForm] | None = None) -> str:
    forms = {code: FileForm(formdata=None, prefix=f"{code}-") for code in event.languages} | (tried or {})
    return render_template(
        "agenda/documents/document.html",
        event=event,
        place=found.item or found.sitting,
        document=found,
        form=form,
        notes=wording.VISIBILITY_NOTES,
        files=queries.current(found),
        handed_in=handing_in.handed_in(found.id),
        states=_states(event, found),
        file_forms=forms,
        accept=ACCEPT,
        wording=wording,
    )
