"""M32, wires: both amounts to the cent, names, and days without a wire."""

from datetime import date
from decimal import Decimal
from typing import Any

from financial_lake.datalake.payments.wire_transfers import WireTransfers
from financial_lake.marts.compliance.large_wires_daily import LargeWiresDaily
from financial_lake_tests.worked_examples import answer

DAY, BEFORE = date(2024, 10, 10), date(2024, 10, 9)


def test_wires_are_large_above_the_amount_and_suspicious_by_size_or_name() -> None:
    amounts = ["10000.00", "10000.01", "50000.00", "50000.01"]
    wires: list[dict[str, Any]] = [
        {"dt": DAY, "wire_id": place, "amount": Decimal(amount), "counterparty_name": "Orrin Steel"}
        for place, amount in enumerate(amounts)
    ]
    wires.append({"dt": DAY, "wire_id": 9, "amount": Decimal("300.00"), "counterparty_name": "Brandor Offshore SA"})
    before, row = answer(LargeWiresDaily, [BEFORE, DAY], {WireTransfers: wires})
    assert (row["wire_count"], row["large_count"], row["large_amount"]) == (5, 3, Decimal("110000.02"))
    assert (row["suspicious_count"], row["suspicious_amount"]) == (2, Decimal("50300.01"))
    assert set(before.values()) == {BEFORE, 0}
