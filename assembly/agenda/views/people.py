"""Who chairs and speaks in an item: found among the people of the event, or a guest by name."""

from collections.abc import Callable

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.agenda import people, queries, service
from assembly.agenda.forms import SpeakerForm, speaker_form
from assembly.agenda.meanwhile import Opened
from assembly.agenda.models import AgendaItem, Speaker
from assembly.agenda.people import Registered
from assembly.agenda.service import AlreadySpeaksError
from assembly.agenda.views.sittings import gone
from assembly.agenda.views.staff import blueprint
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.security import requires
from assembly.web import number


def to_item(event_slug: str, item: AgendaItem, message: str | None = None, *, at: str = "people") -> Response:
    """Return to the page of an item with what was done."""
    if message:
        flash(message)
    return redirect(url_for("agenda_staff.item", event_slug=event_slug, item_id=item.id, _anchor=at), 303)


@blueprint.route("/items/<int:item_id>/people/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def new_speaker(event_slug: str, item_id: int) -> str | Response:
    """Find somebody of the event, or name a guest; then say what they do in the item."""
    event = event_by_slug(event_slug)
    item = queries.item_of(event.id, item_id)
    registration_id = request.args.get("registration", type=number)
    person = people.of_event(event.id, registration_id) if registration_id else None
    form = speaker_form(event, person=person)
    if form.validate_on_submit() and _added(form, item, registration_id):
        return to_item(event_slug, item, _("The name is added to the draft."))
    asked = request.args.get("q", "").strip()
    found = people.find(event.id, asked) if asked and not person else []
    return render_template(
        "agenda/new_speaker.html", event=event, item=item, form=form, person=person, asked=asked, found=found
    )


def _added(form: SpeakerForm, item: AgendaItem, registration_id: int | None) -> bool:
    try:
        with transaction():
            service.add_speaker(g.actor.person_id, item, form.draft(registration_id))
    except AlreadySpeaksError as error:
        form.part.errors = [str(error)]
        return False
    return True


@blueprint.route("/items/<int:item_id>/people/<int:speaker_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def speaker(event_slug: str, item_id: int, speaker_id: int) -> tuple[str, int] | Response:
    """Change the part, the function, or the name of a guest."""
    event = event_by_slug(event_slug)

    def found() -> Speaker:
        return queries.speaker_of(queries.item_of(event.id, item_id), speaker_id)

    try:
        opened = Opened(event, lambda typed: speaker_form(event, found(), _person(event, found()), typed))
        if opened.is_ready and _changed(opened, found):
            return to_item(event_slug, found().item, _("The change is saved in the draft."))
        return _show(event, found(), opened)
    except NotFoundError:
        return gone(event)


def _person(event: Event, speaker: Speaker) -> Registered | None:
    return people.of_event(event.id, speaker.registration_id) if speaker.registration_id else None


def _changed(opened: Opened[SpeakerForm], found: Callable[[], Speaker]) -> bool:
    try:
        return opened.save(lambda form: service.change_speaker(g.actor.person_id, found(), form.draft()))
    except AlreadySpeaksError as error:
        opened.form.part.errors = [str(error)]
        return False


def _show(event: Event, found: Speaker, opened: Opened[SpeakerForm]) -> tuple[str, int]:
    page = render_template(
        "agenda/speaker.html",
        event=event,
        item=found.item,
        speaker=found,
        form=opened.form,
        opened=opened,
        person=_person(event, found),
    )
    return page, opened.status


@blueprint.post("/items/<int:item_id>/people/<int:speaker_id>/move")
@requires(Permission.MANAGE_AGENDA)
def move_speaker(event_slug: str, item_id: int, speaker_id: int) -> Response:
    """Let somebody stand one place earlier or later."""
    item = queries.item_of(event_by_slug(event_slug).id, item_id)
    with transaction():
        found = queries.speaker_of(item, speaker_id)
        service.move_speaker(g.actor.person_id, found, up=request.form.get("to") == "up")
    return to_item(event_slug, item)


@blueprint.post("/items/<int:item_id>/people/<int:speaker_id>/remove")
@requires(Permission.MANAGE_AGENDA)
def remove_speaker(event_slug: str, item_id: int, speaker_id: int) -> Response:
    """Take somebody out of an item."""
    item = queries.item_of(event_by_slug(event_slug).id, item_id)
    with transaction():
        service.remove_speaker(g.actor.person_id, queries.speaker_of(item, speaker_id))
    return to_item(event_slug, item, _("The name is taken out of the draft."))
