"""What all nodes know of the servers they ask, and which failures were no tries."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "gates",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("shut_until", sa.Double, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("trips", sa.Integer, nullable=False),
        sa.Column("opened_at", sa.Double, nullable=False),
        sa.Column("open_until", sa.Double, nullable=False),
        sa.Column("probe_until", sa.Double, nullable=False),
        sa.Column("counts", sa.Text, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
    )
    op.add_column("drafts", sa.Column("waited", sa.Boolean, nullable=False, server_default=sa.false()))
