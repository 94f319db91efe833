"""Where speakers and interpreters hand their papers in, and the secretariat accepts them."""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.agenda.documents import handing_in, queries, wording
from assembly.agenda.documents.drafts import Upload
from assembly.agenda.documents.forms import ACCEPT, PaperForm
from assembly.agenda.documents.models import PaperAsked
from assembly.agenda.documents.storage import Folder
from assembly.agenda.documents.views import content, instance
from assembly.agenda.signups.queries import own_registration
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.i18n import current_language
from assembly.i18n import gettext as _
from assembly.registration.models import Registration
from assembly.security import requires, signed_in
from assembly.web import localized_blueprint

STAFF = "/secretariat/events/<event_slug>/programme"
MINE = "/events/<event_slug>/my-papers"
blueprint = localized_blueprint("handing_in", __name__)
BLUEPRINTS = (blueprint,)
Forms = dict[tuple[int, str], PaperForm]


@blueprint.get(MINE)
@signed_in
def my_papers(event_slug: str) -> str:
    """My papers: what am I asked for, and until when?"""
    event = event_by_slug(event_slug)
    return _page(event, own_registration(event.id, g.actor.person_id), {})


def _page(event: Event, registration: Registration, tried: Forms) -> str:
    asked = handing_in.asked_of(registration.id)
    forms = {
        (one.document_id, code): PaperForm(formdata=None, prefix=f"{one.document_id}-{code}-")
        for one in asked
        for code in event.languages
    }
    return render_template(
        "agenda/documents/my_papers.html",
        event=event,
        asked=asked,
        own_first=sorted(event.languages, key=lambda code: code != current_language()),
        until={one.document_id: handing_in.takes_until(one.document) for one in asked},
        place_of=handing_in.place_of,
        accepted={one.document_id: queries.current(one.document) for one in asked},
        waiting={one.document_id: {x.language: x for x in handing_in.handed_in(one.document_id)} for one in asked},
        forms=forms | tried,
        accept=ACCEPT,
        wording=wording,
        now=clock.now(),
    )


@blueprint.post(f"{MINE}/<int:document_id>/<language>")
@signed_in
def put(event_slug: str, document_id: int, language: str) -> tuple[str, int] | Response:
    """Hand in the file of a language, in the place of the one before."""
    event = event_by_slug(event_slug)
    registration = own_registration(event.id, g.actor.person_id)
    asked = handing_in.asked_at(event.id, document_id, registration.id)
    if language not in event.languages:
        raise NotFoundError
    form = PaperForm(prefix=f"{document_id}-{language}-")
    if not form.validate() or form.upload is None:
        page = _page(event, registration, {(document_id, language): form})
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    _keep(asked, language, form.upload)
    flash(_("Thank you, your file is here. You can replace it until the deadline."))
    return redirect(url_for(".my_papers", event_slug=event_slug), HTTPStatus.SEE_OTHER)


def _keep(asked: PaperAsked, language: str, upload: Upload) -> None:
    """Keep a file; what was written goes again where the transaction fails."""
    folder = Folder(instance())
    try:
        with transaction():
            handing_in.hand_in(g.actor.person_id, asked, language, upload, folder=folder, now=clock.now())
    except BaseException:
        folder.undo()
        raise


@blueprint.get("/events/<event_slug>/handed-in/<int:handed_id>")
@signed_in
def file(event_slug: str, handed_id: int) -> Response:
    """Give out what was handed in: to whoever did, and to the secretariat."""
    event = event_by_slug(event_slug)
    found = handing_in.handed_in_at(event.id, handed_id)
    if not g.actor.may(Permission.MANAGE_AGENDA, event.id):
        own = own_registration(event.id, g.actor.person_id)
        if own.id != found.registration_id:
            raise NotFoundError
    return content(found, found.stored)


@blueprint.post(f"{STAFF}/handed-in/<int:handed_id>/accept")
@requires(Permission.MANAGE_AGENDA)
def accept(event_slug: str, handed_id: int) -> Response:
    """Make what was handed in the document's file of its language."""
    found = handing_in.handed_in_at(event_by_slug(event_slug).id, handed_id)
    document_id = found.document_id
    with transaction():
        handing_in.accept(g.actor.person_id, found, folder=Folder(instance()), now=clock.now())
    flash(_("The file is added to the draft. Readers see it once the programme is published."))
    return redirect(url_for("documents.document", event_slug=event_slug, document_id=document_id), HTTPStatus.SEE_OTHER)


@blueprint.post(f"{STAFF}/handed-in/<int:handed_id>/turn-down")
@requires(Permission.MANAGE_AGENDA)
def turn_down(event_slug: str, handed_id: int) -> Response:
    """Do not take what was handed in."""
    found = handing_in.handed_in_at(event_by_slug(event_slug).id, handed_id)
    document_id = found.document_id
    with transaction():
        handing_in.turn_down(g.actor.person_id, found, folder=Folder(instance()))
    flash(_("The file is not taken. Until the deadline another one can be handed in."))
    return redirect(url_for("documents.document", event_slug=event_slug, document_id=document_id), HTTPStatus.SEE_OTHER)
