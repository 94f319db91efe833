"""What a guest's link opens: register, bring colleagues, say no, take a place that was kept."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from http import HTTPStatus

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock, scope
from assembly.accounts.models import Purpose
from assembly.database import transaction
from assembly.errors import DomainError, InvalidLinkError
from assembly.i18n import gettext as _
from assembly.registration import service
from assembly.registration.forms import ColleagueForm, GuestForm
from assembly.registration.models import Registration, RegistrationState
from assembly.registration.views.again import dead_link, page
from assembly.registration.views.delegation import blueprint
from assembly.security import by_link
from assembly.timezones import TwoTimes, two_times

LINK = "/guest/<token>"


@blueprint.route(LINK, methods=["GET", "POST"], endpoint="guest")
@by_link
def show(token: str) -> Response:
    """Show the invitation with its form, or how the registration stands."""
    return _with_link(token, lambda guest, now: _register(token, guest, now))


@blueprint.route(f"{LINK}/colleague", methods=["GET", "POST"])
@by_link
def guest_colleague(token: str) -> Response:
    """Register somebody who comes along."""
    return _with_link(token, lambda guest, now: _colleague(token, guest, now))


@blueprint.post(f"{LINK}/decline")
@by_link
def guest_decline(token: str) -> Response:
    """Say that one will not come."""

    def act(guest: Registration, _now: datetime) -> Response:
        service.decline_guest(guest)
        flash(_("Thank you for telling us."))
        return _again(token)

    return _with_link(token, act)


@blueprint.post(f"{LINK}/take")
@by_link
def guest_take(token: str) -> Response:
    """Take the place that is kept."""

    def act(guest: Registration, now: datetime) -> Response:
        service.take_offer(guest, now=now)
        flash(_("The place is yours."))
        return _again(token)

    return _with_link(token, act)


@blueprint.post(f"{LINK}/withdraw")
@by_link
def guest_withdraw(token: str) -> Response:
    """Give one's place back."""

    def act(guest: Registration, now: datetime) -> Response:
        service.withdraw_guest(guest.person_id, guest, now=now)
        return make_response(render_template("registration/guest_withdrawn.html", guest=guest))

    return _with_link(token, act)


def _register(token: str, guest: Registration, now: datetime) -> Response:
    if guest.state is not RegistrationState.DRAFT:
        party = service.party_of(guest)
        content = render_template(
            "registration/guest_state.html", guest=guest, party=party, token=token, times=_times(guest)
        )
        return make_response(content)
    form = GuestForm()
    if not form.is_submitted():
        form.show_guest(guest)
    form.offer(guest.person.zone, now)
    if form.validate_on_submit():
        service.check_open(guest.event, now)
        service.register_guest(guest, form.details(guest.person.email), now=now)
        return _again(token)
    return _form("registration/guest.html", form, guest, token)


def _colleague(token: str, guest: Registration, now: datetime) -> Response:
    form = ColleagueForm()
    form.offer(guest.person.language, guest.person.zone, now)
    if form.validate_on_submit():
        service.check_open(guest.event, now)
        try:
            one = service.add_colleague(guest, form.details(), now=now)
        except service.AlreadyRegisteredError as error:
            form.name.errors = [str(error)]
        else:
            flash(_("%(name)s is registered and gets a mail.", name=one.person.name))
            return _again(token)
    return _form("registration/guest_colleague.html", form, guest, token)


def _form(template: str, form: GuestForm | ColleagueForm, guest: Registration, token: str) -> Response:
    content = render_template(template, form=form, guest=guest, event=guest.event, token=token, times=_times(guest))
    return make_response(content, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK)


def _times(guest: Registration) -> partial[TwoTimes]:
    """Return what tells a moment in the time of the guest, who is not signed in, and of the event."""
    return partial(two_times, event_zone=guest.event.zone, reader_zone=guest.person.zone)


def _with_link(token: str, act: Callable[[Registration, datetime], Response]) -> Response:
    """Do what the page says on behalf of whoever the link was mailed to; looking changes nothing."""
    now = clock.now()
    try:
        if request.method != "POST":
            return page(act(service.guest_link(token, now=now), now))
        with transaction():
            guest = service.guest_link(token, now=now)
            with scope.within(scope.Scope(person_id=guest.person_id)):
                return page(act(guest, now))
    except InvalidLinkError as error:
        return dead_link(error, Purpose.GUEST, token, now)
    except DomainError as error:
        flash(str(error), "warning")
        return page(_again(token))


def _again(token: str) -> Response:
    return redirect(url_for("registration.guest", token=token), HTTPStatus.SEE_OTHER)
