"""The roll check, for the secretariat: who is not ready to vote, and mailing every member who votes for it."""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock, paging
from assembly.accounts.permissions import Permission
from assembly.credentials.rollcheck import queries, service
from assembly.credentials.rollcheck.forms import RollCheckForm
from assembly.credentials.rollcheck.rules import Unready
from assembly.credentials.rollcheck.wording import missing_word
from assembly.database import transaction
from assembly.errors import InvalidInputError
from assembly.events import queries as events
from assembly.events.models import Event
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.security import requires
from assembly.web import localized_blueprint

blueprint = localized_blueprint("roll_check", __name__, "/secretariat/events/<event_slug>/credentials/roll-check")


@blueprint.get("")
@requires(Permission.MANAGE_CREDENTIALS)
def unready(event_slug: str) -> str:
    """Ready to vote: which members might miss a vote, and why?"""
    event = events.event_by_slug(event_slug)
    found = queries.readiness(event.id)
    chosen = request.args.get("missing", "")
    shown = [one for one in found if (chosen in one.missing if chosen else one.missing)]
    place = paging.place(len(shown), paging.asked())
    return render_template(
        "credentials/rollcheck/unready.html",
        event=event,
        rows=place.cut(shown),
        place=place,
        chosen=chosen,
        counts=queries.count_missing(found),
        ready=sum(not one.missing for one in found),
        everybody=len(found),
        sendings=queries.sendings(event.id),
        reasons=list(Unready),
        word=missing_word,
    )


@blueprint.route("/send", methods=["GET", "POST"])
@requires(Permission.MANAGE_CREDENTIALS)
def send(event_slug: str) -> tuple[str, int] | Response:
    """Say to how many the roll check goes and until when it can be corrected, then send it."""
    event = events.event_by_slug(event_slug)
    form = RollCheckForm()
    form.correct_until.zone = event.zone
    if form.validate_on_submit():
        try:
            answer = _send(event, form)
        except InvalidInputError as error:
            form.correct_until.errors = [str(error)]
        else:
            if answer is not None:
                return answer
    return _page(event, form)


def _send(event: Event, form: RollCheckForm) -> Response | None:
    """Send it, if it goes to those whom the page had counted; else None."""
    with transaction():
        recipients = queries.whom_to_write(event.id)
        if service.fingerprint(recipients) != form.seen.data:
            return None
        until = form.correct_until.moment()
        sent = service.send_roll_check(g.actor.person_id, event, recipients, until, now=clock.now())
    if sent:
        flash(ngettext("%(num)d mail is on its way.", "%(num)d mails are on their way.", sent))
    else:
        flash(_("With this deadline everybody has the mail already; nothing is sent twice."), "warning")
    return redirect(url_for("roll_check.unready", event_slug=event.slug), HTTPStatus.SEE_OTHER)


def _page(event: Event, form: RollCheckForm) -> tuple[str, int]:
    recipients = queries.whom_to_write(event.id)
    seen = service.fingerprint(recipients)
    changed = request.method == "POST" and form.seen.data != seen
    form.seen.data = seen
    if clock.now() < event.starts_at:
        form.correct_until.show(event.starts_at)
    page = render_template(
        "credentials/rollcheck/send.html",
        event=event,
        form=form,
        changed=changed,
        members=len(recipients),
        mails=sum(len(people) for people in recipients.values()),
        spoken=sorted({person.language for people in recipients.values() for person in people}),
    )
    status = HTTPStatus.CONFLICT if changed else HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return page, status
