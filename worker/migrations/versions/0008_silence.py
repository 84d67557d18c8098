"""When the heart of each node beat last, by the one clock that all share."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("nodes", sa.Column("beaten_at", sa.Double))
