"""Why a draft was passed over, and what a look at all drafts of a site needs to know."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("looks", sa.Column("reason", sa.Text))
    op.add_column("sites", sa.Column("swept_at", sa.DateTime(timezone=True)))
    op.add_column("sites", sa.Column("newest_post", sa.BigInteger))
