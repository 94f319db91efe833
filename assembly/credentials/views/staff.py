"""Who votes, for the secretariat: what has to be accepted, and who has not said it yet."""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.credentials import overview, queries, service, wording
from assembly.credentials.forms import ReasonForm
from assembly.credentials.models import CredentialState
from assembly.credentials.rules import WhoVotes
from assembly.database import transaction
from assembly.events import queries as events
from assembly.events.models import Event
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.security import requires
from assembly.web import localized_blueprint, number

PER_PAGE = 100

blueprint = localized_blueprint("credentials_staff", __name__, "/secretariat/events/<event_slug>/credentials")


@blueprint.get("", endpoint="list")
@requires(Permission.MANAGE_CREDENTIALS)
def credentials(event_slug: str) -> str:
    """List the members by how it stands with their vote."""
    event = events.event_by_slug(event_slug)
    found = overview.member_votes(event.id)
    chosen = request.args.get("state", "")
    shown = [one for one in found if chosen in {"", one.state.value}]
    page = max(1, request.args.get("page", 1, type=number))
    return render_template(
        "credentials/staff/list.html",
        event=event,
        rows=shown[(page - 1) * PER_PAGE : page * PER_PAGE],
        total=len(shown),
        page=page,
        pages=-(-len(shown) // PER_PAGE),
        chosen=chosen,
        counts=overview.tally(found),
        waiting=sum(one.waiting_id is not None for one in found),
        states=list(WhoVotes),
        status=wording.vote_status,
        place_name=wording.place_name,
    )


@blueprint.route("/accept", methods=["GET", "POST"])
@requires(Permission.MANAGE_CREDENTIALS)
def accept(event_slug: str) -> str | Response:
    """Say which statements are accepted and how many, then accept them; without a choice all that wait."""
    event = events.event_by_slug(event_slug)
    if request.method == "POST":
        return _accept(event)
    chosen = set(request.args.getlist("credential", type=number))
    rows = [
        one
        for one in overview.member_votes(event.id)
        if one.waiting_id is not None and (not chosen or one.waiting_id in chosen)
    ]
    return render_template("credentials/staff/accept.html", event=event, rows=rows, place_name=wording.place_name)


@blueprint.route("/<int:credential_id>/return", methods=["GET", "POST"])
@requires(Permission.MANAGE_CREDENTIALS)
def return_(event_slug: str, credential_id: int) -> tuple[str, int] | Response:
    """Send a statement back to the member, with the reason."""
    event = events.event_by_slug(event_slug)
    credential = queries.credential_at(event.id, credential_id)
    if credential.state is not CredentialState.PROPOSED:
        raise service.AlreadyDecidedError
    form = ReasonForm()
    if form.validate_on_submit():
        with transaction():
            service.return_credential(g.actor.person_id, credential, form.reason.data.strip(), now=clock.now())
        flash(_("It is sent back; the member gets a mail with the reason."))
        return _to_list(event_slug)
    page = render_template("credentials/staff/return.html", event=event, form=form, member=credential.delegation.member)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _accept(event: Event) -> Response:
    """Accept what was ticked, as far as it still waits."""
    ids = request.form.getlist("credential", type=number)
    if not ids:
        flash(_("Nothing was ticked, so nothing is accepted."), "warning")
        return _to_list(event.slug)
    with transaction():
        waiting = queries.proposed(event.id, ids)
        done = service.accept_credentials(g.actor.person_id, waiting, now=clock.now())
    if done:
        flash(ngettext("%(num)d statement is accepted.", "%(num)d statements are accepted.", done))
    if done < len(waiting):
        flash(
            _("Whoever votes needs a mail address of their own: where one is shared, nothing was accepted."), "warning"
        )
    return _to_list(event.slug)


def _to_list(event_slug: str) -> Response:
    return redirect(url_for("credentials_staff.list", event_slug=event_slug), HTTPStatus.SEE_OTHER)
