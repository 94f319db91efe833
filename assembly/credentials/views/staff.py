"""Who votes, for the secretariat: what has to be accepted, and who has not said it yet."""

import re
from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock, paging, pdf
from assembly.accounts.permissions import Permission
from assembly.credentials import overview, queries, report, service, wording
from assembly.credentials.forms import ReasonForm
from assembly.credentials.models import CredentialState
from assembly.credentials.rules import WhoVotes
from assembly.database import transaction
from assembly.events import queries as events
from assembly.events.models import Event
from assembly.i18n import current_language, ngettext
from assembly.i18n import gettext as _
from assembly.members.models import Region
from assembly.security import requires
from assembly.web import NUMBER, localized_blueprint

blueprint = localized_blueprint("credentials_staff", __name__, "/secretariat/events/<event_slug>/credentials")


@blueprint.get("", endpoint="list")
@requires(Permission.MANAGE_CREDENTIALS)
def credentials(event_slug: str) -> str:
    """List the members by how it stands with their vote."""
    event = events.event_by_slug(event_slug)
    found = overview.member_votes(event.id)
    asked = {name: request.args.get(name, "") for name in ("state", "region", "q")}
    shown = overview.matching(found, state=asked["state"], region=asked["region"], words=asked["q"])
    place = paging.place(len(shown), paging.asked())
    return render_template(
        "credentials/staff/list.html",
        event=event,
        rows=place.cut(shown),
        place=place,
        asked=asked,
        counts=overview.tally(found),
        settled=sum(one.can_vote for one in found),
        waiting=sum(one.waiting_id is not None for one in found),
        states=list(WhoVotes),
        regions=list(Region),
        status=wording.vote_status,
        place_name=wording.place_name,
    )


@blueprint.get("/report.pdf")
@requires(Permission.MANAGE_CREDENTIALS)
def report_pdf(event_slug: str) -> Response:
    """Report of the credentials committee: who may vote, in the language of the page."""
    event = events.event_by_slug(event_slug)
    content = report.credentials_report(event, clock.now())
    return pdf.download(content, f"credentials-{event.slug}-{current_language()}")


@blueprint.route("/accept", methods=["GET", "POST"])
@requires(Permission.MANAGE_CREDENTIALS)
def accept(event_slug: str) -> tuple[str, int] | Response:
    """Say which statements are accepted and how many, then accept them; without a choice all that wait."""
    event = events.event_by_slug(event_slug)
    ticked = request.form.getlist("credential")
    if request.method == "POST":
        answer = _accept(event, ticked)
        if answer is not None:
            return answer
    chosen = {_id_of(value) for value in ticked or request.args.getlist("credential")}
    rows = [
        one
        for one in overview.member_votes(event.id)
        if one.waiting_id is not None and (not chosen or one.waiting_id in chosen)
    ]
    page = render_template(
        "credentials/staff/accept.html", event=event, rows=rows, changed=bool(ticked), place_name=wording.place_name
    )
    return page, HTTPStatus.CONFLICT if ticked else HTTPStatus.OK


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


def _accept(event: Event, ticked: list[str]) -> Response | None:
    """Accept what was ticked; None if it is not any more what the page had shown."""
    if not ticked:
        flash(_("Nothing was ticked, so nothing is accepted."), "warning")
        return _to_list(event.slug)
    ids = [_id_of(value) for value in ticked]
    with transaction():
        service.hold(ids)
        seen = {one.seen for one in overview.member_votes(event.id) if one.waiting_id is not None and not one.shared}
        if not seen.issuperset(ticked):
            return None
        done = service.accept_credentials(g.actor.person_id, queries.proposed(event.id, ids), now=clock.now())
    flash(ngettext("%(num)d statement is accepted.", "%(num)d statements are accepted.", done))
    return _to_list(event.slug)


def _id_of(value: str) -> int:
    """Return the statement that a box is about: `7`, or `7-…` with what was seen of it. 0 for what is neither."""
    text = value.partition("-")[0]
    return int(text) if re.fullmatch(NUMBER, text) else 0


def _to_list(event_slug: str) -> Response:
    return redirect(url_for("credentials_staff.list", event_slug=event_slug), HTTPStatus.SEE_OTHER)
