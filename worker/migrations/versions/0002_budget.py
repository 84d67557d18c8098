"""What each call may take and has taken, and the sums by which budgets are kept.  Counting begins with this upgrade."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("ledger", sa.Column("tokens", sa.BigInteger, nullable=False, server_default="0"))
    op.add_column("ledger", sa.Column("cost", sa.BigInteger))
    op.create_table(
        "spending",
        sa.Column("scope", sa.String(255), primary_key=True),
        sa.Column("period", sa.String(10), primary_key=True),
        sa.Column("tokens", sa.BigInteger, nullable=False),
        sa.Column("cost", sa.BigInteger, nullable=False),
        sa.Column("told", sa.String(64), nullable=False),
    )
