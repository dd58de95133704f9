"""Groups G7 and G11: what rollups and marts say is recounted from what they were made of, or from before it."""

from collections.abc import Iterator, Mapping

from financial_lake.audit.check import Asked
from financial_lake.audit.writing import answerable, sums, ties
from financial_lake.reconciliation.rule import Needs, days_back, is_month_end, whole_month

POSTINGS = "curated.transactions"
QUOTIENT = "sign({sum}) * floor(abs({sum}) * 100 / {count} + 0.5) / 100"
"""A money quotient half-up, away from zero, apart from how the marts write it."""

ROLLUP = {
    "count": "count(*) filter (where row.status = 'completed' and row.revision_number = 0)",
    "failed": "count(*) filter (where row.status <> 'completed')",
    "debits": "-sum(row.amount_posted_usd) filter (where row.txn_type = 'debit')",
    "credits": "sum(row.amount_posted_usd) filter (where row.txn_type = 'credit')",
    "fees": "sum(round(cast(row.fees as decimal(28, 2)) * row.exchange_rate, 2))",
}
ROLLED_UP = {
    "count": "sum(row.transaction_count)",
    "failed": "sum(row.failed_count)",
    "debits": "sum(row.debit_amount_usd)",
    "credits": "sum(row.credit_amount_usd)",
    "fees": "sum(row.fees_usd)",
}

CASH = "('cash_withdrawal', 'cash_deposit', 'atm_withdrawal', 'cash_advance')"
SALES = (
    "row.merchant_id is not null and row.status = 'completed' and row.flow_class in ('spend', 'refund')"
    f" and row.transaction_code not in {CASH}"
)
SOLD = {
    "purchases": "count(*) filter (where row.flow_class = 'spend' and row.revision_number = 0)",
    "purchased": "-sum(row.amount_posted_usd) filter (where row.flow_class = 'spend')",
    "refunded": "sum(row.amount_posted_usd) filter (where row.flow_class = 'refund')",
}
SALES_ROLLED_UP = {
    "purchases": "sum(row.purchase_count)",
    "purchased": "sum(row.purchase_amount_usd)",
    "refunded": "sum(row.refund_amount_usd)",
}

VOLUME = {
    "count": "sum(row.transaction_count)",
    "failed": "sum(row.failed_count)",
    "debits": "sum(row.debit_amount_usd)",
    "credits": "sum(row.credit_amount_usd)",
}
VOLUME_ROLLED_UP = {name: ROLLED_UP[name] for name in VOLUME}
COUNTED = {
    "debit count": "count(*) filter (where row.txn_type = 'debit')",
    "credit count": "count(*) filter (where row.txn_type = 'credit')",
    "total": "sum(abs(row.amount_posted_usd))",
    "average": QUOTIENT.format(sum="sum(abs(row.amount_posted_usd))", count="count(*)"),
    "accounts": "count(distinct row.account_id)",
    "customers": "count(distinct row.customer_id)",
}
SAID_OF_VOLUME = {
    "debit count": "sum(row.debit_count)",
    "credit count": "sum(row.credit_count)",
    "total": "sum(row.total_amount_usd)",
    "average": "sum(row.average_amount_usd)",
    "accounts": "sum(row.distinct_accounts)",
    "customers": "sum(row.distinct_customers)",
}

BY_CHANNEL = {"count": "count(*)", "amount": "sum(abs(row.amount_posted_usd))"}
CHANNELS = {"count": "sum(row.posting_count)", "amount": "sum(row.posting_amount_usd)"}
INSTRUMENT = "case when row.payment_method in ('debit_card', 'credit_card') then 'card' else row.payment_method end"

