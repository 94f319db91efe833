"""The pages on which ballots by telephone and on paper are entered and confirmed, and where they are shown."""

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import scope
from assembly.database import transaction
from assembly.extensions import db
from assembly.voting.models import RuleProfile, Secrecy
from tests.factories import accounts
from tests.factories import voting as make
from tests.factories.accounts import sign_in
from tests.factories.voting import Scene
from tests.voting.views.addresses import ballot_url, staff_url
from tests.voting.views.test_profiles import TYPED


def scene_with_vote(app: Flask, **fields: object) -> tuple[Scene, int, int, str]:
    """An open vote, a second person of the secretariat, and the code of the first member."""
    from assembly.members.models import Member

    with app.app_context(), scope.everything():
        with transaction():
            scene = make.assembly_of(5)
            second = accounts.staff().id
            code = db.session.get_one(Member, scene.seats[0].member_id).code
        return scene, make.open_vote(scene, **fields), second, code


def test_one_enters_another_types_it_again_and_everybody_reads_how_it_came(app: Flask, client: FlaskClient) -> None:
    scene, vote_id, second, code = scene_with_vote(app)
    name, here = scene.seats[0].name, staff_url(scene, f"/{vote_id}/assisted")
    sign_in(client, app, scene.staff_id)
    assert here in client.get(staff_url(scene, f"/{vote_id}")).text
    assert name in client.get(f"{here}/new").text
    for nobody in ("", "XX-NONE"):
        assert "1 thing needs correcting" in client.get(f"{here}/new?member={nobody}").text
    form = client.get(f"{here}/new?member={code}")
    assert "Blank or invalid paper" in form.text
    assert form.headers["Cache-Control"] == "no-store, no-transform"
    assert "Blank or invalid" not in client.get(ballot_url(scene, vote_id)).text
    refused = client.post(f"{here}/new?member={code}", data={"means": "paper"})
    assert refused.status_code == 200
    assert "needs correcting" in refused.text
    entered = client.post(f"{here}/new?member={code}", data={"means": "paper", "choice": "B"})
    assert (entered.status_code, entered.location) == (303, here)
    listed = client.get(here).text
    assert "Waits for a second person" in listed
    assert "Type it again" not in listed, "whoever entered it does not confirm it"
    assert "1 ballot waits for a second person." in client.get(staff_url(scene, f"/{vote_id}")).text

    sign_in(client, app, second)
    (entry,) = set(re.findall(rf"{here}/(\d+)\"", client.get(here).text))
    typing = client.get(f"{here}/{entry}").text
    assert "checked" not in typing, "the second sees nothing of the first"
    assert client.post(f"{here}/{entry}", data={"choice": "B"}).status_code == 303
    assert "Confirmed and cast" in client.get(here).text
    assert "You have cast" not in client.get(ballot_url(scene, vote_id)).text, "the ballot is the member's"
    assert client.get(ballot_url(scene, vote_id, "/receipt")).location == ballot_url(scene, vote_id)

    sign_in(client, app, scene.seats[0].delegate_id)
    assert f"The ballot of {name} was received on paper." in client.get(ballot_url(scene, vote_id)).text
    with app.app_context(), scope.everything():
        make.close(vote_id, scene)
        make.count_ballots(vote_id)
    result = client.get(f"/en/events/{scene.slug}/results/{vote_id}").text
    assert "1 ballot was received by telephone or on paper." in result
    assert re.search(r"Blank\s*<span class=\"sub\">On paper</span>", result)
    sign_in(client, app, scene.staff_id)
    assert "Confirmed and cast" in client.get(f"/en/scrutiny/events/{scene.slug}/votes/{vote_id}").text


def test_a_difference_is_told_without_what_the_first_typed(app: Flask, client: FlaskClient) -> None:
    scene, vote_id, second, code = scene_with_vote(app)
    here = staff_url(scene, f"/{vote_id}/assisted")
    sign_in(client, app, scene.staff_id)
    client.post(f"{here}/new?member={code}", data={"means": "telephone", "choice": "N"})
    (entry,) = set(re.findall(rf"{here}/(\d+)/take-back", client.get(here).text))
    assert "You have entered this ballot yourself" in client.post(f"{here}/{entry}", data={"choice": "N"}).text
    sign_in(client, app, second)
    told = client.post(f"{here}/{entry}", data={"choice": "Y"}, follow_redirects=True).text
    assert "The two do not agree, so nothing was cast." in told
    assert "Against" not in told
    assert client.post(f"{here}/{entry}/take-back").status_code == 303


def test_a_secret_vote_says_whether_it_takes_them(app: Flask, client: FlaskClient) -> None:
    scene, vote_id, _second, code = scene_with_vote(app, secrecy=Secrecy.SEALED)
    here = staff_url(scene, f"/{vote_id}/assisted")
    sign_in(client, app, scene.staff_id)
    for address in (here, f"{here}/new", f"{here}/new?member={code}"):
        assert "its rules do not allow ballots by telephone" in client.get(address).text or "member=" in address
    refused = client.post(f"{here}/new?member={code}", data={"means": "telephone", "choice": "Y"})
    assert "its rules do not allow ballots by telephone" in refused.text
    sentence = "two people of the secretariat then learn how it voted"
    assert sentence not in client.get(ballot_url(scene, vote_id)).text
    with app.app_context(), scope.everything(), transaction():
        db.session.get_one(RuleProfile, scene.profile_id).assisted_secret = True
    assert sentence in client.get(ballot_url(scene, vote_id)).text
    assert "Enter a ballot" in client.get(here).text
    said = "Ballots by telephone or on paper are taken in secret votes too."
    for address in ("/rules", "/new?kind=motion"):
        assert said in client.get(staff_url(scene, address)).text


def test_rules_that_allow_them_are_kept_as_typed(app: Flask, client: FlaskClient) -> None:
    scene, *_others = scene_with_vote(app)
    sign_in(client, app, scene.staff_id)
    assert client.post(staff_url(scene, "/rules/new"), data=TYPED | {"assisted_secret": "y"}).status_code == 303
    with app.app_context():
        kept = db.session.scalars(select(RuleProfile).order_by(RuleProfile.id.desc())).first()
        assert kept is not None
        assert kept.assisted_secret
        number = kept.id
    page = client.get(staff_url(scene, f"/rules/{number}")).text
    assert re.search(r'<input[^>]*\bchecked\b[^>]*name="assisted_secret"', page)
    assert client.post(staff_url(scene, f"/rules/{number}"), data=TYPED).status_code == 303
    assert 'name="assisted_secret"' in client.get(staff_url(scene, f"/rules/{number}")).text
    with app.app_context():
        assert not db.session.get_one(RuleProfile, number).assisted_secret
