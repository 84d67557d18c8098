"""What Redraft remembers.  The only home of SQL: one SQLite file or one PostgreSQL database, the same statements for both."""

from worker.store.database import IDLE, known
from worker.store.gates import Gate, Told
from worker.store.records import (
    COPY,
    NOTHING,
    Account,
    Balance,
    Charge,
    Dropped,
    Look,
    Pulse,
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
    "COPY",
    "IDLE",
    "NOTHING",
    "Account",
    "Balance",
    "Charge",
    "Dropped",
    "Gate",
    "Look",
    "Pulse",
    "Record",
    "Refused",
    "Reserved",
    "Resting",
    "SiteRecord",
    "Store",
    "Task",
    "Told",
    "known",
    "text_hash",
]
