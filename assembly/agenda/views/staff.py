"""The secretariat's table of the agenda, and publishing it."""

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assembly.accounts.permissions import Permission
from assembly.agenda import people, queries, service, wording
from assembly.agenda.changes import ChangeKind, Piece, Words, differences, pieces
from assembly.agenda.kinds import ItemKind, SpeakerPart
from assembly.agenda.programme import Programme
from assembly.database import transaction
from assembly.errors import DomainError
from assembly.events.models import Event
from assembly.events.queries import event_by_slug
from assembly.i18n import LANGUAGES
from assembly.security import requires
from assembly.texts import TextState
from assembly.web import localized_blueprint

blueprint = localized_blueprint("agenda_staff", __name__, "/secretariat/events/<event_slug>/programme")


@blueprint.app_template_filter("part_name")
def _part_name(part: SpeakerPart) -> str:
    return str(wording.PART_NAMES[part])


@blueprint.app_template_filter("kind_name")
def _kind_name(kind: ItemKind) -> str:
    return str(wording.KINDS[kind])


@blueprint.app_template_filter("change_mark")
def _change_mark(kind: ChangeKind) -> tuple[str, str]:
    mark, word = wording.CHANGES[kind]
    return mark, str(word)


@blueprint.app_template_filter("pieces")
def _pieces(words: Words) -> list[tuple[Piece, str]]:
    return pieces(words.old, words.new)


@blueprint.get("")
@requires(Permission.MANAGE_AGENDA)
def edit(event_slug: str) -> str:
    """Programme: what is written, and what do readers see of it?"""
    event = event_by_slug(event_slug)
    sittings = queries.sittings_of(event.id)
    version = queries.latest_version(event.id)
    draft = queries.draft_of(event, sittings)
    return render_template(
        "agenda/edit.html",
        event=event,
        sittings=sittings,
        people=people.standing(item for sitting in sittings for item in sitting.items),
        version=version,
        strip=language_strip(event, draft),
        changes=differences(queries.programme_of(version), draft),
        removed=queries.removed_since(event.id, version.published_at) if version else [],
        states=queries.states_of_item,
    )


@blueprint.get("/publish")
@requires(Permission.MANAGE_AGENDA)
def review(event_slug: str) -> str:
    """Publish: what will change for readers?"""
    event = event_by_slug(event_slug)
    draft = queries.draft_of(event, queries.sittings_of(event.id))
    version = queries.latest_version(event.id)
    return render_template(
        "agenda/publish.html",
        event=event,
        version=version,
        strip=language_strip(event, draft),
        changes=differences(queries.programme_of(version), draft),
    )


@blueprint.post("/publish")
@requires(Permission.MANAGE_AGENDA)
def publish(event_slug: str) -> Response:
    """Publish the draft, then show whom it concerns."""
    event = event_by_slug(event_slug)
    try:
        with transaction():
            version = service.publish_agenda(g.actor.person_id, event)
    except DomainError as error:
        flash(str(error), "warning")
        return redirect(url_for("agenda_staff.edit", event_slug=event_slug), 303)
    return redirect(url_for("agenda_staff.published", event_slug=event_slug, number=version.number), 303)


def language_strip(event: Event, draft: Programme) -> list[dict[str, object]]:
    """Return how complete the programme is in each language, for the strip; each leads to its texts."""
    return [
        {
            "lang": code,
            "name": LANGUAGES[code],
            "state": draft.states[code] if draft.sittings else TextState.MISSING,
            "readers": None,
            "url": url_for("agenda_staff.texts", event_slug=event.slug, into=code) if draft.sittings else None,
        }
        for code in event.languages
    ]
