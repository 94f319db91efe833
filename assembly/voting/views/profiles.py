"""The rules of the federation: how the statutes decide, and which votes are put under what."""

from collections.abc import Callable

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.database import transaction
from assembly.errors import DomainError
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.i18n import gettext as _
from assembly.security import requires
from assembly.voting import profiles as shown
from assembly.voting import queries, service
from assembly.voting.models import RuleProfile
from assembly.voting.profile_form import ProfileForm, profile_form
from assembly.voting.views.staff import blueprint
from assembly.web import number


@blueprint.get("/rules")
@requires(Permission.MANAGE_VOTES)
def profiles(event_slug: str) -> str:
    """Rules: how do the statutes decide, and which votes are put under what?"""
    event = event_by_slug(event_slug)
    return render_template("voting/staff/profiles.html", event=event, profiles=shown.shown(event))


@blueprint.route("/rules/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_VOTES)
def new_profile(event_slug: str) -> str | Response:
    """Say how the statutes decide one kind of question, or change a copy of what was said."""
    event, like = event_by_slug(event_slug), request.args.get("like", type=number)
    form = profile_form(event, queries.profile(like) if like else None)
    done = _("The rules are kept. They can be chosen for every vote.")
    return _kept(form, lambda fields: service.create_profile(g.actor, **fields), event, done)


@blueprint.route("/rules/<int:profile_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_VOTES)
def edit_profile(event_slug: str, profile_id: int) -> str | Response:
    """Change rules under which no vote was opened."""
    event = event_by_slug(event_slug)
    form = profile_form(event, queries.profile(profile_id))
    done = _("The rules were changed, for the drafts that are put under them too.")
    return _kept(form, lambda fields: service.edit_profile(g.actor, profile_id, **fields), event, done)


def _kept(form: ProfileForm, keep: Callable[..., RuleProfile], event: Event, done: str) -> str | Response:
    """Keep what was typed and go to the rules; or show the form with what is to be mended."""
    if form.validate_on_submit():
        try:
            with transaction():
                keep(form.kept())
        except DomainError as error:
            form.form_errors.append(str(error))
        else:
            flash(done)
            return redirect(url_for(".profiles", event_slug=event.slug), 303)
    return render_template("voting/staff/profile.html", event=event, form=form)
