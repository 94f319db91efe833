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
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held_at", assembly.database_types.UTCDateTime(timezone=True), nullable=True))
        batch_op.drop_index(batch_op.f("ix_delivery_state_due_at"))
        batch_op.create_index(
            "ix_delivery_to_be_sent",
            ["state", "due_at"],
            unique=False,
            sqlite_where=sa.text("held_at IS NULL"),
            postgresql_where=sa.text("held_at IS NULL"),
        )

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
