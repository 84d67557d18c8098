"""When a draft last moved on a site: what its polls are stretched by."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("sites", sa.Column("active_at", sa.DateTime(timezone=True)))
