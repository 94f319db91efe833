"""A member with its people, and two that vote: what the pages of who votes are tested with."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assembly import scope
from assembly.credentials.models import Credential, CredentialState
from assembly.credentials.overview import member_votes
from assembly.credentials.rules import WhoVotes
from assembly.database import transaction
from assembly.extensions import db
from tests.factories.accounts import sign_in, staff
from tests.factories.credentials import voting_member
from tests.factories.registration import ALTERNATE, OBSERVER, invited_member, open_event, register


class Site:
    """A member with a delegate, an alternate and an observer, its focal point signed in; and two that vote."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app, self.client = app, client
        with app.app_context(), scope.everything(), transaction():
            event = open_event()
            home = invited_member(event, name="Home")
            self.delegate = register(home.delegation, name="Awa Diallo").id
            self.alternate = register(home.delegation, ALTERNATE, name="Moussa Keïta").id
            self.observer = register(home.delegation, OBSERVER, name="Fatou Sow").id
            self.event_id, self.slug, self.code = event.id, event.slug, home.member.code
            self.page, self.focal_point, self.member_id = f"/en{home.page}", home.focal_point.id, home.member.id
            holder, voter = voting_member(event, name="Holder")
            other, other_voter = voting_member(event, name="Other")
            self.holder, self.voter, self.voter_name = holder.member.code, voter.person_id, voter.person.name
            self.other_page, self.other_voter = f"/en{other.page}", other_voter.person_id
            self.staff = staff().id
        sign_in(client, app, self.focal_point)

    @property
    def secretariat(self) -> str:
        return f"/en/secretariat/events/{self.slug}/credentials"

    def as_staff(self) -> FlaskClient:
        browser = self.app.test_client()
        sign_in(browser, self.app, self.staff)
        return browser

    def order(self, *registration_ids: int | str) -> dict[str, str]:
        """What the form of the order sends."""
        return {f"places-{place}": str(one) for place, one in enumerate(registration_ids)}

    def propose(self) -> int:
        """Propose the delegate and the alternate; return the credential's id."""
        self.client.post(f"{self.page}/who-votes", data=self.order(self.delegate, self.alternate))
        with self.app.app_context():
            waiting = select(Credential.id).where(
                Credential.state == CredentialState.PROPOSED, Credential.ended_at.is_(None)
            )
            return db.session.scalars(waiting.order_by(Credential.id.desc())).first() or 0

    def votes(self) -> dict[str, WhoVotes]:
        with self.app.app_context(), scope.everything():
            return {one.member.name: one.state for one in member_votes(self.event_id)}


def boxes(page: str) -> list[str]:
    """What the boxes of a page of statements send, those that cannot be ticked too."""
    return [part.partition('"')[0] for part in page.split('name="credential" value="')[1:]]
