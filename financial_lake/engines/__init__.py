"""Who runs the SQL: DuckDB, embedded.

`connections` opens it without network, `views` shows the lake's tables to it, `questions` answers a reader's
query without letting it write, `publishing` gives readers a snapshot that no writer touches.
What a query means belongs beside its model, in `curated`, `warehouse` and `marts`.
"""

from financial_lake.engines.connections import connect
from financial_lake.engines.publishing import Snapshot, latest_snapshot, open_snapshot, publish
from financial_lake.engines.questions import Answer, ask, reading_room
from financial_lake.engines.views import Needed, register_days, registered

__all__ = [
    "Answer",
    "Needed",
    "Snapshot",
    "ask",
    "connect",
    "latest_snapshot",
    "open_snapshot",
    "publish",
    "reading_room",
    "register_days",
    "registered",
]
