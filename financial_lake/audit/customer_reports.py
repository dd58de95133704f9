"""Group G11 where it is about customers' days, balances, cards, wires, and the cube."""

from collections.abc import Iterator

from financial_lake.audit.check import Asked
from financial_lake.audit.writing import answerable, compares, sums, ties
from financial_lake.reconciliation.rule import days_back, is_month_end, latest_weekday, same_day, whole_month

POSTINGS = "curated.transactions"
DAY, CHANGE, CARDS = "marts.customer_day", "marts.daily_net_balance_change", "marts.card_authorization_daily"
RECORDS = "curated.customer_records"
BALANCES = "warehouse_facts.fact_balance"
COMPLETED = "row.status = 'completed'"

OF_CUSTOMERS = {
    "postings": "sum(row.transaction_count)",
    "spent": "sum(row.spend_amount_usd)",
    "income": "sum(row.income_amount_usd)",
    "in": "sum(row.inflow_usd)",
    "out": "sum(row.outflow_usd)",
    "charges": "sum(row.charge_amount_usd)",
    "digital": "sum(row.digital_count)",
}
FROM_POSTINGS = {
    "postings": "count(*) filter (where row.revision_number = 0)",
    "spent": "-sum(row.amount_posted_usd) filter (where row.flow_class in ('spend', 'refund'))",
    "income": "sum(row.amount_posted_usd) filter (where row.flow_class = 'income')",
    "in": "sum(row.amount_posted_usd) filter (where row.txn_type = 'credit')",
    "out": "-sum(row.amount_posted_usd) filter (where row.txn_type = 'debit')",
    "charges": "-sum(row.amount_posted_usd) filter (where row.flow_class = 'charge')",
    "digital": "count(*) filter (where row.channel in ('mobile_app', 'online') and row.revision_number = 0)",
}

NET = {"net": "sum(row.net_change_usd)", "in": "sum(row.inflow_usd)", "out": "sum(row.outflow_usd)"}
NET_POSTED = {"net": "sum(row.amount_posted_usd)", "in": FROM_POSTINGS["in"], "out": FROM_POSTINGS["out"]}

CHANGED = """
select change.dt, change.account_type as item,
    change.opening_balance_usd + change.net_change_usd + change.fx_revaluation_usd as expected,
    change.closing_balance_usd as actual
from marts.daily_net_balance_change as change join days on days.dt = change.dt
"""

ANSWERED = {
    "attempts": "sum(row.attempt_count)",
    "approved": "sum(row.approved_count)",
    "declined": "sum(row.declined_count)",
    "approved amount": "sum(row.approved_amount)",
    "declined amount": "sum(row.declined_amount)",
    "rate": "sum(row.approval_rate)",
}
ATTEMPTED = {
    "attempts": "count(*) filter (where row.card_txn_type <> 'refund')",
    "approved": "count(*) filter (where row.card_txn_type <> 'refund' and row.authorization_status = 'approved')",
    "declined": "count(*) filter (where row.authorization_status = 'declined')",
    "approved amount": "sum(row.amount) filter ("
    "where row.card_txn_type <> 'refund' and row.authorization_status = 'approved')",
    "declined amount": "sum(row.amount) filter (where row.authorization_status = 'declined')",
    "rate": "round(1.0 * count(*) filter ("
    "where row.card_txn_type <> 'refund' and row.authorization_status = 'approved')"
    " / nullif(count(*) filter (where row.card_txn_type <> 'refund'), 0), 6)",
}
ATTEMPTS_BY_CARD = """(
    select attempt.*, card.card_type
    from datalake.card_transactions as attempt
    join calendar on calendar.dt = attempt.dt
    join datalake.cards as card on card.dt = calendar.last_weekday and card.card_id = attempt.card_id
)"""

