"""The features of the product, in the order in which they stand on one another."""

from types import ModuleType

from flask import Flask

from assembly.config import Settings


def register(app: Flask, settings: Settings) -> None:
    """Register each feature's pages, what it adds to those of others, and what it mails."""
    register_pages(app, settings)
    register_additions(app)
    register_mail(app)


def register_pages(app: Flask, settings: Settings) -> None:
    """Register the pages of each feature."""
    from assembly.demo import views as demo

    for feature in (*_lower(), *_registering(), *_higher(), *_overviews(), *([demo] if settings.demo else [])):
        for blueprint in feature.BLUEPRINTS:
            app.register_blueprint(blueprint)


def _lower() -> tuple[ModuleType, ...]:
    """Return who people are, which members there are, and the events."""
    from assembly.accounts import views as accounts
    from assembly.accounts.factors import views as factors
    from assembly.accounts.kept import views as kept
    from assembly.accounts.openid import views as openid
    from assembly.events import views as events
    from assembly.events.colleagues import views as colleagues
    from assembly.mail.bounces import views as bounces
    from assembly.mail.news import views as news
    from assembly.members import views as members

    return (bounces, news, accounts, factors, openid, kept, members, events, colleagues)


def _registering() -> tuple[ModuleType, ...]:
    """Return what leads to taking part."""
    from assembly.registration import views as registration
    from assembly.registration.consents import views as consents
    from assembly.registration.escalation import views as escalation
    from assembly.registration.help_desk import views as help_desk
    from assembly.registration.mine import views as mine
    from assembly.registration.papers import views as papers
    from assembly.registration.questions import views as questions

    return (registration, help_desk, escalation, consents, questions, mine, papers)


def _higher() -> tuple[ModuleType, ...]:
    """Return the assembly itself."""
    from assembly.agenda import attached
    from assembly.agenda import views as agenda
    from assembly.agenda.calendars import views as calendars
    from assembly.agenda.fair_hours import views as fair_hours
    from assembly.credentials import views as credentials
    from assembly.live import views as live
    from assembly.notices import views as notices
    from assembly.reports import views as reports
    from assembly.voting import views as voting

    return (agenda, credentials, voting, reports, notices, live, attached, calendars, fair_hours)


def _overviews() -> tuple[ModuleType, ...]:
    """Return what gathers from everywhere."""
    from assembly.overview import people_bulk_views as people_bulk
    from assembly.overview import people_saved_views as people_lists
    from assembly.overview import people_views as people
    from assembly.overview import statistics_views as statistics
    from assembly.overview import views as overview
    from assembly.overview.system import views as system
    from assembly.privacy import own_views as own_privacy
    from assembly.privacy import views as privacy
    from assembly.trail import views as trail

    return (overview, system, people, people_bulk, people_lists, statistics, privacy, own_privacy, trail)


def register_additions(app: Flask) -> None:
    """Tell lower rooms what higher ones add to their pages."""
    from assembly.agenda import attached, sections
    from assembly.agenda import copying as agenda_copy
    from assembly.credentials import workspace as who_votes
    from assembly.events import copying as event_copy
    from assembly.events import deadline as event_deadline
    from assembly.events import queries as event_queries
    from assembly.members import last_assembly
    from assembly.members import years as member_years
    from assembly.notices import copying as message_copy
    from assembly.overview import member_page
    from assembly.registration import copying as registration_copy
    from assembly.registration import deadline as registration_deadline
    from assembly.registration import workspace as delegation_page
    from assembly.registration.consents import workspace as declarations
    from assembly.registration.questions import workspace as answers
    from assembly.voting import items as vote_items

    last_assembly.provide(app, event_queries.last_assembly_at)
    member_years.contribute(app, (member_page.years,))
    event_deadline.contribute(app, (registration_deadline.links_follow,))
    event_copy.contribute(app, (*registration_copy.PARTS, *agenda_copy.PARTS, *message_copy.PARTS))
    parts = (*attached.SECTIONS, vote_items.section)
    sections.contribute(app, parts, attached.CONCERNED, (vote_items.outcomes,))
    delegation_page.contribute(app, (who_votes.contribution, answers.contribution, declarations.contribution))


def register_mail(app: Flask) -> None:
    """Tell the outbox how each kind of mail is written, and on whose paper."""
    from assembly.events import queries
    from assembly.mail import kinds, letterhead

    letterhead.provide(app, queries.letterhead)
    for feature in (*_mails_to_people(), *_mails_of_the_assembly(), *_mails_of_votes()):
        kinds.register(app, feature.KINDS)


def _mails_to_people() -> tuple[ModuleType, ...]:
    """Return what is mailed about accounts, and about taking part."""
    from assembly.accounts import mails as accounts
    from assembly.accounts.factors import mails as factors
    from assembly.events.colleagues import mails as colleagues
    from assembly.privacy import mails as privacy
    from assembly.registration import mails as registration
    from assembly.registration.help_desk import mails as help_desk
    from assembly.registration.helping import mails as helping
    from assembly.registration.mine import mails as mine
    from assembly.registration.requests import mails as change_requests
    from assembly.trail import heads as trail_heads

    return (
        accounts,
        factors,
        colleagues,
        registration,
        help_desk,
        helping,
        change_requests,
        mine,
        privacy,
        trail_heads,
    )


def _mails_of_the_assembly() -> tuple[ModuleType, ...]:
    """Return what is mailed about the programme and the sittings."""
    from assembly.agenda.calendars import mails as calendars
    from assembly.agenda.clocks import mails as clocks
    from assembly.agenda.documents import mails as documents
    from assembly.agenda.signups import mails as signups
    from assembly.credentials import mails as credentials
    from assembly.live import mails as live
    from assembly.notices import mails as notices

    return (calendars, clocks, signups, documents, credentials, notices, live)


def _mails_of_votes() -> tuple[ModuleType, ...]:
    """Return what is mailed about votes."""
    from assembly.voting import mails as voting
    from assembly.voting.assisted import mails as assisted
    from assembly.voting.changes import mails as changes
    from assembly.voting.heads import mails as mailed_heads
    from assembly.voting.objections import mails as objections
    from assembly.voting.planned import mails as planned_openings
    from assembly.voting.restored import mails as restored_votes
    from assembly.voting.ties import mails as ties
    from assembly.voting.together import mails as opened_together

    return (
        voting,
        assisted,
        changes,
        mailed_heads,
        objections,
        planned_openings,
        restored_votes,
        ties,
        opened_together,
    )
