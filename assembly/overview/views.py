"""The start page, an event's page, the secretariat's Today and overview of an event, and My assembly."""

from datetime import datetime
from typing import Any

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assembly import clock
from assembly.accounts.permissions import Permission
from assembly.agenda import queries as agenda
from assembly.agenda.channels.rules import Door, door
from assembly.agenda.documents import handing_in
from assembly.agenda.programme import Programme, ProgrammeSitting
from assembly.agenda.signups import presentation as signups
from assembly.credentials import queries as credentials
from assembly.database_types import LocalizedText, Reading
from assembly.events import queries as events
from assembly.events.models import Event
from assembly.i18n import current_language, ngettext
from assembly.members.kinds import Region
from assembly.members.wording import region_label
from assembly.overview import navigation, queries, rules, wording
from assembly.registration import queries as registration
from assembly.registration.consents import queries as consents
from assembly.registration.escalation import queries as escalation
from assembly.registration.questions import queries as questions
from assembly.security import public, requires, signed_in
from assembly.voting import queries as voting
from assembly.voting.held import open_votes_for
from assembly.voting.objections.queries import waiting as objections_waiting
from assembly.voting.planned import service as planned_openings
from assembly.voting.presentation import view_of
from assembly.voting.rules import VoteState
from assembly.web import localized_blueprint

blueprint = localized_blueprint("overview", __name__)
BLUEPRINTS = (blueprint,)


@blueprint.app_context_processor
def places() -> dict[str, Any]:
    """Give every page the ways to go from it."""
    return {
        "staff_rail": navigation.staff_rail,
        "participant_places": navigation.participant_places,
        "focal_point_places": navigation.focal_point_places,
    }


@blueprint.get("/")
@public
def home() -> str:
    """Start page: the events that are to come, and those of the past."""
    now = clock.now()
    found = events.all_events()
    coming = [event for event in found if event.ends_at >= now]
    past = [event for event in reversed(found) if event.ends_at < now]
    return render_template("overview/home.html", coming=coming, past=past, work_at=navigation.work_at)


@blueprint.get("/events/<event_slug>")
@public
def event(event_slug: str) -> str:
    """Event: what, when, how do I register?"""
    found, facts = queries.event_page(event_slug)
    return render_template("overview/event.html", event=found, facts=facts, now=clock.now())


@blueprint.get("/secretariat/")
@requires(Permission.MANAGE_EVENTS)
def today() -> str | Response:
    """Today: what is late, what comes next?"""
    now = clock.now()
    rows = []
    for event in events.all_events():
        if event.ends_at >= now and g.actor.may(Permission.MANAGE_EVENTS, event.id):
            steps = rules.steps(queries.event_facts(event), now)
            rows.append((event, rules.next_step(steps)))
    if len(rows) == 1:
        return redirect(url_for("overview.dashboard", event_slug=rows[0][0].slug))
    return render_template("overview/today.html", rows=rows, word=wording.step)


@blueprint.get("/secretariat/events/<event_slug>")
@requires(Permission.MANAGE_EVENTS)
def dashboard(event_slug: str) -> str:
    """Overview of an event: what is late, what comes next?"""
    found = events.event_by_slug(event_slug)
    facts = queries.event_facts(found)
    steps = rules.steps(facts, clock.now())
    return render_template(
        "overview/dashboard.html",
        event=found,
        facts=facts,
        steps=[(step, wording.step(step, found)) for step in steps],
        next_step=rules.next_step(steps),
        word=wording.step,
        participation=queries.participation(found.id),
        sharing=queries.staff_who_share(found.id),
        objections=sum(objections_waiting(found.id).values()),
        not_opened=[view_of(vote, found) for vote in planned_openings.failed(found.id)],
        to_call=len(escalation.to_call(found, clock.now())),
        turnouts=[
            (view_of(vote, found), queries.turnout(vote.id))
            for vote in voting.votes_of(found.id)
            if vote.state is VoteState.OPEN
        ],
    )


@blueprint.get("/events/<event_slug>/my-assembly")
@signed_in
def my_assembly(event_slug: str) -> str:
    """My assembly: what do I do next?"""
    found, now = events.event_by_slug(event_slug), clock.now()
    mine = registration.registration_of(found.id, g.actor.person_id)
    version = agenda.latest_version(found.id)
    programme = agenda.programme_of(version)
    proxies = credentials.entrusted_to(g.actor.person_id, found.id)
    return render_template(
        "overview/my_assembly.html",
        event=found,
        mine=mine,
        to_accept=consents.open_for(found, mine.registration_id, g.actor.person_id) if mine else {},
        questions=questions.own_questions(mine.registration_id) if mine else None,
        delegations=registration.delegations_of(found.id, g.actor.members_at(found.id)),
        proxies=proxies,
        names=credentials.member_names(one.member_id for one in proxies),
        papers=handing_in.asked_of(mine.registration_id) if mine else [],
        papers_open=handing_in.open_for(mine.registration_id, now) if mine else [],
        papers_until=handing_in.takes_until,
        parts=agenda.parts_of(version, mine.registration_id) if mine else [],
        ballots=open_votes_for(g.actor.person_id, found.id),
        sittings=_sittings(found, programme, now) if mine and programme else [],
        signups=signups.all_for(found, g.actor.person_id, now),
        now=now,
    )


def _sittings(event: Event, programme: Programme, now: datetime) -> list[tuple[ProgrammeSitting, Reading, Door]]:
    """Return the sittings as they were published, each with its title and whether one can go in."""
    return [
        (
            sitting,
            LocalizedText(sitting.title).read(current_language(), event.source_language),
            door(sitting.starts_at, sitting.ends_at, now),
        )
        for sitting in programme.sittings
        if not sitting.cancelled
    ]


def participation_sentence(found: queries.Participation) -> str:
    """Return "118 members from 102 countries registered 232 participants", every number with its form."""
    return ngettext(
        "%(num)d member from %(countries)s registered %(participants)s",
        "%(num)d members from %(countries)s registered %(participants)s",
        found.members,
        # Translators: stands after "from"
        countries=ngettext("%(num)d country", "%(num)d countries", found.countries),
        # Translators: stands after "registered"
        participants=ngettext("%(num)d participant", "%(num)d participants", found.participants),
    )


@blueprint.app_template_filter("participation_sentence")
def _participation_filter(found: queries.Participation) -> str:
    return participation_sentence(found)


@blueprint.app_template_filter("region_name")
def region_name(region: str) -> str:
    """Return a region's name in the language being spoken."""
    return region_label(Region(region))
