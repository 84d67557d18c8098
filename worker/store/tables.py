"""
The tables: what each column is for.

Bodies live in `texts`, by their hash, so that everything else (the engine's steps, too) passes hashes.  Nothing here
ever holds a secret.  Times are aware and UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa


class Utc(sa.TypeDecorator[datetime]):
    """An aware time in UTC.  SQLite keeps no zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Exact(sa.TypeDecorator[str]):
    """
    Any str at all, given back unchanged: PostgreSQL's text refuses U+0000, and neither database takes a lone surrogate.
    """

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: sa.Dialect) -> bytes | None:
        return None if value is None else value.encode("utf-8", "surrogatepass")

    def process_result_value(self, value: bytes | None, _dialect: sa.Dialect) -> str | None:
        return None if value is None else value.decode("utf-8", "surrogatepass")


schema = sa.MetaData()
_COUNTER = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # SQLite counts up only a column of its own INTEGER

texts = sa.Table(
    "texts",
    schema,
    sa.Column("hash", sa.String(64), primary_key=True, comment="SHA-256 of title and body"),
    sa.Column("title", Exact, nullable=False, comment="raw, as the site's API gave it"),
    sa.Column("body", Exact, nullable=False, comment="raw, as the site's API gave it"),
    sa.Column("kept_at", Utc, nullable=False, comment="the last time that somebody kept it"),
    sa.Column("dropped_at", Utc, comment="when title and body were emptied, long after the post was published or gone"),
    comment="originals and results, by content; never changed, and dropped only by worker/prune.py",
)
sa.Index("texts_by_age", texts.c.kept_at, texts.c.hash)  # with the hash: a body is long, and need not be read to find the old ones

drafts = sa.Table(
    "drafts",
    schema,
    sa.Column(
        "id",
        sa.String(255),
        primary_key=True,
        comment="the workflow's: rw:site:post:hash of source, prompt, model, rules[:attempt]",
    ),
    sa.Column("site", sa.String(100), nullable=False, comment="name of its configuration file"),
    sa.Column("post_id", sa.BigInteger, nullable=False),
    sa.Column(
        "source",
        sa.String(64),
        sa.ForeignKey("texts.hash"),
        nullable=False,
        comment="what the site held when it was offered",
    ),
    sa.Column(
        "attempt",
        sa.Integer,
        nullable=False,
        comment="0, then one more for each retry and each time a person asks again",
    ),
    sa.Column("outcome", sa.String(16), comment="revised, unchanged, left, failed, older; NULL while it is waiting or at work"),
    sa.Column("reason", sa.Text, nullable=False, comment="one line for a person; never a body, never a secret"),
    sa.Column(
        "exit_status",
        sa.Integer,
        nullable=False,
        comment="of a failure: 1 it would fail again, 2 a setting, 3 may work later",
    ),
    sa.Column("retry_at", Utc, comment="when a failure is tried again without being asked"),
    sa.Column("waited", sa.Boolean, nullable=False, server_default=sa.false(), comment="it only had to wait: no try of the text"),
    sa.Column(
        "starts",
        sa.Integer,
        nullable=False,
        comment="how often a worker began it; many without an outcome: it kills its workers",
    ),
    sa.Column("result", sa.String(64), comment="set before the write: what the site holds, or may hold, by our hand"),
    sa.Column("proof", sa.Text, comment="JSON, the schema of worker/proof.py"),
    sa.Column("offered_at", Utc, nullable=False),
    sa.Column("settled_at", Utc),
    sa.Column("undone_at", Utc, comment="when a person asked to have the original back"),
    # The claim: whoever offers a text first names the work, and everybody else joins it.
    sa.UniqueConstraint("site", "post_id", "source", "attempt"),
    comment="one row for each piece of work on one text of one post",
)
sa.Index("drafts_by_outcome", drafts.c.site, drafts.c.outcome)
sa.Index("drafts_by_source", drafts.c.source)
sa.Index("drafts_by_result", drafts.c.result)

posts = sa.Table(
    "posts",
    schema,
    sa.Column("site", sa.String(100), primary_key=True),
    sa.Column("post_id", sa.BigInteger, primary_key=True),
    sa.Column("skipped_at", Utc, comment="when a person wanted it left alone; NULL while it is worked on as any other"),
    sa.Column("again_at", Utc, comment="when a person wanted its failure tried again; what failed later is another failure"),
    sa.Column("url", sa.Text, comment="the address of the site on which it was last worked on"),
    sa.Column("post_type", sa.Text, comment="what it was there; a post of another address or type cannot be asked about"),
    sa.Column("asked_at", Utc, comment="when the site was last asked what became of it"),
    sa.Column("ended_at", Utc, comment="since when it is published or gone, as far as is known; NULL while it is a draft"),
    sa.Column("dropped_at", Utc, comment="when the texts and proofs of all work on it up to then were dropped"),
    comment="what is known of a post besides the work on it; no row is nothing",
)

looks = sa.Table(
    "looks",
    schema,
    sa.Column("site", sa.String(100), primary_key=True),
    sa.Column("post_id", sa.BigInteger, primary_key=True),
    sa.Column("modified", Utc, nullable=False, comment="the post's, when it was read a safe while later"),
    sa.Column("reason", sa.Text, comment="why the site's selection passed it over; NULL where it did not"),
    comment="posts that need no second reading until their modification time moves",
)

