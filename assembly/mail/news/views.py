"""Asking for no news, from a mail without signing in, or from one's own account.

The mail program posts `List-Unsubscribe=One-Click` to the address in the header (RFC 8058). It has no session, so
that no token of a form can protect it: the signed token in the address says who asks. A GET changes nothing, since
scanners open every link.
"""

from http import HTTPStatus

from flask import Response, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from assembly import clock
from assembly.accounts.models import Person
from assembly.database import transaction
from assembly.errors import NotFoundError
from assembly.extensions import csrf, db
from assembly.i18n import gettext as _
from assembly.mail.news import links, service
from assembly.security import by_link, signed_in
from assembly.web import localized_blueprint, no_store

blueprint = localized_blueprint("news", __name__)
BLUEPRINTS = (blueprint,)


@blueprint.route("/no-news/<token>", methods=["GET", "POST"])
@by_link
def page(token: str) -> Answer:
    """No more news: what will still come? POST does it, or undoes it."""
    person = db.session.get(Person, links.person_of(token))
    if person is None:
        raise NotFoundError
    if request.method == "POST":
        _change(person.id)
        if request.form.get("List-Unsubscribe") == "One-Click":
            return Response(_("You will get no more news from us."), mimetype="text/plain")
        return redirect(url_for("news.page", token=token), HTTPStatus.SEE_OTHER)
    shown = render_template("mail/news.html", token=token, person=person, since=service.since(person.id))
    return no_store(Response(shown))


csrf.exempt(page)


def _change(person_id: int) -> None:
    with transaction():
        if request.form.get("act") == "want":
            service.want(person_id)
        else:
            service.refuse(person_id, clock.now())


@blueprint.post("/me/news")
@signed_in
def own() -> Answer:
    """Change it for oneself."""
    _change(g.actor.person_id)
    wanted = service.since(g.actor.person_id) is None
    flash(_("You get news again.") if wanted else _("You will get no more news from us."))
    return redirect(url_for("accounts.me"), HTTPStatus.SEE_OTHER)
