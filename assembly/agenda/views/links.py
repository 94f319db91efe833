"""Links to what came of an item."""

from flask import g, render_template
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.agenda import queries, service
from assembly.agenda.forms import LinkForm, link_form
from assembly.agenda.meanwhile import Opened
from assembly.agenda.models import ItemLink
from assembly.agenda.views.people import to_item
from assembly.agenda.views.sittings import gone
from assembly.agenda.views.staff import blueprint
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.security import requires


@blueprint.route("/items/<int:item_id>/links/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def new_link(event_slug: str, item_id: int) -> str | Response:
    """Add a link to what came of an item."""
    event = event_by_slug(event_slug)
    item = queries.item_of(event.id, item_id)
    form = link_form(event)
    if form.validate_on_submit():
        with transaction():
            service.add_link(g.actor.person_id, item, form.draft())
        return to_item(event_slug, item, _("The link is added to the draft."), at="links")
    return render_template("agenda/link.html", event=event, item=item, link=None, form=form)


@blueprint.route("/items/<int:item_id>/links/<int:link_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_AGENDA)
def link(event_slug: str, item_id: int, link_id: int) -> tuple[str, int] | Response:
    """Change a link."""
    event = event_by_slug(event_slug)

    def found() -> ItemLink:
        return queries.link_of(queries.item_of(event.id, item_id), link_id)

    try:
        opened = Opened(event, lambda typed: link_form(event, found(), typed))
        if opened.is_ready and opened.save(lambda form: service.change_link(g.actor.person_id, found(), form.draft())):
            return to_item(event_slug, found().item, _("The link is saved in the draft."), at="links")
        return _show(event, found(), opened)
    except NotFoundError:
        return gone(event)


def _show(event: Event, link: ItemLink, opened: Opened[LinkForm]) -> tuple[str, int]:
    page = render_template("agenda/link.html", event=event, item=link.item, link=link, form=opened.form, opened=opened)
    return page, opened.status


@blueprint.post("/items/<int:item_id>/links/<int:link_id>/remove")
@requires(Permission.MANAGE_AGENDA)
def remove_link(event_slug: str, item_id: int, link_id: int) -> Response:
    """Take a link out of the draft."""
    item = queries.item_of(event_by_slug(event_slug).id, item_id)
    with transaction():
        service.remove_link(g.actor.person_id, queries.link_of(item, link_id))
    return to_item(event_slug, item, _("The link is taken out of the draft."), at="links")
