"""The page with a link that the secretariat passes on itself: by WhatsApp, by telephone."""

from urllib.parse import quote

from flask import make_response, render_template
from werkzeug.wrappers import Response

from assembly.accounts.models import Person
from assembly.events.models import Event
from assembly.web import no_store


def link_page(event: Event, person: Person, text: str, back: tuple[str, str]) -> Response:
    """Show the text with the link, in the person's language; `back`: name and address of the page before."""
    page = render_template(
        "registration/staff/link.html", event=event, person=person, text=text, quoted=quote(text), back=back
    )
    return no_store(make_response(page))
