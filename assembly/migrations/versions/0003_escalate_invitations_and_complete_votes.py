"""Escalate invitations and complete votes."""

import sqlalchemy as sa
from alembic import op

import assembly.database_types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "breakdown",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("began_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("told_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("mended_told_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name=op.f("ck_breakdown_ends_after_it_began")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breakdown")),
    )
    op.create_table(
        "pulse",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pulse")),
    )
    op.create_table(
        "used_challenge",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_used_challenge")),
    )
    op.create_table(
        "authenticator",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.String(length=255), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_authenticator_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_authenticator")),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked", "taken-back", "done", name="erasurestate", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'asked') = (settled_at IS NULL)", name=op.f("ck_erasure_settled_or_waiting")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_erasure_asked_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_erasure_person_id_person")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_erasure_settled_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasure_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_erasure_waiting",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )

    op.create_table(
        "factor_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "shown",
                "refused",
                "recovery-code-used",
                "authenticator-added",
                "authenticator-removed",
                "passkey-added",
                "passkey-removed",
                "codes-made",
                "reset-asked",
                "reset",
                name="act",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_factor_act_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_act")),
    )
    with op.batch_alter_table("factor_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_factor_act_person_id"), ["person_id"], unique=False)

    op.create_table(
        "factor_reset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_factor_reset_asked_by_id_person")),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_factor_reset_confirmed_by_id_person")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_factor_reset_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_reset")),
    )
    with op.batch_alter_table("factor_reset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_factor_reset_person_id"), ["person_id"], unique=False)

    op.create_table(
        "kept_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("has_files", sa.Boolean(), nullable=False),
        sa.Column("sent_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_kept_form_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_form")),
        sa.UniqueConstraint("hash", name=op.f("uq_kept_form_hash")),
    )
    with op.batch_alter_table("kept_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_form_person_id"), ["person_id"], unique=False)

    op.create_table(
        "mailed_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("votes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_mailed_head_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailed_head")),
    )
    with op.batch_alter_table("mailed_head", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mailed_head_event_id"), ["event_id"], unique=False)

    op.create_table(
        "member_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("caller_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "promised",
                "reached",
                "no-answer",
                "wrong-number",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint("promised_on IS NULL OR outcome = 'promised'", name=op.f("ck_member_call_day_of_a_promise")),
        sa.CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name=op.f("ck_member_call_ends_with_an_outcome")),
        sa.ForeignKeyConstraint(["caller_id"], ["person.id"], name=op.f("fk_member_call_caller_id_person")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_member_call_event_id_event")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_member_call_member_id_member")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_member_call_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_call")),
    )
    with op.batch_alter_table("member_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_member_call_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_member_call_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_member_call_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_member_call_under_way",
            ["event_id", "member_id"],
            unique=True,
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        )

    op.create_table(
        "news_refusal",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("refused_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_news_refusal_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_news_refusal")),
    )
    op.create_table(
        "opening_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_opening_mail_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_mail")),
    )
    with op.batch_alter_table("opening_mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opening_mail_event_id"), ["event_id"], unique=False)

    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("credential", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.String(length=2000), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("created_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("used_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passkey_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkey_credential")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_person_id"), ["person_id"], unique=False)

    op.create_table(
        "provider_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("created_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_provider_account_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_account")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_provider_account_issuer_subject")),
    )
    with op.batch_alter_table("provider_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provider_account_person_id"), ["person_id"], unique=False)

    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("used_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_person_id"), ["person_id"], unique=False)

    op.create_table(
        "restoration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("backup_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("restored_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("decided_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by IS NULL)", name=op.f("ck_restoration_decided_by_somebody")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_restoration_decided_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restoration")),
    )
    with op.batch_alter_table("restoration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_restoration_decided_by"), ["decided_by"], unique=False)

    op.create_table(
        "role_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column(
            "change",
            sa.Enum(
                "given",
                "taken",
                "closed",
                "reopened",
                name="change",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "staff",
                "scrutineer",
                "chair",
                "focal_point",
                "helper",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("made_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(role IS NOT NULL) = (change IN ('given', 'taken'))", name=op.f("ck_role_change_of_a_role")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_role_change_by_id_person")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_role_change_event_id_event")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_change_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_change")),
    )
    with op.batch_alter_table("role_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_change_person_id"), ["person_id"], unique=False)

    op.create_table(
        "roll_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("correct_until", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("sent_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_roll_check_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_check")),
        sa.UniqueConstraint("event_id", "correct_until", name=op.f("uq_roll_check_event_id_correct_until")),
    )
    op.create_table(
        "casting_vote",
        sa.Column("vote_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asked_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "choice",
            sa.Enum(
                "yes",
                "no",
                "abstain",
                "blank",
                name="motionchoice",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("decided_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("choice IS NULL OR choice IN ('yes', 'no')", name=op.f("ck_casting_vote_for_or_against")),
        sa.CheckConstraint("(choice IS NULL) = (decided_at IS NULL)", name=op.f("ck_casting_vote_decided_at_a_time")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_casting_vote_decided_by_person")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_casting_vote_vote_id_vote")),
        sa.PrimaryKeyConstraint("vote_id", name=op.f("pk_casting_vote")),
    )
    with op.batch_alter_table("casting_vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casting_vote_decided_by"), ["decided_by"], unique=False)

    op.create_table(
        "count_confirmation",
        sa.Column("vote_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_count_confirmation_person_id_person")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_count_confirmation_vote_id_vote")),
        sa.PrimaryKeyConstraint("vote_id", name=op.f("pk_count_confirmation")),
    )
    with op.batch_alter_table("count_confirmation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_count_confirmation_person_id"), ["person_id"], unique=False)

    op.create_table(
        "helper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("opened_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegation.id"], name=op.f("fk_helper_delegation_id_delegation")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_helper_ended_by_id_person")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_helper_member_id_member")),
        sa.ForeignKeyConstraint(["named_by_id"], ["person.id"], name=op.f("fk_helper_named_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_helper_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helper")),
    )
    with op.batch_alter_table("helper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_helper_delegation_id"), ["delegation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_helper_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_helper_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_helper_live",
            ["delegation_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("raised_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("answered_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by IS NULL)", name=op.f("ck_objection_answered_by_somebody")
        ),
        sa.CheckConstraint("(answered_at IS NULL) = (reply IS NULL)", name=op.f("ck_objection_answered_with_words")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_objection_answered_by_person")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_objection_member_id_member")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_objection_person_id_person")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_objection_vote_id_vote")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_answered_by"), ["answered_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_objection_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_objection_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_objection_vote_id"), ["vote_id"], unique=False)

    op.create_table(
        "opening_mail_vote",
        sa.Column("mail_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("vote_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["opening_mail.id"], name=op.f("fk_opening_mail_vote_mail_id_opening_mail")
        ),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_opening_mail_vote_vote_id_vote")),
        sa.PrimaryKeyConstraint("mail_id", "vote_id", name=op.f("pk_opening_mail_vote")),
    )
    with op.batch_alter_table("opening_mail_vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opening_mail_vote_vote_id"), ["vote_id"], unique=False)

    op.create_table(
        "plain_votes",
        sa.Column("vote_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("choice", sa.String(length=198), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.CheckConstraint("votes >= 1", name=op.f("ck_plain_votes_at_least_one_vote")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_plain_votes_vote_id_vote")),
        sa.PrimaryKeyConstraint("vote_id", "choice", name=op.f("pk_plain_votes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "planned_opening",
        sa.Column("vote_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opens_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("planned_by", sa.Integer(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("small_groups", sa.Boolean(), nullable=False),
        sa.Column("failed_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["planned_by"], ["person.id"], name=op.f("fk_planned_opening_planned_by_person")),
        sa.ForeignKeyConstraint(
            ["vote_id"], ["vote.id"], name=op.f("fk_planned_opening_vote_id_vote"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("vote_id", name=op.f("pk_planned_opening")),
    )
    with op.batch_alter_table("planned_opening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_planned_opening_planned_by"), ["planned_by"], unique=False)

    op.create_table(
        "presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "means",
            sa.Enum(
                "entered", "declared", "ticked", name="means", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("arrived_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("left_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("arrived_at <= left_at", name=op.f("ck_presence_arrived_before_leaving")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_presence_person_id_person")),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_presence_sitting_id_sitting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
    )
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_presence_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_presence_sitting_id"), ["sitting_id"], unique=False)
        batch_op.create_index(
            "uq_presence_open",
            ["sitting_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.create_table(
        "restored_vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("backup_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("restored_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("receipts", sa.String(length=64), nullable=False),
        sa.Column("mailed_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("mailed_entries", sa.Integer(), nullable=True),
        sa.Column("mailed_head", sa.String(length=64), nullable=True),
        sa.Column("mailed_ballots", sa.Integer(), nullable=True),
        sa.Column("mailed_receipts", sa.String(length=64), nullable=True),
        sa.Column(
            "finding",
            sa.Enum(
                "same",
                "more-here",
                "lost",
                "changed",
                name="finding",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("seen_ballots", sa.Integer(), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(confirmed_by IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_restored_vote_confirmed_by_somebody")
        ),
        sa.CheckConstraint(
            "(finding IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_restored_vote_confirmed_with_a_finding")
        ),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_restored_vote_confirmed_by_person")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_restored_vote_vote_id_vote")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restored_vote")),
    )
    with op.batch_alter_table("restored_vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_restored_vote_confirmed_by"), ["confirmed_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_restored_vote_vote_id"), ["vote_id"], unique=False)

    op.create_table(
        "roll_check_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["roll_check.id"], name=op.f("fk_roll_check_member_check_id_roll_check")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_roll_check_member_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_check_member")),
        sa.UniqueConstraint("check_id", "member_id", name=op.f("uq_roll_check_member_check_id_member_id")),
    )
    with op.batch_alter_table("roll_check_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roll_check_member_member_id"), ["member_id"], unique=False)

    op.create_table(
        "telephone_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("shown_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("guesses", sa.Integer(), nullable=False),
        sa.Column("used_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("objected_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(confirmed_by_id IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_telephone_code_confirmed_at_a_time")
        ),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> asked_by_id",
            name=op.f("ck_telephone_code_confirmed_by_another"),
        ),
        sa.CheckConstraint("guesses >= 0", name=op.f("ck_telephone_code_guesses_not_negative")),
        sa.CheckConstraint(
            "shown_at IS NULL OR confirmed_at IS NOT NULL", name=op.f("ck_telephone_code_shown_when_confirmed")
        ),
        sa.CheckConstraint("used_at IS NULL OR shown_at IS NOT NULL", name=op.f("ck_telephone_code_used_when_shown")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_telephone_code_asked_by_id_person")),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_telephone_code_confirmed_by_id_person")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_telephone_code_event_id_event")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_telephone_code_person_id_person")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["user_session.id"], name=op.f("fk_telephone_code_session_id_user_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telephone_code")),
    )
    with op.batch_alter_table("telephone_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_telephone_code_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_telephone_code_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_telephone_code_session_id"), ["session_id"], unique=False)

    op.create_table(
        "vote_lot",
        sa.Column("vote_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("between", sa.JSON(), nullable=False),
        sa.Column("asked_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("numbers", sa.String(length=200), nullable=True),
        sa.Column("drawn_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("drawn_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(numbers IS NULL) = (drawn_at IS NULL)", name=op.f("ck_vote_lot_drawn_with_numbers")),
        sa.ForeignKeyConstraint(["drawn_by"], ["person.id"], name=op.f("fk_vote_lot_drawn_by_person")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_vote_lot_vote_id_vote")),
        sa.PrimaryKeyConstraint("vote_id", name=op.f("pk_vote_lot")),
    )
    with op.batch_alter_table("vote_lot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vote_lot_drawn_by"), ["drawn_by"], unique=False)

    op.create_table(
        "vote_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", assembly.database_types.LocalizedTextType(), nullable=False),
        sa.Column("edited", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_vote_option_vote_id_vote"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_option")),
        sa.UniqueConstraint("vote_id", "position", name=op.f("uq_vote_option_vote_id_position")),
    )
    op.create_table(
        "vote_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("deadline", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("sent_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_vote_reminder_vote_id_vote")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_reminder")),
        sa.UniqueConstraint("vote_id", "deadline", name=op.f("uq_vote_reminder_vote_id_deadline")),
    )
    with op.batch_alter_table("vote_reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vote_reminder_vote_id"), ["vote_id"], unique=False)

    op.create_table(
        "assisted_ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("right_id", sa.Integer(), nullable=False),
        sa.Column(
            "means",
            sa.Enum("telephone", "paper", name="means", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "confirmed",
                "differed",
                "taken-back",
                "expired",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("ended_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome <> 'confirmed' OR (ended_by IS NOT NULL AND ended_by <> entered_by)",
            name=op.f("ck_assisted_ballot_confirmed_by_another"),
        ),
        sa.CheckConstraint("(digest IS NULL) = (salt IS NULL)", name=op.f("ck_assisted_ballot_digest_with_salt")),
        sa.CheckConstraint(
            "(outcome IS NULL) = (digest IS NOT NULL)", name=op.f("ck_assisted_ballot_digest_while_waiting")
        ),
        sa.CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name=op.f("ck_assisted_ballot_ended_at_a_time")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_assisted_ballot_ended_by_person")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_assisted_ballot_entered_by_person")),
        sa.ForeignKeyConstraint(
            ["right_id"], ["voting_right.id"], name=op.f("fk_assisted_ballot_right_id_voting_right")
        ),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_assisted_ballot_vote_id_vote")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assisted_ballot")),
    )
    with op.batch_alter_table("assisted_ballot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assisted_ballot_ended_by"), ["ended_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_assisted_ballot_entered_by"), ["entered_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_assisted_ballot_right_id"), ["right_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assisted_ballot_vote_id"), ["vote_id"], unique=False)
        batch_op.create_index(
            "uq_assisted_ballot_waiting",
            ["right_id"],
            unique=True,
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        )

    op.create_table(
        "change_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "add",
                "substitute",
                "withdraw",
                "correct",
                name="changekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=1000), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "accepted",
                "declined",
                "taken-back",
                name="requeststate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.CheckConstraint("(kind = 'add') = (registration_id IS NULL)", name=op.f("ck_change_request_about_somebody")),
        sa.CheckConstraint(
            "(state = 'waiting') = (answered_at IS NULL)", name=op.f("ck_change_request_answered_or_waiting")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_change_request_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_change_request_asked_by_id_person")),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_change_request_delegation_id_delegation")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_change_request_member_id_member")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_change_request_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_request")),
    )
    with op.batch_alter_table("change_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_request_delegation_id"), ["delegation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_request_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_request_registration_id"), ["registration_id"], unique=False)
        batch_op.create_index(
            "uq_change_request_waiting",
            ["registration_id"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "escalation",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "no-answer",
                "returned",
                "wrong-person",
                "withdrawn",
                "closed",
                "no-contact",
                "message-returned",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["before_id"], ["person.id"], name=op.f("fk_escalation_before_id_person")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_escalation_invitation_id_invitation")
        ),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_escalation")),
    )
    op.create_table(
        "replaced_ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("right_id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("cast_id", sa.String(length=32), nullable=False),
        sa.Column("receipt", sa.String(length=40), nullable=False),
        sa.Column("choice", sa.String(length=198), nullable=True),
        sa.ForeignKeyConstraint(
            ["right_id"], ["voting_right.id"], name=op.f("fk_replaced_ballot_right_id_voting_right")
        ),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_replaced_ballot_vote_id_vote")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replaced_ballot")),
        sa.UniqueConstraint("receipt", name=op.f("uq_replaced_ballot_receipt")),
    )
    with op.batch_alter_table("replaced_ballot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_replaced_ballot_right_id"), ["right_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_replaced_ballot_vote_id"), ["vote_id"], unique=False)

    op.create_table(
        "sitting_course",
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_sitting_course_item_id_agenda_item"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_sitting_course_sitting_id_sitting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sitting_id", name=op.f("pk_sitting_course")),
    )
    with op.batch_alter_table("sitting_course", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sitting_course_item_id"), ["item_id"], unique=False)

    op.create_table(
        "notice_left_out",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("refused_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_notice_left_out_member_id_member")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_left_out_person_id_person")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["notice_version.id"], name=op.f("fk_notice_left_out_version_id_notice_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_left_out")),
        sa.UniqueConstraint("version_id", "person_id", name=op.f("uq_notice_left_out_version_id_person_id")),
    )
    with op.batch_alter_table("notice_left_out", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_left_out_person_id"), ["person_id"], unique=False)

    op.create_table(
        "paper_asked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_paper_asked_document_id_document"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_paper_asked_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_asked")),
        sa.UniqueConstraint("document_id", name=op.f("uq_paper_asked_document_id")),
    )
    with op.batch_alter_table("paper_asked", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_asked_registration_id"), ["registration_id"], unique=False)

    op.create_table(
        "paper_handed_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("stored", sa.String(length=43), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("handed_in_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_paper_handed_in_document_id_document"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_paper_handed_in_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_handed_in")),
        sa.UniqueConstraint("document_id", "language", name=op.f("uq_paper_handed_in_document_id_language")),
    )
    with op.batch_alter_table("paper_handed_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_handed_in_registration_id"), ["registration_id"], unique=False)

    op.create_table(
        "proposed_person",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "delegate",
                "alternate",
                "observer",
                "guest",
                "speaker",
                "interpreter",
                "staff",
                name="participantrole",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("latin_name", sa.String(length=200), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("position", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_proposed_person_person_id_person")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["change_request.id"], name=op.f("fk_proposed_person_request_id_change_request")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_proposed_person")),
    )
    with op.batch_alter_table("proposed_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposed_person_person_id"), ["person_id"], unique=False)

    op.create_table(
        "proxy_instruction",
        sa.Column("proxy_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["proxy_id"], ["proxy.id"], name=op.f("fk_proxy_instruction_proxy_id_proxy"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("proxy_id", name=op.f("pk_proxy_instruction")),
    )
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("removed_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True))

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("escalate_after", sa.Integer(), nullable=True))

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("right_person", sa.String(length=300), nullable=True))

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("news", sa.Boolean(), server_default=sa.text("(false)"), nullable=False))

    with op.batch_alter_table("proxy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proxy_member_id"), ["member_id"], unique=False)

    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_member_id"), ["member_id"], unique=False)

    with op.batch_alter_table("roll_call_ballot", schema=None) as batch_op:
        batch_op.alter_column(
            "choice", existing_type=sa.VARCHAR(length=32), type_=sa.String(length=198), existing_nullable=False
        )

    with op.batch_alter_table("rule_profile", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("assisted_secret", sa.Boolean(), server_default=sa.text("(false)"), nullable=False)
        )

    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("removed_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True))

    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("network", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("owes_factor", sa.Boolean(), server_default=sa.text("(false)"), nullable=False))
        batch_op.add_column(sa.Column("factor_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True))

    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum(
                    "motion",
                    "choice",
                    "election",
                    name="votekind",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                server_default="motion",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "method",
                sa.Enum(
                    "plurality",
                    "majority",
                    "block",
                    "approval",
                    "yes-no",
                    "scottish-stv",
                    "meek-stv",
                    name="method",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("seats", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("none_of_these", sa.Boolean(), server_default=sa.text("(false)"), nullable=False))
        batch_op.add_column(sa.Column("revoting", sa.Boolean(), server_default=sa.text("(false)"), nullable=False))
        batch_op.add_column(sa.Column("regions", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("listed", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("practice", sa.Boolean(), server_default=sa.text("(false)"), nullable=False))
        batch_op.add_column(sa.Column("confirm_count", sa.Boolean(), server_default=sa.text("(false)"), nullable=False))
        batch_op.add_column(sa.Column("objection_hours", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("run_off_of", sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_vote_run_off_of"), ["run_off_of"])
        batch_op.create_foreign_key(batch_op.f("fk_vote_run_off_of_vote"), "vote", ["run_off_of"], ["id"])

    # A ballot's marks are letters now; nothing else about it changes.
    for word, letter in (("yes", "Y"), ("no", "N"), ("abstain", "A"), ("blank", "B")):
        for table in ("roll_call_ballot", "plain_ballot"):
            op.execute(f"UPDATE {table} SET choice = '{letter}' WHERE choice = '{word}'")  # noqa: S608 - from this list
    # Of what was counted, only how many votes say the same is kept.
    op.execute(
        "INSERT INTO plain_votes (vote_id, choice, votes) "
        "SELECT vote_id, choice, SUM(weight) FROM plain_ballot GROUP BY vote_id, choice"
    )
    op.drop_table("plain_ballot")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_check_constraint(batch_op.f("ck_event_escalates_after_days"), "escalate_after BETWEEN 1 AND 60")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_question_questionkind"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_question_questionkind"),
            "kind IN ('text', 'long-text', 'choice', 'choices', 'country', 'yes-no', 'number', 'date', 'file')",
        )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_role_grant_event_or_member"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_role_grant_focal_point_of_a_member"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_role_grant_role"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_role_grant_event_or_member"), "event_id IS NULL OR member_id IS NULL OR role = 'helper'"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_role_grant_focal_point_of_a_member"),
            "(role IN ('focal_point', 'helper')) = (member_id IS NOT NULL)",
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_role_grant_helper_at_an_event"), "role <> 'helper' OR event_id IS NOT NULL"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_role_grant_role"),
            "role IN ('administrator', 'staff', 'scrutineer', 'chair', 'focal_point', 'helper')",
        )
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_token_purpose"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_token_purpose"),
            "purpose IN ('sign-in', 'invitation', 'personal-page', 'guest', 'helper', 'telephone')",
        )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_user_session_purpose"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_user_session_purpose"),
            "purpose IN ('sign-in', 'invitation', 'personal-page', 'guest', 'helper', 'telephone')",
        )
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.create_check_constraint(batch_op.f("ck_vote_at_least_one_seat"), "seats >= 1")
        batch_op.create_check_constraint(
            batch_op.f("ck_vote_elections_have_a_method"), "(kind = 'motion') = (method IS NULL)"
        )
        batch_op.create_check_constraint(batch_op.f("ck_vote_time_to_object"), "objection_hours >= 1")
