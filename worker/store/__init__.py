"""What Redraft remembers.  The only home of SQL: one SQLite file or one PostgreSQL database, the same statements for both."""

from worker.store.records import (
    NOTHING,
    Account,
    Balance,
    Charge,
    Dropped,
    Look,
    Record,
    Refused,
    Reserved,
    Resting,
    SiteRecord,
    Task,
    text_hash,
)
from worker.store.store import Store

__all__ = [
    "NOTHING",
    "Account",
    "Balance",
    "Charge",
    "Dropped",
    "Look",
    "Record",
    "Refused",
    "Reserved",
    "Resting",
    "SiteRecord",
    "Store",
    "Task",
    "text_hash",
]
