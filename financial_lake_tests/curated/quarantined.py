"""Rows in quarantine, written by hand."""

from datetime import date


def rejected_rows(day: date, count: int) -> list[dict[str, object]]:
    """So many postings without an account, identical to each other."""
    return [
        {
            "dt": day,
            "quarantine_id": f"Q-{day}-0123456789ab-{place}",
            "table_name": "transactions",
            "reason_code": "null_account_id",
            "reason_codes": "null_account_id",
            "payload_sha256": "0123456789ab" + "0" * 52,
            "row_ordinal": place,
            "first_seen": day,
        }
        for place in range(1, count + 1)
    ]
