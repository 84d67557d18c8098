"""The first tables; worker/store/tables.py says what each column is for."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TIME = sa.DateTime(timezone=True)
HASH = sa.String(64)


def upgrade() -> None:
    op.create_table(
        "texts",
        sa.Column("hash", HASH, primary_key=True),
        sa.Column("title", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("kept_at", TIME, nullable=False),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(255), primary_key=True),
        sa.Column("site", sa.String(100), nullable=False),
        sa.Column("post_id", sa.BigInteger, nullable=False),
        sa.Column("source", HASH, sa.ForeignKey("texts.hash"), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String(16)),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("exit_status", sa.Integer, nullable=False),
        sa.Column("retry_at", TIME),
        sa.Column("starts", sa.Integer, nullable=False),
        sa.Column("result", HASH),
        sa.Column("proof", sa.Text),
        sa.Column("offered_at", TIME, nullable=False),
        sa.Column("settled_at", TIME),
        sa.Column("undone_at", TIME),
        sa.UniqueConstraint("site", "post_id", "source", "attempt"),
    )
    op.create_index("drafts_by_outcome", "drafts", ["site", "outcome"])
    op.create_table(
        "looks",
        sa.Column("site", sa.String(100), primary_key=True),
        sa.Column("post_id", sa.BigInteger, primary_key=True),
        sa.Column("modified", TIME, nullable=False),
    )
    op.create_table(
        "answers",
        sa.Column("key", HASH, primary_key=True),
        sa.Column("answer", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "ledger",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("key", HASH, nullable=False),
        sa.Column("draft", sa.String(255), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("input_tokens", sa.Integer),
        sa.Column("output_tokens", sa.Integer),
        sa.Column("reserved_at", TIME, nullable=False),
        sa.Column("settled_at", TIME),
    )
    op.create_table(
        "sites",
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("baseline", TIME),
        sa.Column("watermark", TIME),
        sa.Column("next_poll_at", TIME),
        sa.Column("last_poll", TIME),
        sa.Column("problem", sa.Text, nullable=False),
    )
    op.create_table(
        "nodes",
        sa.Column("name", sa.String(255), primary_key=True),
        sa.Column("beat", sa.BigInteger, nullable=False),
        sa.Column("heir", sa.String(255)),
    )