WHOLE = "marts.customer_360"
EACH_CUSTOMER = """
    select row.dt, row.customer_id as item, count(*) as value
    from {table} as row join days on days.dt = row.dt group by row.dt, row.customer_id
"""
PARTS = {"held": "sum(row.deposit_balance_usd)", "owed": "sum(row.card_owed_usd)"}
INVESTED = """(
    select calendar.dt, investment.current_value
    from datalake.investments as investment join calendar on calendar.last_weekday = investment.dt
)"""

LEVELS = """
select level.dt, level.level_id as item, whole.total as expected, level.total as actual
from (
    select cube.dt, cube.level_id, sum(cube.transaction_count) + sum(cube.net_amount_usd) as total
    from marts.transaction_cube as cube join days on days.dt = cube.dt group by cube.dt, cube.level_id
) as level
join (
    select cell.dt_of as dt, sum(cell.transaction_count) + sum(cell.net_amount_usd) as total
    from (
        select days.dt as dt_of, month_cell.*
        from days join marts.transaction_cell_month as month_cell
            on year(month_cell.dt) = year(days.dt) and month_cell.dt <= days.dt
    ) as cell
    group by cell.dt_of
) as whole on whole.dt = level.dt
"""


def customer_report_checks() -> Iterator[Asked]:
    """The checks whose tables exist."""
    yield from answerable(_all())


def _all() -> Iterator[Asked]:
    posted = sums(POSTINGS, FROM_POSTINGS, where=COMPLETED)
    yield ties("rollup_conserves", DAY, said=sums(DAY, OF_CUSTOMERS), found=posted)
    each = {"customers": "count(row.customer_id)"}
    yield ties("rollup_conserves", RECORDS, said=sums(DAY, each), found=sums(RECORDS, each))
    moved = sums(POSTINGS, NET_POSTED, where=COMPLETED)
    kinds = sums(CHANGE, NET, where="row.account_type <> 'all'")
    yield ties("net_change_equals_balances", CHANGE, said=kinds, found=moved)
    whole = sums(CHANGE, NET, where="row.account_type = 'all'")
    yield ties("net_change_equals_balances", POSTINGS, said=whole, found=moved)
    yield compares("net_change_equals_balances", "warehouse_facts.fact_transaction", CHANGED)
    closing = {"closing": "sum(row.closing_balance_usd)"}
    held = sums(BALANCES, closing)
    said = sums(CHANGE, closing, where="row.account_type = 'all'")
    yield ties("net_change_equals_balances", BALANCES, said=said, found=held)
    answered = sums(CARDS, ANSWERED, by="row.card_type", where="row.decline_reason = 'all' and row.attempt_count > 0")
    attempted = sums(ATTEMPTS_BY_CARD, ATTEMPTED, by="row.card_type")
    today = (days_back(0, CARDS, "card_transactions"), latest_weekday("cards"))
    yield ties("mart_totals_equal_fact", CARDS, said=answered, found=attempted, needs=today)
    every = (same_day(WHOLE, RECORDS),)
    ended = {"due": is_month_end}
    own, theirs = EACH_CUSTOMER.format(table=WHOLE), EACH_CUSTOMER.format(table=RECORDS)
    yield ties("customer_360_one_row_each", WHOLE, said=own, found=theirs, needs=every, **ended)
    parts = (same_day(WHOLE, DAY),)
    yield ties(
        "customer_360_equals_parts", WHOLE, said=sums(WHOLE, PARTS), found=sums(DAY, PARTS), needs=parts, **ended
    )
    invested = (same_day(WHOLE), latest_weekday("investments"))
    yield ties(
        "customer_360_equals_parts",
        DAY,
        said=sums(WHOLE, {"invested": "sum(row.investment_value)"}),
        found=sums(INVESTED, {"invested": "sum(row.current_value)"}),
        needs=invested,
        **ended,
    )
    cells = (days_back(0, "marts.transaction_cube"), whole_month("marts.transaction_cell_month"))
    yield compares("cube_levels_conserve", "marts.transaction_cube", LEVELS, cells, due=is_month_end)
