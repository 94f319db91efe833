"""One's own papers: the visa letter that one asks for oneself, and the badge once it is made."""

from http import HTTPStatus

from flask import Response as FlaskResponse
from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.events import queries as events
from assembly.events.models import Event
from assembly.i18n import gettext as _
from assembly.names import day_name
from assembly.registration.mine.queries import own_registration
from assembly.registration.models import Registration
from assembly.registration.papers import queries, rules, service, wording
from assembly.registration.papers.forms import LetterForm
from assembly.registration.papers.rules import PaperKind
from assembly.registration.papers.views.files import as_file
from assembly.registration.papers.visa import LetterRefusedError, refusal_of
from assembly.security import signed_in
from assembly.web import localized_blueprint

blueprint = localized_blueprint("papers", __name__, "/events/<event_slug>/me/papers")


@blueprint.get("")
@signed_in
def page(event_slug: str) -> str:
    """Show one's papers, and whether a visa letter can be made."""
    event, registration = _own(event_slug)
    return render_template(
        "registration/papers/mine.html",
        event=event,
        papers=[one for one in queries.papers_of(registration) if one.is_valid],
        refusal=refusal_of(registration),
        form=LetterForm(),
        kind_name=wording.kind_name,
        shown_code=rules.shown_code,
        day_name=day_name,
    )


@blueprint.post("/letter")
@signed_in
def make_letter(event_slug: str) -> Response:
    """Write a visa letter for oneself. It holds passport data, so that a forwarded link is not enough."""
    event, registration = _own(event_slug)
    if not g.actor.proved_address:
        return _to_sign_in(event)
    form = LetterForm()
    if not form.validate_on_submit():
        raise NotFoundError
    try:
        with transaction():
            service.issue_letter(g.actor, registration, form.language.data, now=clock.now())
        flash(_("Your letter is ready."))
    except LetterRefusedError as error:
        flash(str(error), "error")
    return redirect(url_for("papers.page", event_slug=event.slug), HTTPStatus.SEE_OTHER)


@blueprint.get("/<int:paper_id>.pdf")
@signed_in
def download(event_slug: str, paper_id: int) -> FlaskResponse | Response:
    """Give one's own paper; another's is not found, whoever else one may look after."""
    event = events.event_by_slug(event_slug)
    found = queries.paper_at(event.id, paper_id)
    if found.person_id != g.actor.person_id:
        raise NotFoundError
    if found.kind is PaperKind.VISA_LETTER and not g.actor.proved_address:
        return _to_sign_in(event)
    return as_file(event, found)


def _own(event_slug: str) -> tuple[Event, Registration]:
    event = events.event_by_slug(event_slug)
    registration = own_registration(event, g.actor.person_id)
    if registration is None:
        raise NotFoundError
    return event, registration


def _to_sign_in(event: Event) -> Response:
    flash(_("A letter shows your passport data, so we first make sure that it is you: ask for a sign-in mail."))
    back = url_for("papers.page", event_slug=event.slug)
    return redirect(url_for("accounts.sign_in", next=back), HTTPStatus.SEE_OTHER)
