"""Opening: everything complete or accepted by name, then frozen, whoever asks."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

import worker.voting
from assembly import clock
from assembly.database import transaction
from assembly.database_types import LocalizedText
from assembly.extensions import db
from assembly.mail.models import Delivery
from assembly.members.models import Member, MemberStatus
from assembly.tally.canonical import canonical_hash, read_json
from assembly.tally.rules import SIMPLE_MAJORITY, Basis, Quorum, QuorumMoment
from assembly.tally.rules import RuleProfile as Rules
from assembly.triggers import STEPS
from assembly.voting import keys, service
from assembly.voting.models import Secrecy, Vote, VotingRight
from assembly.voting.opening_rules import OpeningCode
from assembly.voting.refusals import KeyNotReadyError, OpeningRefusedError
from assembly.voting.rules import TRANSITIONS, VoteState
from assembly.voting.service import Acceptance
from tests.factories import voting as make
from tests.factories.voting import QUESTION, Scene, acting
from tests.voting.test_elections import election

ALL = Acceptance(small_groups=True)


FORBIDDEN = (
    "UPDATE vote SET question = '{}'",
    "UPDATE vote SET background = '{}'",
    "UPDATE vote SET secrecy = 'sealed'",
    "UPDATE vote SET frozen = '{}'",
    "UPDATE vote SET hash = 'x'",
    "UPDATE vote SET rule_profile_id = rule_profile_id + 1",
    "UPDATE vote SET state = 'draft', hash = NULL",
    "UPDATE vote SET state = 'published'",
    "UPDATE vote SET closes_at = opened_at",
    "DELETE FROM vote",
    "UPDATE voting_right SET weight = 2",
    "DELETE FROM voting_right",
    "INSERT INTO voting_right (vote_id, member_id, weight) SELECT vote.id, member.id, 1 FROM vote, member",
    "UPDATE vote_cast SET receipt = 'x'",
    "DELETE FROM vote_cast",
    "UPDATE roll_call_ballot SET choice = 'no'",
    "DELETE FROM roll_call_ballot",
    "INSERT INTO result (vote_id, content, counted_at) SELECT id, '{}', opened_at FROM vote",
    "INSERT INTO plain_votes (vote_id, choice, votes) SELECT id, 'Y', 1 FROM vote",
)
"""What SQL must not do to an open vote."""


def try_to_open(scene: Scene, vote_id: int, acceptance: Acceptance = ALL) -> list[OpeningCode]:
    """Open a vote; return what stood in the way."""
    try:
        with transaction():
            service.open_vote(acting(scene.staff_id), vote_id, acceptance)
    except OpeningRefusedError as error:
        return [problem.code for problem in error.problems]
    return []


def vote(vote_id: int) -> Vote:
    return db.session.get_one(Vote, vote_id, populate_existing=True)


class TestTheGate:
    def test_lets_a_complete_vote_through(self, scene: Scene) -> None:
        assert try_to_open(scene, make.draft_vote(scene)) == []

    def test_names_each_missing_language(self, scene: Scene) -> None:
        question = LocalizedText({"en": QUESTION["en"], "fr": QUESTION["fr"]})
        vote_id = make.draft_vote(scene, question=question, background=LocalizedText())
        assert try_to_open(scene, vote_id) == [OpeningCode.TEXT_MISSING, OpeningCode.TEXT_MISSING]
        assert vote(vote_id).state is VoteState.DRAFT

    def test_lets_a_gap_through_that_is_accepted_by_name(self, scene: Scene) -> None:
        question = LocalizedText({code: QUESTION[code] for code in ("en", "es", "fr")})
        vote_id = make.draft_vote(scene, question=question, background=LocalizedText())
        accepted = Acceptance(frozenset({"ru", "es"}), small_groups=True)
        assert try_to_open(scene, vote_id, accepted) == []
        assert vote(vote_id).accepted_gaps == ["ru"]

    def test_refuses_a_translation_that_is_older_than_its_source(self, scene: Scene) -> None:
        vote_id = make.draft_vote(scene)
        changed = LocalizedText(QUESTION | {"en": "Is the framework approved?"})
        with transaction():
            service.edit_vote(acting(scene.staff_id), vote_id, make.draft(scene, question=changed))
        assert try_to_open(scene, vote_id) == [OpeningCode.TEXT_MISSING] * 3

    def test_refuses_a_deadline_that_has_passed(self, scene: Scene) -> None:
        vote_id = make.draft_vote(scene, closes_at=clock.now() - timedelta(minutes=1))
        assert try_to_open(scene, vote_id) == [OpeningCode.DEADLINE_IN_PAST]

    def test_refuses_rules_that_count_presence(self, scene: Scene) -> None:
        rules = Rules(
            threshold=SIMPLE_MAJORITY,
            basis=Basis.REPRESENTED,
            quorum=Quorum(make.HALF, QuorumMoment.OPENING),
        )
        with transaction():
            profile = service.create_profile(
                None, name=LocalizedText(en="Present"), article=make.ARTICLE, rules=rules
            ).id
        assert try_to_open(scene, make.draft_vote(scene, rule_profile_id=profile)) == [
            OpeningCode.LONG_VOTE_REPRESENTED_BASIS,
            OpeningCode.LONG_VOTE_QUORUM_NOT_ON_CAST,
        ]

    def test_warns_of_a_small_secret_roll_until_it_is_accepted(self, context: object) -> None:
        with transaction():
            scene = make.assembly_of(4)
        vote_id = make.draft_vote(scene, secrecy=Secrecy.SEALED)
        assert try_to_open(scene, vote_id, Acceptance()) == [OpeningCode.SMALL_ROLL]
        assert try_to_open(scene, vote_id, ALL) == []

    def test_opens_once(self, scene: Scene) -> None:
        vote_id = make.open_vote(scene)
        assert try_to_open(scene, vote_id) == [OpeningCode.NOT_DRAFT]


class TestTheRoll:
    def test_holds_every_member_but_the_suspended(self, scene: Scene) -> None:
        with transaction():
            make.member(status=MemberStatus.AFFILIATE)
            make.member(status=MemberStatus.SUSPENDED)
        vote_id = make.open_vote(scene)
        rights = db.session.scalars(select(VotingRight).where(VotingRight.vote_id == vote_id)).all()
        assert len(rights) == 6
        assert MemberStatus.SUSPENDED not in {right.member.status for right in rights}

    def test_tells_who_cannot_vote_yet(self, scene: Scene) -> None:
        with transaction():
            nobody = make.member().id
        ready = service.readiness(vote(make.draft_vote(scene)))
        assert [member.id for member in ready.unready] == [nobody]

    def test_mails_everybody_who_votes_once(self, scene: Scene) -> None:
        giver, holder = scene.seats[0], scene.seats[1]
        with transaction():
            make.proxy(scene, giver, holder)
        make.open_vote(scene)
        mailed = db.session.scalars(select(Delivery.person_id).where(Delivery.kind == "vote-opened")).all()
        assert sorted(mailed) == sorted(seat.delegate_id for seat in scene.seats if seat != giver)


class TestTheKey:
    def test_is_needed_for_a_secret_vote(self, scene: Scene) -> None:
        from assembly.events.models import Event

        event = db.session.get_one(Event, scene.event_id)
        with transaction():
            made = service.create_vote(None, event, make.draft(scene, secrecy=Secrecy.SEALED)).id
        with pytest.raises(KeyNotReadyError), transaction():
            service.open_vote(acting(scene.staff_id), made, ALL)
        assert vote(made).state is VoteState.DRAFT

    def test_is_asked_for_when_a_secret_draft_is_saved(
        self, scene: Scene, wake_ups: list[tuple[str, tuple[int | str, ...]]]
    ) -> None:
        vote_id = make.draft_vote(scene, secrecy=Secrecy.SEALED)
        assert ("voting.prepare_key", (vote_id,)) in wake_ups

    def test_waits_until_there_is_somebody_to_choose(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        """The usual elections begin without candidates; the sweep, every few seconds, is not to fail for that."""
        failed: list[object] = []
        monkeypatch.setattr(worker.voting.log, "exception", lambda *what, **_more: failed.append(what))
        vote_id = make.draft_vote(scene, secrecy=Secrecy.SEALED, **election(options=()))
        worker.voting.sweep()
        assert (vote(vote_id).public_key, failed) == (None, [])
        with transaction():
            service.edit_vote(None, vote_id, make.draft(scene, secrecy=Secrecy.SEALED, **election()))
        worker.voting.sweep()
        assert vote(vote_id).public_key

    def test_is_a_file_for_the_workers_alone(self, scene: Scene, settings: object) -> None:
        make.draft_vote(scene, secrecy=Secrecy.SEALED)
        (path,) = settings.keys_dir.iterdir()  # type: ignore[attr-defined]
        assert oct(path.stat().st_mode)[-3:] == "600"
        assert oct(path.parent.stat().st_mode)[-3:] == "700"

    def test_is_one_for_all_votes_of_an_event(self, scene: Scene) -> None:
        first = make.draft_vote(scene, secrecy=Secrecy.SEALED)
        second = make.draft_vote(scene, secrecy=Secrecy.SEALED)
        assert vote(first).public_key == vote(second).public_key

    def test_is_not_made_anew_once_ballots_may_have_been_sealed_with_it(self, scene: Scene, settings: object) -> None:
        vote_id = make.open_vote(scene, secrecy=Secrecy.SEALED)
        (path,) = settings.keys_dir.iterdir()  # type: ignore[attr-defined]
        path.unlink()
        with pytest.raises(keys.KeyMissingError):
            make.draft_vote(scene, secrecy=Secrecy.SEALED)
        make.close(vote_id, scene)
        with pytest.raises(keys.KeyMissingError):
            make.count_ballots(vote_id)
        assert vote(vote_id).state is VoteState.CLOSED


class TestWhatIsFrozen:
    """Case 18: not even SQL changes what is asked, or who may vote."""

    def test_is_kept_by_the_database(self, scene: Scene) -> None:
        vote_id = make.open_vote(scene)
        make.cast(vote_id, scene.seats[0])
        for statement in FORBIDDEN:
            with pytest.raises(IntegrityError), transaction() as session:
                session.execute(text(statement))
                pytest.fail(f"the database did it: {statement}")

    @pytest.mark.parametrize("table", ["vote_cast", "roll_call_ballot"])
    def test_no_ballot_comes_in_after_the_end(self, scene: Scene, table: str) -> None:
        vote_id = make.open_vote(scene)
        right = make.right_of(vote_id, scene.seats[0])
        make.close(vote_id, scene)
        columns, values = {
            "vote_cast": ("right_id, vote_id, person_id, cast_id, receipt", f"1, '{'0' * 32}', 'X'"),
            "roll_call_ballot": ("right_id, vote_id, choice", "'yes'"),
        }[table]
        with pytest.raises(IntegrityError), transaction() as session:
            session.execute(
                text(f"INSERT INTO {table} ({columns}) VALUES ({right}, {vote_id}, {values})")  # noqa: S608 - names above
            )

    def test_has_the_hash_that_is_published(self, scene: Scene) -> None:
        opened = vote(make.open_vote(scene))
        assert opened.frozen
        frozen = read_json(opened.frozen)
        assert canonical_hash(frozen) == opened.hash
        assert frozen["question"] == dict(QUESTION)
        assert frozen["article"] == dict(make.ARTICLE)
        assert [right["weight"] for right in frozen["roll"]] == [1] * 5

    def test_does_not_follow_its_rule_profile(self, scene: Scene) -> None:
        from assembly.voting import freezing
        from assembly.voting.models import RuleProfile

        vote_id = make.open_vote(scene)
        with transaction():
            profile = db.session.get_one(RuleProfile, scene.profile_id)
            profile.rules = {**profile.rules, "basis": "entitled"}
            profile.article = LocalizedText(en="Another")
        assert freezing.rules_of(vote(vote_id)).basis is Basis.FOR_AND_AGAINST
        assert freezing.article_of(vote(vote_id)) == make.ARTICLE

    def test_a_changed_register_changes_no_roll(self, scene: Scene) -> None:
        vote_id = make.open_vote(scene)
        with transaction():
            make.member()
            db.session.get_one(Member, scene.seats[0].member_id).weight = 7
        rights = db.session.scalars(select(VotingRight.weight).where(VotingRight.vote_id == vote_id)).all()
        assert list(rights) == [1] * 5


def test_rules_and_triggers_know_the_same_life() -> None:
    assert set(STEPS) == {f"{old}>{new}" for old, states in TRANSITIONS.items() for new in states}
