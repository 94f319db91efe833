"""Answering: by the person, by the focal point for those of its delegation, by the secretariat for anybody."""

from http import HTTPStatus
from pathlib import Path

from flask import Response, current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.config import Settings
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.events import queries as events
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.names import day_name
from assembly.registration import queries as registrations
from assembly.registration.models import Registration
from assembly.registration.questions import answering, files, queries, rules, wording
from assembly.registration.questions.answer_form import AnswerForm, answer_form
from assembly.registration.questions.answering import Files, Given, Saved
from assembly.registration.questions.kinds import Answerer
from assembly.registration.questions.views import staff
from assembly.registration.views.delegation import on_behalf, own_delegation
from assembly.security import requires, signed_in
from assembly.web import localized_blueprint

DELEGATION = "/events/<event_slug>/delegations/<code>"
blueprint = localized_blueprint("questions", __name__)
Page = str | tuple[str, int] | BaseResponse


@blueprint.route("/events/<event_slug>/questions", methods=["GET", "POST"])
@signed_in
def mine(event_slug: str) -> Page:
    """Ask whoever is signed in what concerns themselves."""
    event = events.event_by_slug(event_slug)
    registration = queries.own_registration(event.id, g.actor.person_id)
    done = url_for("overview.my_assembly", event_slug=event.slug)
    return _page(registration, done, Answerer.PERSON)


@blueprint.get(f"{DELEGATION}/questions")
@requires(Permission.EDIT_DELEGATION)
def delegation(event_slug: str, code: str) -> str:
    """Show whose answers are missing."""
    found = own_delegation(event_slug, code)
    people = registrations.people_of(found.id)
    return render_template(
        "registration/questions/delegation.html",
        event=found.event,
        member=found.member,
        people=people,
        missing=queries.missing_of(found.event_id, people),
        asked=rules.for_focal_point(one.facts for one in queries.questions_of(found.event_id)),
    )


@blueprint.route(f"{DELEGATION}/people/<int:registration_id>/questions", methods=["GET", "POST"])
@requires(Permission.EDIT_DELEGATION)
def person(event_slug: str, code: str, registration_id: int) -> Page:
    """Ask the focal point what it may answer for a person of its delegation."""
    found = own_delegation(event_slug, code)
    one = registrations.registration_in(found, registration_id)
    if on_behalf(found):
        address = url_for("questions_staff.for_person", event_slug=event_slug, registration_id=one.id)
        return redirect(address, HTTPStatus.SEE_OTHER)
    done = url_for(".delegation", event_slug=event_slug, code=code)
    return _page(one, done, Answerer.FOCAL_POINT)


@staff.blueprint.route("/people/<int:registration_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_REGISTRATION)
def for_person(event_slug: str, registration_id: int) -> Page:
    """Ask the secretariat what somebody told it, as on the telephone. Consents and declarations are not asked here."""
    event = events.event_by_slug(event_slug)
    one = queries.registration_at(event.id, registration_id)
    if one.member:
        done = url_for("registration_staff.show", event_slug=event.slug, code=one.member.code)
    else:
        done = url_for("guests.list", event_slug=event.slug)
    return _page(one, done, Answerer.SECRETARIAT)


@blueprint.get("/events/<event_slug>/questions/files/<int:answer_id>")
@signed_in
def file(event_slug: str, answer_id: int) -> Response:
    """Give out a file that was an answer: to the person, and to the secretariat."""
    event = events.event_by_slug(event_slug)
    answer = queries.file_answer(event.id, answer_id)
    if answer.person_id != g.actor.person_id and not g.actor.may(Permission.MANAGE_REGISTRATION, event.id):
        raise NotFoundError
    response = Response(files.read(_instance(), answer.value), content_type=answer.value["type"])
    response.headers.set("Content-Disposition", "attachment", filename=answer.value["name"])
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response


def _instance() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.instance


def _page(registration: Registration, done: str, by: Answerer) -> Page:
    """Show the questions; keep what was answered, and say what follows from it and what is missing."""
    answering.check_wanted(registration.event, clock.now())
    form = _form(registration, by)
    if form.is_submitted():
        valid = form.validate()
        saved = _save(registration, form.given() if valid else form.uploads(), by)
        if valid:
            return redirect(_next(saved, done), HTTPStatus.SEE_OTHER)
        form.stored = _values(registration)
    elif request.args.get("missing"):
        form.mark_missing()
    page = render_template(
        "registration/questions/answer.html",
        form=form,
        event=registration.event,
        registration=registration,
        by=by,
        done=done,
        wording=wording,
        stored=queries.stored(registration),
        day_name=day_name,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


def _values(registration: Registration) -> rules.Answers:
    return {key: answer.value for key, answer in queries.stored(registration).items()}


def _form(registration: Registration, by: Answerer) -> AnswerForm:
    """Return the form with the questions that whoever answers may come to be asked."""
    every, answers = queries.questions_of(registration.event_id), _values(registration)
    facts = rules.possible([question.facts for question in every], registration.role)
    wanted = {one.id for one in (rules.for_focal_point(facts) if by is Answerer.FOCAL_POINT else facts)}
    return answer_form(every, [one for one in every if one.id in wanted], answers, registration.role)


def _save(registration: Registration, given: Given, by: Answerer) -> Saved:
    kept = Files(_instance(), [])
    try:
        with transaction():
            return answering.save(g.actor.person_id, registration, given, kept, by=by, now=clock.now())
    except BaseException:
        kept.undo()
        raise


def _next(saved: Saved, done: str) -> str:
    """Say what came of it, and return where to go: on to what follows, back to what is missing, or away."""
    if saved.following:
        flash(
            ngettext(
                "Your answers are saved. %(num)d more question follows from them.",
                "Your answers are saved. %(num)d more questions follow from them.",
                saved.following,
            )
        )
        return request.path
    if saved.missing:
        flash(
            ngettext(
                "Your answers are saved. %(num)d answer is still missing.",
                "Your answers are saved. %(num)d answers are still missing.",
                saved.missing,
            ),
            "warning",
        )
        return f"{request.path}?missing=1"
    flash(_("Your answers are saved."))
    return done