OVERDRAFTS = {
    "events": "count(*) filter (where row.dt is not null)",
    "customers": "count(distinct row.customer_id)",
    "potential": "35 * count(*) filter (where row.dt is not null)",
    "waived": "35 * count(*) filter (where row.fee_waived)",
    "kept": "sum(row.fee_amount)",
    "to 50": "count(*) filter (where row.overdraft_amount <= 50)",
    "to 100": "count(*) filter (where row.overdraft_amount > 50 and row.overdraft_amount <= 100)",
    "to 250": "count(*) filter (where row.overdraft_amount > 100 and row.overdraft_amount <= 250)",
    "to 500": "count(*) filter (where row.overdraft_amount > 250 and row.overdraft_amount <= 500)",
    "above 500": "count(*) filter (where row.overdraft_amount > 500)",
}
OVERDRAFT_REVENUE = {
    "events": "sum(row.event_count)",
    "customers": "sum(row.customer_count)",
    "potential": "sum(row.potential_fees)",
    "waived": "sum(row.waived_fees)",
    "kept": "sum(row.net_fee_revenue)",
    "to 50": "sum(row.count_to_50)",
    "to 100": "sum(row.count_to_100)",
    "to 250": "sum(row.count_to_250)",
    "to 500": "sum(row.count_to_500)",
    "above 500": "sum(row.count_above_500)",
}

INCIDENTS = {
    "events": "count(*)",
    "new": "count(*) filter (where row.event_date = row.dt)",
    "open": "count(*) filter (where row.status = 'open')",
    "escalated": "count(*) filter (where row.status = 'escalated')",
    "cleared": "count(*) filter (where row.status = 'cleared')",
}
INCIDENTS_SAID = {
    "events": "sum(row.event_count)",
    "new": "sum(row.new_count)",
    "open": "sum(row.open_count)",
    "escalated": "sum(row.escalated_count)",
    "cleared": "sum(row.cleared_count)",
}

SHARES_OF_ONE = {
    "marts.channel_mix": ("posting_share", "amount_share", "contact_share", "visit_share"),
    "marts.payment_channel_mix": ("count_share", "amount_share"),
    "marts.merchant_category_daily": ("share_of_spend",),
}
"""Mart -> its columns that are shares of the day's whole."""


def report_checks() -> Iterator[Asked]:
    """The checks whose tables exist."""
    yield from answerable((*_rollups(), *_volumes(), *_mixes(), *_products()))


def _rollups() -> Iterator[Asked]:
    rollup, sales = "marts.transaction_rollup_day", "marts.merchant_rollup_day"
    yield ties("rollup_conserves", rollup, said=sums(rollup, ROLLED_UP), found=sums(POSTINGS, ROLLUP))
    yield ties("rollup_conserves", sales, said=sums(sales, SALES_ROLLED_UP), found=sums(POSTINGS, SOLD, where=SALES))


def _volumes() -> Iterator[Asked]:
    volume, rollup = "marts.daily_transaction_volume", "marts.transaction_rollup_day"
    yield ties("daily_volume_equals_rollup", volume, said=sums(volume, VOLUME), found=sums(rollup, VOLUME_ROLLED_UP))
    completed = "row.status = 'completed' and row.revision_number = 0"
    found = sums(POSTINGS, COUNTED, where=completed)
    yield ties("mart_totals_equal_fact", volume, said=sums(volume, SAID_OF_VOLUME), found=found)


