"""The rules of the federation: everything that statutes say can be kept, changed while unused, and copied."""

from flask import Flask
from flask.testing import FlaskClient

from assembly import scope
from assembly.database_types import LocalizedText
from assembly.extensions import db
from assembly.tally.rules import Basis, Quorum, QuorumMoment, Threshold, ThresholdKind, Unit
from assembly.tally.rules import RuleProfile as Rules
from assembly.voting import freezing, queries
from assembly.voting.models import RuleProfile
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.voting import Scene
from tests.voting.views.addresses import LANGUAGES, staff_url

TYPED = {
    **{f"article-{code}": f"Art. 9 {code}" for code in LANGUAGES},
    "name-en": "Members in the room", "unit": "weight", "threshold": "at_least", "fraction": "66/100",
    "basis": "represented", "casting_vote": "y", "quorum_kind": "number", "quorum": " 60 ", "measured_on": "opening",
}  # fmt: skip
RULES = Rules(
    threshold=Threshold(ThresholdKind.AT_LEAST, 66, 100),
    basis=Basis.REPRESENTED,
    quorum=Quorum(60, QuorumMoment.OPENING),
    unit=Unit.WEIGHT,
    casting_vote=True,
)


def the_last(app: Flask) -> RuleProfile:
    with app.app_context(), scope.everything():
        found = queries.profiles()[-1]
        db.session.expunge(found)
        return found


def test_everything_that_statutes_say_is_kept_and_typed_again_as_it_was(
    app: Flask, client: FlaskClient, scene: Scene
) -> None:
    sign_in(client, app, scene.staff_id)
    assert client.post(staff_url(scene, "/rules/new"), data=TYPED).location == staff_url(scene, "/rules")
    kept = the_last(app)
    assert freezing.profile_rules(kept) == RULES

    page = client.get(staff_url(scene, "/rules")).text
    assert "Quorum: 60 votes, represented when the vote opens. The chair decides a tie." in page
    assert "No vote is put under these rules." in page

    form = client.get(staff_url(scene, f"/rules/{kept.id}")).text
    for typed in ("Members in the room", "Art. 9 ru", "66/100", 'value="60"'):
        assert typed in form

    assert form.count(" checked") == 5

    changed = TYPED | {"quorum_kind": "", "quorum": "", "unit": "heads"}
    assert client.post(staff_url(scene, f"/rules/{kept.id}"), data=changed).status_code == 303
    rules = freezing.profile_rules(the_last(app))
    assert (rules.quorum, rules.unit, rules.casting_vote) == (None, Unit.HEADS, True)


def test_rules_of_an_opened_vote_stay_and_are_copied(
    app: Flask, client: FlaskClient, scene: Scene, vote_id: int
) -> None:
    sign_in(client, app, scene.staff_id)
    page = client.get(staff_url(scene, "/rules")).text
    assert staff_url(scene, f"/{vote_id}") in page
    assert f'/rules/{scene.profile_id}"' not in page

    refused = client.post(staff_url(scene, f"/rules/{scene.profile_id}"), data=TYPED)
    assert "A vote was opened under these rules" in refused.text
    copy = client.get(staff_url(scene, f"/rules/new?like={scene.profile_id}")).text
    assert make.ARTICLE["ru"] in copy
    with app.app_context(), scope.everything():
        kept = queries.profile(scene.profile_id)
        assert (freezing.profile_rules(kept), kept.article) == (make.RULES, LocalizedText(make.ARTICLE))
    assert client.get(staff_url(scene, "/rules/999999")).status_code == 404


def test_a_quorum_that_is_no_number_is_refused(app: Flask, client: FlaskClient, scene: Scene) -> None:
    sign_in(client, app, scene.staff_id)
    for quorum in ("", "0", "1/2", "sixty", "-3"):
        page = client.post(staff_url(scene, "/rules/new"), data=TYPED | {"quorum": quorum})
        assert page.status_code == 200, quorum
        assert "Please write a whole number such as 60." in page.text
