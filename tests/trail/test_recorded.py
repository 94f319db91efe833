"""Every act that somebody can do on a page leads to an entry of the trail, or says why it needs none."""

import inspect

from flask import Flask

from assembly.security import DEMONSTRATION, access_of
from tests.trail.calls import leads_to_a_record

UNRECORDED = {
    "accounts.sign_in": "anybody may ask for a mail, for any address; signing in with it is recorded",
    "bounces.report": "what a mail server reports stands with the mail",
    "kept.throw_away": "a form of one's own that nobody else ever saw",
    "members_staff.import_columns": "nothing of a sheet is in the register before it is stored, which is recorded",
    "members_staff.import_confirm": "a worker stores the sheet, and records it",
    "members_staff.import_file": "nothing of a sheet is in the register before it is stored, which is recorded",
    "members_staff.import_leave_out": "nothing of a sheet is in the register before it is stored, which is recorded",
    "members_staff.import_row": "nothing of a sheet is in the register before it is stored, which is recorded",
    "voting.receipts": "looks a receipt up; it is a form so that no address holds the receipt",
    "voting.review": "shows a ballot before it is cast; nothing is stored",
}
"""Views that take a form and record nothing, and why."""


def test_every_form_leads_to_an_entry_of_the_trail(app: Flask) -> None:
    posts = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and access_of(app, rule.endpoint) != DEMONSTRATION
    }
    assert len(posts) > 100
    silent = set()
    for endpoint in posts:
        view = inspect.unwrap(app.view_functions[endpoint])
        if not leads_to_a_record((view.__module__, view.__name__)):
            silent.add(endpoint)
    assert silent - set(UNRECORDED) == set(), "record the act, or say in UNRECORDED why it needs no entry"
    assert set(UNRECORDED) - silent == set()
