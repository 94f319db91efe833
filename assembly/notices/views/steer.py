"""Steering a notice that goes out: pause, let go, call off, and send again what failed."""

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import DomainError
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.i18n import ngettext
from assembly.notices import queries, service, wording
from assembly.notices.forms import AddressForm
from assembly.notices.models import Notice
from assembly.notices.service import AddressError, Stopped
from assembly.notices.views.write import blueprint
from assembly.security import requires


def _back(event_slug: str, notice_id: int) -> Response:
    return redirect(url_for(".progress", event_slug=event_slug, notice_id=notice_id), 303)


@blueprint.post("/<int:notice_id>/steer")
@requires(Permission.SEND_NOTICES)
def steer(event_slug: str, notice_id: int) -> Response:
    """Pause, let go, or send again all that failed: acts that can be undone, or that harm nobody."""
    notice = queries.notice_of(event_by_slug(event_slug).id, notice_id)
    try:
        with transaction():
            done = _steer(notice, request.form.get("act", ""))
        flash(done)
    except DomainError as error:
        flash(str(error), "warning")
    return _back(event_slug, notice_id)


def _steer(notice: Notice, act: str) -> str:
    actor_id = g.actor.person_id
    if act == "pause":
        held = service.pause(actor_id, notice)
        return ngettext("%(num)d mail is held back.", "%(num)d mails are held back.", held)
    if act == "resume":
        waiting = service.resume(actor_id, notice)
        return ngettext("%(num)d mail is on its way again.", "%(num)d mails are on their way again.", waiting)
    again = service.send_all_again(actor_id, notice)
    return ngettext("%(num)d mail is sent once more.", "%(num)d mails are sent once more.", again)


@blueprint.route("/<int:notice_id>/cancel", methods=["GET", "POST"])
@requires(Permission.SEND_NOTICES)
def cancel(event_slug: str, notice_id: int) -> str | Response:
    """Call off what was not sent yet: GET says how many have it already, POST does it."""
    event = event_by_slug(event_slug)
    notice = queries.notice_of(event.id, notice_id)
    if request.method == "GET" and notice.versions:
        mails = queries.mails_of_version(notice.versions[-1].id, clock.now())
        return render_template("notices/cancel.html", event=event, notice=notice, mails=mails, wording=wording)
    try:
        with transaction():
            stopped = service.cancel(g.actor.person_id, notice)
        flash(_called_off(stopped))
    except DomainError as error:
        flash(str(error), "warning")
    return _back(event_slug, notice_id)


def _called_off(stopped: Stopped) -> str:
    one = ngettext("%(num)d mail was stopped.", "%(num)d mails were stopped.", stopped.stopped)
    return f"{one} {_has_it(stopped.gone)}"


def _has_it(gone: int) -> str:
    if not gone:
        return _("Nobody has got it.")
    return ngettext("%(num)d recipient has it already.", "%(num)d recipients have it already.", gone)


@blueprint.route("/<int:notice_id>/mend/<int:delivery_id>", methods=["GET", "POST"])
@requires(Permission.SEND_NOTICES)
def mend(event_slug: str, notice_id: int, delivery_id: int) -> str | Response:
    """Send one mail that failed once more, to an address that was corrected."""
    event = event_by_slug(event_slug)
    notice = queries.notice_of(event.id, notice_id)
    failed = queries.failed_mail(notice, delivery_id)
    form = AddressForm(data={"address": failed.person.email})
    if form.validate_on_submit():
        try:
            with transaction():
                service.send_again(g.actor.person_id, notice, delivery_id, form.address.data.strip())
            flash(_("The mail is sent once more."))
            return _back(event_slug, notice_id)
        except AddressError as error:
            form.address.errors = [str(error)]
        except DomainError as error:
            flash(str(error), "warning")
            return _back(event_slug, notice_id)
    return render_template("notices/mend.html", event=event, notice=notice, failed=failed, form=form)
