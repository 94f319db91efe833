"""What the links in mail open. Looking changes nothing (scanners open every link); the buttons act."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from http import HTTPStatus

from flask import flash, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock, scope
from assembly.accounts import sessions
from assembly.accounts.models import Purpose
from assembly.accounts.permissions import Permission
from assembly.audit.service import record
from assembly.database import transaction
from assembly.errors import InvalidLinkError
from assembly.i18n import gettext as _
from assembly.registration import service
from assembly.registration.forms import RightPersonForm
from assembly.registration.service import FocalPointLink
from assembly.registration.views.again import dead_link, page
from assembly.registration.views.delegation import blueprint
from assembly.security import by_link
from assembly.timezones import two_times

LINK = "/invitation/<token>"


@blueprint.route(LINK, methods=["GET", "POST"])
@by_link
def invitation(token: str) -> Response:
    """Show what the invitation is; its button opens the delegation."""
    if request.method == "POST":
        return _act(token, _enter)
    return _show(token, RightPersonForm(formdata=None))


def _show(token: str, form: RightPersonForm) -> Response:
    """Show an invitation, with what was typed for the right person."""
    try:
        link = service.focal_point_link(token, now=clock.now())
    except InvalidLinkError as error:
        return dead_link(error, Purpose.INVITATION, token, clock.now())
    times = partial(two_times, event_zone=link.event.zone, reader_zone=link.person.zone)
    shown = render_template("registration/invitation.html", link=link, token=token, times=times, form=form)
    return page(make_response(shown, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK))


@blueprint.post(f"{LINK}/decline")
@by_link
def decline_invitation(token: str) -> Response:
    """Say that the organisation will not take part."""

    def act(link: FocalPointLink, now: datetime) -> Response:
        service.decline(link.person.id, link.delegation, now=now)
        flash(_("Thank you for telling us. You can change your mind until registration closes."))
        return _again(token)

    return _act(token, act)


@blueprint.post(f"{LINK}/take-part")
@by_link
def take_part_after_all(token: str) -> Response:
    """Say that the organisation will take part after all."""

    def act(link: FocalPointLink, _now: datetime) -> Response:
        service.take_part_after_all(link.person.id, link.delegation)
        flash(_("Good to have you with us."))
        return _again(token)

    return _act(token, act)


@blueprint.post(f"{LINK}/wrong-person")
@by_link
def wrong_person(token: str) -> Response:
    """Say that somebody else should have been invited."""

    def act(link: FocalPointLink, now: datetime) -> Response:
        service.report_wrong_person(link, now=now)
        flash(_("Thank you. The secretariat sees it and will look for the right person."))
        return _again(token)

    return _act(token, act)


@blueprint.route("/personal/<token>", methods=["GET", "POST"])
@by_link
def personal_link(token: str) -> Response:
    """Show whose page the link opens; its button opens it."""
    now = clock.now()
    try:
        if request.method != "POST":
            found = service.personal_page(token, now=now)
            return page(render_template("registration/personal_link.html", registration=found))
        with transaction():
            found = service.personal_page(token, now=now)
            if g.actor is None or g.actor.person_id != found.person_id:
                sessions.start(found.person, Purpose.PERSONAL_PAGE, now)
                record(found.person_id, "session.started", "person", found.person_id, by=Purpose.PERSONAL_PAGE.value)
            target = url_for("overview.my_assembly", event_slug=found.event.slug)
    except InvalidLinkError as error:
        return dead_link(error, Purpose.PERSONAL_PAGE, token, now)
    return page(redirect(target, HTTPStatus.SEE_OTHER))


@blueprint.post(f"{LINK}/right-person")
@by_link
def right_person(token: str) -> Response:
    """Name who should have been invited."""
    form = RightPersonForm()
    if not form.validate_on_submit():
        return _show(token, form)

    def act(link: FocalPointLink, _now: datetime) -> Response:
        service.name_right_person(link, form.who.data)
        flash(_("Thank you. The secretariat will ask them."))
        return _again(token)

    return _act(token, act)


def _enter(link: FocalPointLink, now: datetime) -> Response:
    """Open the delegation; whoever is signed in as this person already stays so."""
    service.open_invitation(link, now=now)
    itself = g.actor is not None and g.actor.person_id == link.person.id
    if not (itself and g.actor.may(Permission.EDIT_DELEGATION)):
        sessions.start(link.person, Purpose.INVITATION, now)
        record(link.person.id, "session.started", "person", link.person.id, by=Purpose.INVITATION.value)
    target = url_for("registration.delegation", event_slug=link.event.slug, code=link.member.code)
    return redirect(target, HTTPStatus.SEE_OTHER)


def _act(token: str, act: Callable[[FocalPointLink, datetime], Response]) -> Response:
    """Do what a button of the page says, on behalf of the member that was invited."""
    now = clock.now()
    try:
        with transaction():
            link = service.focal_point_link(token, now=now)
            with scope.within(scope.Scope(member_ids=frozenset({link.member.id}))):
                return page(act(link, now))
    except InvalidLinkError as error:
        return dead_link(error, Purpose.INVITATION, token, now)


def _again(token: str) -> Response:
    return redirect(url_for("registration.invitation", token=token), HTTPStatus.SEE_OTHER)
