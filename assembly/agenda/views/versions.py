"""What was published when, and by whom; and after publishing, whom it concerns."""

from flask import render_template

from assembly.accounts.permissions import Permission
from assembly.agenda import sections, versions
from assembly.agenda.views.staff import blueprint
from assembly.events.queries import event_by_slug
from assembly.security import requires


@blueprint.get("/versions")
@requires(Permission.MANAGE_AGENDA)
def all_versions(event_slug: str) -> str:
    """Versions: what was published when, and by whom?"""
    event = event_by_slug(event_slug)
    return render_template("agenda/versions.html", event=event, versions=versions.versions_of(event.id))


@blueprint.get("/versions/<int:number>")
@requires(Permission.MANAGE_AGENDA)
def version(event_slug: str, number: int) -> str:
    """Read one version, and what it changed."""
    event = event_by_slug(event_slug)
    found = versions.version_of(event.id, number)
    return render_template("agenda/version.html", event=event, version=found)


@blueprint.get("/versions/<int:number>/told")
@requires(Permission.MANAGE_AGENDA)
def published(event_slug: str, number: int) -> str:
    """Published: whom does it concern, and shall they be told?"""
    event = event_by_slug(event_slug)
    found = versions.version_of(event.id, number)
    felt = [change for change in found.changes if change.is_felt]
    return render_template(
        "agenda/published.html",
        event=event,
        version=found,
        felt=felt,
        participants=versions.participants(event.id),
        speakers=versions.speakers_in(found.programme, felt),
        concerned=sections.concerned_by(event, felt),
    )