def _mixes() -> Iterator[Asked]:
    category, rollup = "marts.merchant_category_daily", "marts.merchant_rollup_day"
    by = "row.merchant_category"
    said = {
        **SALES_ROLLED_UP,
        "net": "sum(row.net_amount_usd)",
        "average": "sum(row.average_ticket_usd)",
    }
    found = {
        **SALES_ROLLED_UP,
        "net": "sum(row.purchase_amount_usd) - sum(row.refund_amount_usd)",
        "average": QUOTIENT.format(sum="sum(row.purchase_amount_usd)", count="nullif(sum(row.purchase_count), 0)"),
    }
    sold = "row.purchase_count + row.purchase_amount_usd + row.refund_amount_usd <> 0"
    yield ties(
        "mart_totals_equal_fact",
        category,
        said=sums(category, said, by=by, where=sold),
        found=sums(rollup, found, by=by),
    )
    channels = "marts.channel_mix"
    yield ties(
        "mart_totals_equal_fact",
        channels,
        said=sums(channels, CHANNELS, by="row.channel", where="row.posting_count > 0"),
        found=sums(POSTINGS, BY_CHANNEL, by="row.channel", where="row.status = 'completed'"),
    )
    instruments = "marts.payment_channel_mix"
    yield ties(
        "payment_mix_equals_sources",
        instruments,
        said=sums(instruments, CHANNELS, by="row.payment_channel", where="row.posting_count > 0"),
        found=sums(POSTINGS, BY_CHANNEL, by=INSTRUMENT, where="row.status = 'completed'"),
    )
    for mart, columns in SHARES_OF_ONE.items():
        yield _shares(mart, columns)


def _shares(mart: str, columns: tuple[str, ...]) -> Asked:
    """Shares of a whole are one together, to the sixth place of each."""
    said = {
        name: f"case when abs(sum(row.{name}) - 1) < 0.0001 or sum(row.{name}) is null then 1 else sum(row.{name}) end"
        for name in columns
    }
    one = sums(mart, dict.fromkeys(columns, "case when count(row.dt) >= 0 then 1 end"))
    return ties("mart_totals_equal_fact", mart, said=sums(mart, said), found=one)


def _products() -> Iterator[Asked]:
    overdrafts, repeated = "marts.overdraft_revenue_daily", "marts.overdraft_repeat_customers"
    events = "datalake.overdraft_events"
    yield ties(
        "mart_totals_equal_fact", overdrafts, said=sums(overdrafts, OVERDRAFT_REVENUE), found=sums(events, OVERDRAFTS)
    )
    ninety: tuple[Needs, ...] = (days_back(0, repeated), days_back(89, "overdraft_events"))
    again: Mapping[str, str] = {"count": "count(*)", "amount": "sum(row.overdraft_amount)"}
    yield ties(
        "mart_totals_equal_fact",
        repeated,
        said=sums(
            repeated,
            {"count": "sum(row.overdraft_count)", "amount": "sum(row.total_overdraft_amount)"},
            by="row.customer_id",
        ),
        found=f"select * from ({_per_customer(events, again)}) where dt is not null",
        needs=ninety,
    )
    compliance = "marts.compliance_summary_daily"
    yield ties(
        "mart_totals_equal_fact",
        compliance,
        said=sums(
            compliance, INCIDENTS_SAID, by="row.event_type", where="row.event_type <> 'all' and row.event_count > 0"
        ),
        found=sums("datalake.compliance_events", INCIDENTS, by="row.event_type"),
    )
    monthly = "marts.merchant_category_monthly"
    yield ties(
        "mart_totals_equal_fact",
        monthly,
        said=sums(monthly, SALES_ROLLED_UP, by="row.merchant_category", where="row.purchase_count > 0"),
        found=sums(
            "(select *, date_trunc('month', dt) as month from marts.merchant_rollup_day)",
            SALES_ROLLED_UP,
            by="row.merchant_category",
            dated="row.dt <= days.dt and row.month = date_trunc('month', days.dt)",
        ),
        needs=(days_back(0, monthly), whole_month("marts.merchant_rollup_day")),
        due=is_month_end,
    )


def _per_customer(events: str, measures: Mapping[str, str]) -> str:
    """Measures of customers with two events or more in ninety days."""
    several = (
        f"(select *, count(*) over (partition by dt_of, customer_id) as times from ({_WINDOW.format(events=events)}))"
    )
    return sums(several, measures, by="row.customer_id", where="row.times > 1", dated="row.dt_of = days.dt")


_WINDOW = """
    select days.dt as dt_of, event.*
    from days
    join {events} as event
        on event.dt between days.dt - 89 and days.dt and event.dt >= (select opening_day from audit.settings)
"""
