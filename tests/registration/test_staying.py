"""Whoever signed in weeks ago is not signed out in the middle of the assembly."""

from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine
from flask import Flask

from assembly import clock, scope
from assembly.accounts.models import Purpose, Role
from assembly.accounts.sessions import LIFETIME
from assembly.database import transaction
from assembly.events.roles import ParticipantRole
from assembly.registration.staying import AHEAD
from tests.factories.accounts import person, sign_in, staff
from tests.factories.registration import invited_member, open_event, register
from worker.accounts import sweep_accounts


@pytest.mark.both_databases
def test_a_session_lasts_until_the_event_is_over(app: Flask, wake_ups: object) -> None:
    start = clock.now()
    with app.app_context(), scope.everything(), transaction():
        times = {"starts_at": start + LIFETIME - timedelta(hours=1), "ends_at": start + LIFETIME + AHEAD}
        event = open_event({ParticipantRole.DELEGATE: 3}, **times)
        delegation = invited_member(event).delegation
        delegate, gone = register(delegation), register(delegation)
        gone.withdrawn_at = start
        people = {"delegate": delegate.person_id, "gone": gone.person_id, "nobody": person().id}
        colleague = staff(Role.STAFF)
        register(delegation).person_id = colleague.id
        people["staff"] = colleague.id
    browsers = {name: app.test_client() for name in (*people, "by link")}
    with time_machine.travel(start, tick=False) as now:
        for name, browser in browsers.items():
            purpose = Purpose.PERSONAL_PAGE if name == "by link" else Purpose.SIGN_IN
            sign_in(browser, app, people["delegate" if name == "by link" else name], purpose)

        def signed_in() -> set[str]:
            return {name for name, one in browsers.items() if one.get("/en/me").status_code == HTTPStatus.OK}

        assert signed_in() == set(browsers)
        for days in (10, 20, 29):  # used now and then, as those who register do
            now.move_to(start + timedelta(days=days))
            signed_in()
        assert signed_in() == set(browsers) - {"staff"}
        with app.app_context():
            sweep_accounts()
            sweep_accounts()
        now.move_to(event_end := start + LIFETIME + AHEAD)
        assert signed_in() == {"delegate"}, "in the middle of its last vote"
        now.move_to(event_end + AHEAD)
        assert signed_in() == set(), "and not for ever"
