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
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_check_constraint(batch_op.f("ck_notice_notice_days_from_one"), "notice_days >= 1")
