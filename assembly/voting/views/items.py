"""Which votes belong to an item of the agenda, so that readers find the result there."""

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.agenda import queries as agenda
from assembly.database import transaction
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.security import requires
from assembly.voting import items, queries
from assembly.voting.forms import VotesOfItemForm
from assembly.voting.views.staff import blueprint


@blueprint.route("/of-item/<int:item_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_VOTES)
def of_item(event_slug: str, item_id: int) -> str | Response:
    """Say which votes belong to an item."""
    event = event_by_slug(event_slug)
    item = agenda.item_of(event.id, item_id)
    form = VotesOfItemForm(data={"votes": [vote.id for vote in items.votes_of_item(item_id)]})
    form.prepare(queries.votes_of(event.id), event)
    if form.validate_on_submit():
        with transaction():
            items.set_votes(g.actor.person_id, item, form.votes.data)
        flash(_("The votes of the item are set. Readers find a result there once it is published."))
        return redirect(url_for("agenda_staff.item", event_slug=event_slug, item_id=item_id), 303)
    return render_template("voting/staff/of_item.html", event=event, item=item, form=form)
