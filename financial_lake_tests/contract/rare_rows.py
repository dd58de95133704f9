"""Good rows of tables so sparse that five weeks of the smallest bank have none; by their name in SQL."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

RARE_ROWS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "marts.overdraft_repeat_customers": [
        {
            "dt": date(2024, 12, 31),
            "customer_id": 1001,
            "overdraft_count": 2,
            "total_overdraft_amount": Decimal("30.00"),
            "first_overdraft_on": date(2024, 10, 3),
            "last_overdraft_on": date(2024, 12, 31),
        }
    ],
}
