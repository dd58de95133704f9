"""What source systems delivered, read and cleaned with pandas alone: nothing of the project's SQL is used."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

CENT = Decimal("0.01")
ENUMERATIONS = ("txn_type", "transaction_type", "transaction_code", "status", "payment_method", "channel")
OWN = {
    "account_transfer_in",
    "account_transfer_out",
    "card_payment_received",
    "card_payment_sent",
    "opening_deposit",
    "closing_transfer",
}
CHARGES = {"maintenance_fee", "overdraft_fee", "wire_fee", "atm_fee", "card_annual_fee", "card_late_fee"}
NULL_IDS = ("null_account_id", "null_customer_id")
CASH = {"cash_deposit", "cash_withdrawal", "atm_withdrawal", "cash_advance"}
SPEND = {
    "card_purchase",
    "atm_withdrawal",
    "cash_withdrawal",
    "cash_advance",
    "rent",
    "utility",
    "subscription",
    "bill_payment",
    "p2p_out",
    "wallet_top_up",
    "wire_out",
    "premium_payment",
}


def cents(amount: Decimal | int) -> Decimal:
    """Half up, away from zero."""
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP)


def ratio(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Six decimals, missing without a whole."""
    return None if whole == 0 else (Decimal(part) / Decimal(whole)).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def last_weekday(day: date) -> date:
    """The Friday of a weekend, else the day itself."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _or_zero(amount: Any) -> Decimal:
    return Decimal(0) if pd.isna(amount) else amount


class RawDeliveries:
    """The raw partitions of a lake.

    Args:
        folder: the lake's own.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "datalake"

    @cache  # noqa: B019 - one lake a session
    def table(self, name: str) -> pd.DataFrame:
        """All delivered rows of a table; money as Decimal, whole numbers that may be missing as Int64."""
        (folder,) = self._folder.glob(f"*/{name}")
        parts = [pq.ParquetFile(file).read() for file in sorted(folder.glob("dt=*/part-0.parquet"))]
        types = {pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int64Dtype()}
        rows: pd.DataFrame = pa.concat_tables(parts).to_pandas(types_mapper=types.get)
        return rows

    def on(self, name: str, day: date) -> pd.DataFrame:
        """A table as delivered on a day."""
        return self._by_day(name)[day]

    @cache  # noqa: B019
    def _by_day(self, name: str) -> dict[date, pd.DataFrame]:
        rows = self.accounts if name == "accounts" else self.table(name)
        days = dict(iter(rows.groupby("dt")))
        return defaultdict(lambda: rows.iloc[:0], days)

    def as_of(self, name: str, day: date) -> pd.DataFrame:
        """The snapshot of a weekday table that counts on a day."""
        return self.on(name, last_weekday(day))

    @cached_property
    def accounts(self) -> pd.DataFrame:
        """Accounts with kind and status as they are meant."""
        rows = self.table("accounts").copy()
        for column in ("account_type", "account_status"):
            rows[column] = rows[column].str.strip().str.lower()
        return rows

    def accounts_as_of(self, day: date) -> pd.DataFrame:
        """Cleaned accounts of the weekday snapshot that counts on a day."""
        return self.as_of("accounts", day)

    @cached_property
    def judged(self) -> pd.DataFrame:
        """Every raw posting with its first fault in `fault`, none where it is good."""
        rows = self.table("transactions").copy()
        meant = rows[[*ENUMERATIONS]].apply(lambda column: column.str.strip().str.lower())
        rows["is_misspelt"] = (meant != rows[[*ENUMERATIONS]]).any(axis=1)
        rows[[*ENUMERATIONS]] = meant
        rows["posted_at"] = pd.to_datetime(
            rows["txn_timestamp"].str.removesuffix("Z").str.replace("T", " "), format="ISO8601", errors="coerce"
        )
        rows["fault"] = [self._fault(row) for row in rows.itertuples()]
        best_last = rows.assign(is_good=rows["fault"].isna()).sort_values(["is_good", "posted_at"], na_position="first")
        has_better = best_last.duplicated("transaction_id", keep="last").reindex(rows.index)
        rows.loc[has_better & ~rows["fault"].isin(NULL_IDS), "fault"] = "duplicate_transaction_id"
        return rows

    @cached_property
    def postings(self) -> pd.DataFrame:
        """Good postings that were completed, with dollars and the sign of the money."""
        rows = self.judged[self.judged["fault"].isna() & self.judged["status"].eq("completed")].copy()
        rows["usd"] = [cents(amount * rate) for amount, rate in zip(rows["amount"], rows["exchange_rate"], strict=True)]
        is_credit = rows["txn_type"] == "credit"
        rows["moved"] = rows["amount"].where(is_credit, -rows["amount"])
        rows["moved_usd"] = rows["usd"].where(is_credit, -rows["usd"])
        rows["is_spend"] = rows["transaction_code"].isin(SPEND)
        is_spending = rows["is_spend"] | rows["transaction_code"].eq("card_refund")
        rows["spent_usd"] = (-rows["moved_usd"]).where(is_spending, Decimal(0))
        return rows.sort_values(["dt", "posted_at", "transaction_id"])

    def posted(self, first: date, last: date) -> pd.DataFrame:
        """Postings of some days."""
        places = self.postings["dt"].searchsorted([first, last + timedelta(days=1)])
        return self.postings.iloc[slice(*places)]

    def moved_on(self, day: date) -> "pd.Series[Decimal]":
        """What a day did to each account that had a posting."""
        return self.posted(day, day).groupby("account_id")["moved"].sum()

    @cache  # noqa: B019
    def usd_rates(self, day: date) -> dict[str, Decimal]:
        """What a unit of each currency is worth on a day."""
        rates = self.on("fx_rates", day)
        return dict(zip(rates["currency_code"], rates["rate_to_usd"], strict=True))

    @cache  # noqa: B019
    def segments(self, day: date) -> dict[int, str]:
        """Customer segment by customer, as the CRM has it on a day."""
        profiles = self.on("customer_profiles", day)
        return dict(zip(profiles["customer_id"], profiles["customer_segment"], strict=True))

    @cache  # noqa: B019 - one lake a session
    def balances(self, day: date) -> pd.DataFrame:
        """What accounts hold at the end of a day: the weekday snapshot, and on weekends what was posted since."""
        accounts = self.accounts_as_of(day)
        since = self.posted(last_weekday(day) + timedelta(days=1), day)
        moved = since.groupby("account_id")["moved"].sum()
        new = since[~since["account_id"].isin(accounts["account_id"])].drop_duplicates("account_id")
        columns = ["account_id", "customer_id", "account_type", "currency", "branch_id", "current_balance"]
        held = pd.concat([accounts[columns], new.reindex(columns=columns).assign(current_balance=Decimal(0))])
        rates = self.usd_rates(day)
        held = held[~held["account_id"].isin(self._closed_before(day))].copy()
        held["balance"] = held["current_balance"] + held["account_id"].map(moved).map(_or_zero)
        held["usd"] = [cents(b * rates[c]) for b, c in zip(held["balance"], held["currency"], strict=True)]
        return held

    def _closed_before(self, day: date) -> set[int]:
        accounts = self.accounts_as_of(day)
        known = accounts[[closed is not None and closed < day for closed in accounts["closing_date"]]]
        emptied = self.posted(last_weekday(day), day - timedelta(days=1))
        emptied = emptied[emptied["transaction_code"].eq("closing_transfer")]
        return {*known["account_id"], *emptied["account_id"]}

    def _fault(self, row: Any) -> str | None:
        if pd.isna(row.account_id):
            return "null_account_id"
        if pd.isna(row.customer_id):
            return "null_customer_id"
        if pd.isna(row.amount) or row.amount <= 0:
            return "non_positive_amount"
        if pd.isna(row.posted_at):
            return "bad_timestamp"
        if row.posted_at.date() > row.dt:
            return "future_timestamp"
        known = self._known_accounts
        is_new = row.dt.weekday() > 4 and row.account_id // 1000 == row.customer_id
        return None if is_new or (last_weekday(row.dt), row.account_id) in known else "unknown_account"

    @cached_property
    def _known_accounts(self) -> set[tuple[date, int]]:
        return set(zip(self.accounts["dt"], self.accounts["account_id"], strict=True))
