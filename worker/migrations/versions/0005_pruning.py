"""What is known of a post, so that its texts can be dropped when nobody needs them, and posts that a person has skipped."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "posts",
        sa.Column("site", sa.String(100), primary_key=True),
        sa.Column("post_id", sa.BigInteger, primary_key=True),
        sa.Column("skipped_at", TIME),
        sa.Column("again_at", TIME),
        sa.Column("url", sa.Text),
        sa.Column("post_type", sa.Text),
        sa.Column("asked_at", TIME),
        sa.Column("ended_at", TIME),
        sa.Column("dropped_at", TIME),
    )
    op.create_table("chores", sa.Column("name", sa.String(32), primary_key=True), sa.Column("done_at", TIME, nullable=False))
    op.add_column("texts", sa.Column("dropped_at", TIME))
    op.add_column("answers", sa.Column("kept_at", TIME))
    # The age of an answer that was kept before is unknown: it begins now.
    op.execute(sa.text("UPDATE answers SET kept_at = CURRENT_TIMESTAMP"))
    op.create_index("drafts_by_source", "drafts", ["source"])
    op.create_index("drafts_by_result", "drafts", ["result"])
    op.create_index("texts_by_age", "texts", ["kept_at", "hash"])
    op.create_index("answers_by_age", "answers", ["kept_at"])
