"""Which post types a site was asked for: the drafts of one that is added later are no more an order than its first ones."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("sites", sa.Column("post_types", sa.Text))
