"""Sites that a person has paused."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("sites", sa.Column("paused_at", sa.DateTime(timezone=True)))
