"""Who votes for our organisation, and in which order others stand in."""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.credentials import queries, service, wording
from assembly.credentials.forms import OrderForm
from assembly.credentials.workspace import vote_of
from assembly.database import transaction
from assembly.errors import DomainError
from assembly.i18n import gettext as _
from assembly.registration import queries as registrations
from assembly.registration.views.delegation import own_delegation
from assembly.security import requires
from assembly.web import localized_blueprint

blueprint = localized_blueprint("credentials", __name__)


@blueprint.route("/events/<event_slug>/delegations/<code>/who-votes", methods=["GET", "POST"])
@requires(Permission.EDIT_DELEGATION)
def who_votes(event_slug: str, code: str) -> tuple[str, int] | Response:
    """Show and change who votes."""
    found = own_delegation(event_slug, code)
    vote = vote_of(found, queries.proxies(found.event_id, [found.member_id]))
    standing = service.accepted_of(found)
    form = OrderForm.of(registrations.people_of(found.id), vote.voters)
    if form.validate_on_submit():
        try:
            with transaction():
                service.propose_credential(g.actor.person_id, found, form.order(), now=clock.now())
        except DomainError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("Thank you. The secretariat looks at it; whoever votes gets a mail once it is accepted."))
            target = url_for("registration.delegation", event_slug=event_slug, code=code)
            return redirect(target, HTTPStatus.SEE_OTHER)
    page = render_template(
        "credentials/who_votes.html",
        delegation=found, event=found.event, member=found.member, form=form, vote=vote, now=clock.now(),
        status=wording.vote_status(vote.state), stand_in=standing.voters[1:] if standing else (),
    )  # fmt: skip
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
