"""Investment accounts and holdings: values to the cent, money for every change of quantity, any day alone."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from financial_lake.contract.frames import units_of
from financial_lake.datalake.investments import fx_rates, holdings, investments, securities
from financial_lake.settings import BankSettings
from financial_lake.simulation.account_lines import accounts, is_usable
from financial_lake.simulation.bank import Bank
from financial_lake.simulation.banking_calendar import date_of, day_number, is_trading_day, month_of, next_trading_day
from financial_lake.simulation.ledger.codes import CODES
from financial_lake.simulation.ledger.flows import Reference
from financial_lake.simulation.market import close_on
from financial_lake.simulation.population import customers
from financial_lake.simulation.portfolio import investment_flows, trade_day

BANK = Bank()
SMALL = Bank(BankSettings(customers=223))
MODULES = {"fx_rates": fx_rates, "holdings": holdings, "investments": investments, "securities": securities}
CENT = Decimal("0.01")
DAYS = [date(2024, 10, 14), date(2024, 11, 20), date(2024, 12, 25), date(2025, 3, 31), date(2026, 7, 6)]


def table(name: str, day: date, bank: Bank = BANK) -> pa.Table:
    return MODULES[name].generate(bank, day)


def rows(name: str, day: date, bank: Bank = BANK) -> pd.DataFrame:
    return table(name, day, bank).to_pandas(types_mapper=pd.ArrowDtype)


def worth(quantity: Decimal, cents: int) -> Decimal:
    """round(quantity x price, 2), half away from zero."""
    return (quantity * cents / 100).quantize(CENT, ROUND_HALF_UP)


@pytest.mark.parametrize("day", DAYS)
def test_both_tables_keep_their_contracts(day: date) -> None:
    investments.Investments.check_rows(table("investments", day))
    holdings.Holdings.check_rows(table("holdings", day))


def test_there_are_as_many_rows_as_the_bank_is_known_for() -> None:
    for day in (date(2024, 10, 1), date(2024, 11, 15), date(2024, 12, 31)):
        held, positions = table("investments", day).num_rows, table("holdings", day).num_rows
        assert held == pytest.approx(432, rel=0.05)
        assert positions == pytest.approx(1296, rel=0.05)


@pytest.mark.parametrize("day", [date(2024, 10, 12), date(2024, 10, 13)])
def test_there_are_no_rows_at_the_weekend(day: date) -> None:
    assert table("investments", day).num_rows == table("holdings", day).num_rows == 0


@pytest.mark.parametrize("day", DAYS)
def test_r46_holdings_are_worth_quantity_times_the_latest_close(day: date) -> None:
    positions = rows("holdings", day)
    opened = rows("investments", day).set_index("investment_id")["opened_on"]
    bought_on = [day_number(opened[each]) for each in positions["investment_id"]]
    ids = positions["security_id"].to_numpy(dtype=np.int64)
    now, then = close_on(BANK, ids, day_number(day)), close_on(BANK, ids, next_trading_day(np.array(bought_on)))
    assert [worth(*each) for each in zip(positions["quantity"], now.tolist(), strict=True)] == list(
        positions["current_value"]
    )
    assert [worth(*each) for each in zip(positions["quantity"], then.tolist(), strict=True)] == list(
        positions["cost_basis"]
    )
    assert not positions.duplicated(["investment_id", "security_id"]).any()
    assert positions.groupby("investment_id").size().between(1, 5).all()


@pytest.mark.parametrize("day", DAYS)
def test_r47_an_account_is_worth_the_sum_of_its_holdings(day: date) -> None:
    total = rows("holdings", day).groupby("investment_id")["current_value"].sum()
    shown = rows("investments", day).set_index("investment_id")["current_value"]
    assert total.to_dict() == shown.to_dict()


def postings(bank: Bank, month: int) -> pd.DataFrame:
    """The month's investment postings with their account's owner, over all blocks."""
    parts = []
    for block in bank.blocks():
        flows = investment_flows(block, month)
        held = accounts(block, 1970 + month // 12)
        parts.append(
            pd.DataFrame(
                {
                    "day": flows.instant // 86_400_000_000,
                    "hour": flows.instant % 86_400_000_000 // 3_600_000_000,
                    "investment_id": flows.reference_number // 1_000_000,
                    "yyyymm": flows.reference_number % 1_000_000,
                    "reference": flows.reference,
                    "account_id": held.account_id[flows.account],
                    "usable": [
                        is_usable(block, int(each))[at]
                        for each, at in zip(flows.instant // 86_400_000_000, flows.account, strict=True)
                    ],
                    "signed": flows.cents * np.array([CODES[each].sign for each in flows.code], dtype=np.int64),
                    "cents": flows.cents,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize("month", [date(2024, 11, 1), date(2024, 12, 1), date(2025, 1, 1)])
def test_r48_every_change_of_quantity_is_paid_for_on_its_day(month: date) -> None:
    number = int(month_of(day_number(month)))
    posted = postings(BANK, number).set_index(["day", "investment_id"])
    assert posted.index.is_unique
    seen, before = 0, day_number(month) - 1
    while not len(table("holdings", date_of(before))):
        before -= 1
    for day in range(day_number(month), day_number(month) + 31):
        if month_of(day) != number or not len(table("holdings", date_of(day))):
            continue
        for investment_id, cents in changes(before, day).items():
            investment = rows("investments", date_of(day)).set_index("investment_id").loc[investment_id]
            assert day in {trade_day(number), day_number(investment["opened_on"])}
            if pd.isna(investment["settlement_account_id"]) or cents == 0:
                assert (day, investment_id) not in posted.index
                continue
            posting = posted.loc[(day, investment_id)]
            assert posting["signed"] == -cents
            assert posting["account_id"] == investment["settlement_account_id"]
            assert posting["usable"]
            seen += 1
        before = day
    assert seen == len(posted) > 100
    assert (posted["hour"] == 16).all()
    assert (posted["cents"] > 0).all()
    assert (posted["reference"] == Reference.IV).all()
    assert (posted["yyyymm"] == month.year * 100 + month.month).all()
    assert is_trading_day(posted.index.get_level_values("day").to_numpy()).all()


def changes(before: int, day: int) -> dict[int, int]:
    """Cents of the changed quantities of each account that is there on the day, at the day's close."""
    old, new = table("holdings", date_of(before)), table("holdings", date_of(day))
    was = dict(zip(old["holding_id"].to_pylist(), units_of(old["quantity"]).tolist(), strict=True))
    ids, units = new["holding_id"].to_pylist(), units_of(new["quantity"]).tolist()
    close = close_on(BANK, new["security_id"].to_numpy(), day).tolist()
    total: dict[int, int] = {}
    for holding, quantity, cents in zip(ids, units, close, strict=True):
        change = quantity - was.get(holding, 0)
        if change:
            value = int(worth(Decimal(change) / 10_000, cents) * 100)
            total[holding // 10] = total.get(holding // 10, 0) + value
    return total


def test_leavers_take_their_holdings_with_them_without_a_posting() -> None:
    block = next(BANK.blocks())
    people = customers(block, 2024)
    first, last = day_number(date(2024, 10, 1)), day_number(date(2024, 12, 31))
    left = people.customer_id[(people.left_on >= first) & (people.left_on <= last)]
    gone = set(left * 10 + 1)
    assert gone & set(table("investments", date(2024, 9, 30))["investment_id"].to_pylist())
    assert not gone & set(table("investments", date(2024, 12, 31))["investment_id"].to_pylist())


def test_only_parents_hold_a_529_and_kinds_are_held_as_often_as_specified() -> None:
    held = rows("investments", date(2024, 11, 15))
    share = held["account_type"].value_counts(normalize=True)
    for kind, wanted in (("ira", 0.30), ("brokerage", 0.40), ("401k", 0.20), ("529", 0.10)):
        assert share[kind] == pytest.approx(wanted, abs=0.07)
    assert (held["product_id"] == held["account_type"].map({"ira": 23, "brokerage": 24, "401k": 25, "529": 26})).all()


def test_cautious_accounts_hold_a_bond_or_fund_and_bold_ones_only_stocks() -> None:
    kind = rows("securities", date(2024, 11, 15)).set_index("security_id")["security_type"]
    held = rows("investments", date(2024, 11, 15)).set_index("investment_id")["risk_profile"]
    positions = rows("holdings", date(2024, 11, 15))
    kinds = positions["security_id"].map(kind)
    profile = positions["investment_id"].map(held)
    calm = kinds.isin(["bond", "mutual_fund"]).groupby(positions["investment_id"]).any()
    assert calm[held[held == "conservative"].index].all()
    assert (kinds[profile == "aggressive"] == "stock").all()


def test_four_in_ten_accounts_trade_only_at_the_end_of_a_quarter() -> None:
    day = trade_day(int(month_of(day_number(date(2024, 11, 1)))))
    traded = len(changes(day - 1, day))
    assert traded / table("investments", date_of(day)).num_rows == pytest.approx(0.60, abs=0.07)


@pytest.mark.parametrize("name", ["investments", "holdings", "securities", "fx_rates"])
def test_a_day_is_the_same_alone_and_after_any_other_days(name: str) -> None:
    wanted = [table(name, day, SMALL) for day in DAYS]
    for day, rows_then in zip(reversed(DAYS), reversed(wanted), strict=True):
        assert table(name, day, Bank(SMALL.settings)).equals(rows_then)
        assert table(name, day, SMALL).equals(rows_then)


@pytest.mark.parametrize("name", ["investments", "holdings"])
def test_a_larger_bank_only_appends(name: str) -> None:
    for day in DAYS[:3]:
        small, large = table(name, day, SMALL), table(name, day)
        assert large.slice(0, small.num_rows).equals(small)
        in_blocks = table(name, day, Bank(slots_a_block=500))
        assert in_blocks.equals(large)


def test_nothing_of_a_day_depends_on_what_comes_later() -> None:
    for bank in (Bank(), Bank()):
        later = table("holdings", date(2027, 1, 4), bank)
        assert later.num_rows
    day = date(2024, 12, 31)
    assert table("holdings", day, bank).equals(table("holdings", day, Bank()))
    assert table("holdings", day + timedelta(days=1), bank).equals(table("holdings", day + timedelta(days=1), Bank()))
