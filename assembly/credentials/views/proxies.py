"""The proxy: given and taken back by the focal point, answered by the delegate who was asked."""

from http import HTTPStatus

from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.credentials import entrusting, queries, service
from assembly.credentials.forms import ProxyForm
from assembly.credentials.models import Proxy
from assembly.credentials.service.proxies import instruction_of
from assembly.credentials.views.delegation import blueprint
from assembly.database import transaction
from assembly.errors import DomainError, NotFoundError
from assembly.events import queries as events
from assembly.extensions import db
from assembly.i18n import gettext as _
from assembly.registration.models import Delegation
from assembly.registration.views.delegation import own_delegation
from assembly.security import requires, signed_in

PROXY = "/events/<event_slug>/delegations/<code>/proxy"


@blueprint.route(PROXY, methods=["GET", "POST"])
@requires(Permission.EDIT_DELEGATION)
def proxy(event_slug: str, code: str) -> tuple[str, int] | Response:
    """Show the proxies given and held, and give one."""
    found = own_delegation(event_slug, code)
    standing = queries.proxies(found.event_id, [found.member_id])
    given = next((one for one in standing if one.member_id == found.member_id), None)
    form = ProxyForm()
    form.holder.choices = {"": _("Choose a member")} | _choices(found)
    if given is None and form.validate_on_submit():
        try:
            with transaction():
                holder = entrusting.delegation_of(found.event_id, form.holder.data)
                wish = (form.instruction.data or "").strip() if _is_ours(found) else ""
                service.give_proxy(g.actor.person_id, found, holder, now=clock.now(), instruction=wish)
        except DomainError as error:
            form.holder.errors = [str(error)]
        else:
            flash(_("The delegate gets a mail and has to say yes."))
            return _to_proxy(found)
    page = render_template(
        "credentials/proxy.html",
        delegation=found, event=found.event, member=found.member, form=form, given=given,
        held=[one for one in standing if one.holder_member_id == found.member_id],
        names=queries.member_names(one.member_id for one in standing),
        confidential=_is_ours(found), instruction=instruction_of(given.proxy_id) if given and _is_ours(found) else "",
    )  # fmt: skip
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@blueprint.post(f"{PROXY}/revoke")
@requires(Permission.EDIT_DELEGATION)
def revoke_proxy(event_slug: str, code: str) -> Response:
    """Take the vote back."""
    found = own_delegation(event_slug, code)
    standing = queries.proxies(found.event_id, [found.member_id])
    given = next((one for one in standing if one.member_id == found.member_id), None)
    if given is None:
        raise NotFoundError
    with transaction():
        service.revoke_proxy(g.actor.person_id, db.session.get_one(Proxy, given.proxy_id), now=clock.now())
    flash(_("The proxy is taken back; the delegate is told by mail."))
    return _to_proxy(found)


@blueprint.route("/events/<event_slug>/proxies/<int:proxy_id>", methods=["GET", "POST"])
@signed_in
def answer_proxy(event_slug: str, proxy_id: int) -> str | Response:
    """Say yes or no to voting for another member, as the delegate who was asked.

    As for voting itself, a link that may have been passed on is not enough.
    """
    event = events.event_by_slug(event_slug)
    found = queries.proxy_for_holder(event.id, proxy_id, g.actor.person_id)
    if not g.actor.proved_address:
        return redirect(url_for("accounts.sign_in", next=request.path), HTTPStatus.SEE_OTHER)
    if request.method == "POST":
        act = {"yes": service.accept_proxy, "no": service.decline_proxy}.get(request.form.get("answer", ""))
        if act is None:
            abort(HTTPStatus.BAD_REQUEST)
        with transaction():
            act(g.actor.person_id, found, now=clock.now())
        flash(_("Thank you. Your answer is sent to the member."))
        return redirect(
            url_for("credentials.answer_proxy", event_slug=event_slug, proxy_id=proxy_id), HTTPStatus.SEE_OTHER
        )
    return render_template(
        "credentials/answer_proxy.html", event=event, proxy=found, instruction=instruction_of(found.id)
    )


def _is_ours(delegation: Delegation) -> bool:
    """Whether the actor is of the member itself: what it told its proxy is not the secretariat's to read."""
    return delegation.member_id in g.actor.member_ids


def _choices(delegation: Delegation) -> dict[str, str]:
    """Return the members that may hold this one's vote, by code, with who would vote."""
    return {
        one.code: _("%(member)s: %(name)s", member=one.member_name, name=one.voter_name)
        for one in entrusting.possible_holders(delegation.event_id)
        if one.code != delegation.member.code and one.held < delegation.event.proxy_cap
    }


def _to_proxy(delegation: Delegation) -> Response:
    target = url_for("credentials.proxy", event_slug=delegation.event.slug, code=delegation.member.code)
    return redirect(target, HTTPStatus.SEE_OTHER)