answers = sa.Table(
    "answers",
    schema,
    sa.Column("key", sa.String(64), primary_key=True, comment="SHA-256 of the question and the model's name"),
    sa.Column("answer", Exact, nullable=False, comment="JSON: text, finish, usage, model, seconds"),
    sa.Column("kept_at", Utc),
    comment="what a model answered: no question is asked twice, until the answer is dropped with age",
)
sa.Index("answers_by_age", answers.c.kept_at)

ledger = sa.Table(
    "ledger",
    schema,
    sa.Column("id", _COUNTER, primary_key=True, autoincrement=True, comment="in the order of the calls"),
    sa.Column("key", sa.String(64), nullable=False, comment="of the question, as in answers"),
    sa.Column("draft", sa.String(255), nullable=False, comment="drafts.id"),
    sa.Column("model", sa.String(200), nullable=False, comment="the name that was asked for"),
    sa.Column(
        "state",
        sa.String(8),
        nullable=False,
        comment="reserved: perhaps paid, no answer yet or ever; paid; free: surely not billed",
    ),
    sa.Column("input_tokens", sa.Integer, comment="NULL where the server did not count"),
    sa.Column("output_tokens", sa.Integer),
    sa.Column("reserved_at", Utc, nullable=False),
    sa.Column("settled_at", Utc),
    sa.Column(
        "tokens",
        sa.BigInteger,
        nullable=False,
        server_default="0",
        comment="what counts: the most it may take while reserved, the server's count once paid, 0 when free",
    ),
    sa.Column("cost", sa.BigInteger, comment="the same in billionths of the prices' currency, NULL without a price"),
    comment="every call to a model, entered before it is made",
)

spending = sa.Table(
    "spending",
    schema,
    sa.Column("scope", sa.String(255), primary_key=True, comment="a site, site:post:source of a draft, empty for all"),
    sa.Column("period", sa.String(10), primary_key=True, comment="a day or month in UTC, empty for ever"),
    sa.Column("tokens", sa.BigInteger, nullable=False, comment="the sum of the ledger's, kept with it in one commit"),
    sa.Column("cost", sa.BigInteger, nullable=False, comment="the same for the money"),
    sa.Column("told", sa.String(64), nullable=False, comment="what was said of which limits, so that it is said once"),
    comment="what the calls of a period have taken, or may have taken",
)

sites = sa.Table(
    "sites",
    schema,
    sa.Column("name", sa.String(100), primary_key=True),
    sa.Column("baseline", Utc, comment="the site's clock at the first look: what is older is nobody's order"),
    sa.Column("watermark", Utc, comment="everything modified before it is decided; the site's clock"),
    sa.Column("next_poll_at", Utc, comment="our clock; who moves it has the poll"),
    sa.Column("last_poll", Utc, comment="our clock, the last poll that worked"),
    sa.Column("problem", sa.Text, nullable=False, comment="why the last poll did not work, empty if it did"),
    sa.Column("active_at", Utc, comment="our clock, when a poll last saw a draft move; polls are stretched by it"),
    sa.Column("paused_at", Utc, comment="when a person paused it; NULL while it is polled and worked on"),
    sa.Column("swept_at", Utc, comment="our clock, when all drafts were last listed, whatever their modification time"),
    sa.Column("post_types", sa.Text, comment="those of the last poll, with a blank between; what lies in another one is no order"),
    sa.Column("newest_post", sa.BigInteger, comment="highest id at the first look: what has a higher one is new, whatever its date"),
    comment="what is known of each site",
)

nodes = sa.Table(
    "nodes",
    schema,
    sa.Column("name", sa.String(255), primary_key=True, comment="the executor's id, one for each process"),
    sa.Column("beat", sa.BigInteger, nullable=False, comment="counts up while the process lives"),
    sa.Column("heir", sa.String(255), comment="the node that takes its work over"),
    sa.Column(
        "beaten_at",
        sa.Double,
        comment="its last beat, or the end of a silence of all: seconds since the epoch by the database's clock, those of the nodes differ",
    ),
    comment="processes that may hold work",
)

chores = sa.Table(
    "chores",
    schema,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("done_at", Utc, nullable=False, comment="its last turn; who moves it has the turn"),
    comment="what one node does for all, once in a while",
)

gates = sa.Table(
    "gates",
    schema,
    sa.Column("name", sa.Text, primary_key=True, comment='"model" and its address, or "site" and its name'),
    sa.Column("shut_until", sa.Double, nullable=False, comment="nothing is sent before: the server asked for that"),
    sa.Column("reason", sa.Text, nullable=False, comment="why it is shut or open, one line for a person"),
    sa.Column("failures", sa.Integer, nullable=False, comment="in a row, of those that mean that it is down"),
    sa.Column("trips", sa.Integer, nullable=False, comment="how often it was found down since it last answered"),
    sa.Column("opened_at", sa.Double, nullable=False, comment="since when it counts as down; 0 while it does not"),
    sa.Column("open_until", sa.Double, nullable=False, comment="when one caller may try whether it is back"),
    sa.Column("probe_until", sa.Double, nullable=False, comment="one caller tries it, and if it dies, only until then"),
    sa.Column("counts", sa.Text, nullable=False, comment="JSON: what is counted, until which second, how many"),
    sa.Column("told", sa.Text, nullable=False, comment="JSON: what the server said is left, and until when"),
    comment="what all nodes know of each server they ask; times in seconds since the epoch, by the database's clock",
)
