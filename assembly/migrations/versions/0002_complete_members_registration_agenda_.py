"""Complete members, registration, agenda and notices."""

import sqlalchemy as sa
from alembic import op

import assembly.database_types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "calendar_feed",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("hash", name=op.f("uq_calendar_feed_hash")),
    )
    op.create_table(
        "calendar_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("made_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_calendar_round_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_round")),
    )
    with op.batch_alter_table("calendar_round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_round_event_id"), ["event_id"], unique=False)

    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("created_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_view_person_id_name")),
    )
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.create_index(
            "uq_saved_view_shared_name",
            ["name"],
            unique=True,
            sqlite_where=sa.text("person_id IS NULL"),
            postgresql_where=sa.text("person_id IS NULL"),
        )

    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_person_id_person")),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_attendance_sitting_id_sitting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("sitting_id", "person_id", name=op.f("uq_attendance_sitting_id_person_id")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_person_id"), ["person_id"], unique=False)

    op.create_table(
        "calendar_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=100), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("confirmed", "cancelled", name="entrystatus", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("starts_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_calendar_entry_sequence_not_negative")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_calendar_entry_delivery_id_delivery")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_calendar_entry_event_id_event")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_entry_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_entry")),
        sa.UniqueConstraint("delivery_id", "uid", name=op.f("uq_calendar_entry_delivery_id_uid")),
    )
    with op.batch_alter_table("calendar_entry", schema=None) as batch_op:
        batch_op.create_index("ix_calendar_entry_event_person", ["event_id", "person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_calendar_entry_person_id"), ["person_id"], unique=False)

    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("title", assembly.database_types.LocalizedTextType(), nullable=False),
        sa.Column(
            "visibility",
            sa.Enum(
                "public",
                "participants",
                "interpreters",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("owed_by", sa.String(length=200), nullable=True),
        sa.Column("due_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("removed_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("edited", sa.JSON(), nullable=False),
        sa.CheckConstraint("(sitting_id IS NULL) <> (item_id IS NULL)", name=op.f("ck_document_of_one")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_document_item_id_agenda_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_document_sitting_id_sitting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "interpreter_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("target", sa.String(length=8), nullable=False),
        sa.Column("starts_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source <> target", name=op.f("ck_interpreter_turn_into_another_language")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_interpreter_turn_starts_before_it_ends")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_interpreter_turn_registration_id_registration")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_interpreter_turn_sitting_id_sitting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreter_turn")),
    )
    with op.batch_alter_table("interpreter_turn", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interpreter_turn_registration_id"), ["registration_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_interpreter_turn_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "item_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", assembly.database_types.LocalizedTextType(), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("edited", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_item_link_item_id_agenda_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_link")),
        sa.UniqueConstraint("item_id", "position", name=op.f("uq_item_link_item_id_position")),
    )
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("badge", "visa-letter", name="paperkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("initials", sa.String(length=20), nullable=False),
        sa.Column("issued_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'visa-letter') = (language IS NOT NULL)", name=op.f("ck_paper_letters_have_a_language")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_paper_person_id_person")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_paper_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("code", name=op.f("uq_paper_code")),
    )
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_registration_id"), ["registration_id"], unique=False)
        batch_op.create_index(
            "uq_paper_live",
            ["registration_id", "person_id", "kind"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column(
            "platform",
            sa.Enum(
                "zoom",
                "bigbluebutton",
                "jitsi",
                "telephone",
                "other",
                name="platform",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("telephones", sa.String(length=500), nullable=False),
        sa.Column("pin", sa.String(length=60), nullable=False),
        sa.Column("instructions", assembly.database_types.LocalizedTextType(), nullable=False),
        sa.Column("edited", sa.JSON(), nullable=False),
        sa.CheckConstraint("(sitting_id IS NULL) <> (item_id IS NULL)", name=op.f("ck_room_of_one")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_room_item_id_agenda_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_room_sitting_id_sitting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("item_id", name=op.f("uq_room_item_id")),
        sa.UniqueConstraint("sitting_id", name=op.f("uq_room_sitting_id")),
    )
    op.create_table(
        "signup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("opens_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("closes_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_signup_opens_first")),
        sa.CheckConstraint("places >= 1", name=op.f("ck_signup_at_least_one_place")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_signup_item_id_agenda_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signup")),
        sa.UniqueConstraint("item_id", name=op.f("uq_signup_item_id")),
    )
    op.create_table(
        "vote_item",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_vote_item_item_id_agenda_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_vote_item_vote_id_vote"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("vote_id", name=op.f("pk_vote_item")),
    )
    with op.batch_alter_table("vote_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vote_item_item_id"), ["item_id"], unique=False)

    op.create_table(
        "document_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=True),
        sa.Column("stored", sa.String(length=43), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("added_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(stored IS NULL) <> (address IS NULL)", name=op.f("ck_document_file_file_or_link")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_file_document_id_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_file")),
    )
    with op.batch_alter_table("document_file", schema=None) as batch_op:
        batch_op.create_index(
            "uq_document_file_current",
            ["document_id", "language"],
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )

    op.create_table(
        "signup_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("joined_at", assembly.database_types.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_signup_entry_registration_id_registration")
        ),
        sa.ForeignKeyConstraint(
            ["signup_id"], ["signup.id"], name=op.f("fk_signup_entry_signup_id_signup"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signup_entry")),
        sa.UniqueConstraint("signup_id", "place", name=op.f("uq_signup_entry_signup_id_place")),
        sa.UniqueConstraint("signup_id", "registration_id", name=op.f("uq_signup_entry_signup_id_registration_id")),
    )
    with op.batch_alter_table("signup_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signup_entry_registration_id"), ["registration_id"], unique=False)

    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("by_secretariat", sa.Boolean(), server_default=sa.text("(false)"), nullable=False)
        )

    with op.batch_alter_table("channel", schema=None) as batch_op:
        batch_op.add_column(sa.Column("item_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum(
                    "voice",
                    "captions",
                    "sign",
                    name="channelkind",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                server_default="voice",
                nullable=False,
            )
        )
        batch_op.alter_column("sitting_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.drop_constraint(batch_op.f("uq_channel_sitting_id_language"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_channel_item_id_kind_language"), ["item_id", "kind", "language"]
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_channel_sitting_id_kind_language"), ["sitting_id", "kind", "language"]
        )
        batch_op.drop_constraint(batch_op.f("fk_channel_sitting_id_sitting"), type_="foreignkey")
        batch_op.create_foreign_key(
            batch_op.f("fk_channel_sitting_id_sitting"), "sitting", ["sitting_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_channel_item_id_agenda_item"), "agenda_item", ["item_id"], ["id"], ondelete="CASCADE"
        )

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rank", sa.SmallInteger(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("held_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("bounced_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True))
        batch_op.drop_index(batch_op.f("ix_delivery_state_due_at"))
        batch_op.create_index(
            "ix_delivery_to_be_sent",
            ["state", "due_at"],
            unique=False,
            sqlite_where=sa.text("held_at IS NULL"),
            postgresql_where=sa.text("held_at IS NULL"),
        )
        batch_op.drop_column("position")

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("vote_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("notice_days", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_notice_vote_id_vote"), "vote", ["vote_id"], ["id"])

    with op.batch_alter_table("notice_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("agenda_version_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("wall_time", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("each_own_time", sa.Boolean(), server_default=sa.text("(false)"), nullable=False))
        batch_op.add_column(sa.Column("paused_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("cancelled_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_notice_version_agenda_version_id_agenda_version"),
            "agenda_version",
            ["agenda_version_id"],
            ["id"],
        )

    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("place", assembly.database_types.LocalizedTextType(), server_default="{}", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "status",
                sa.Enum(
                    "confirmed", "cancelled", name="sittingstatus", native_enum=False, create_constraint=True, length=32
                ),
                server_default="confirmed",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("zone", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("wall_starts", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("wall_ends", sa.String(length=16), nullable=True))

    with op.batch_alter_table("speaker", schema=None) as batch_op:
        batch_op.add_column(sa.Column("registration_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("function", assembly.database_types.LocalizedTextType(), server_default="{}", nullable=False)
        )
        batch_op.add_column(sa.Column("agreed_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("edited", sa.JSON(), server_default="{}", nullable=False))
        batch_op.alter_column("name", existing_type=sa.VARCHAR(length=200), nullable=True)
        batch_op.create_index(batch_op.f("ix_speaker_registration_id"), ["registration_id"], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_speaker_item_id_registration_id_part"), ["item_id", "registration_id", "part"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_speaker_registration_id_registration"), "registration", ["registration_id"], ["id"]
        )
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_agenda_item_itemkind"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_agenda_item_itemkind"),
            "kind IN ('opening', 'plenary', 'panel', 'workshop', 'field-visit', 'vote', 'break', 'closing', 'other')",
        )
    with op.batch_alter_table("channel", schema=None) as batch_op:
        batch_op.create_check_constraint(batch_op.f("ck_channel_of_one"), "(sitting_id IS NULL) <> (item_id IS NULL)")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_check_constraint(batch_op.f("ck_notice_notice_days_from_one"), "notice_days >= 1")
    with op.batch_alter_table("speaker", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_speaker_speakerpart"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_speaker_registered_or_named"), "(registration_id IS NULL) = (name IS NOT NULL)"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_speaker_speakerpart"), "part IN ('chair', 'moderator', 'speaker')"
        )
