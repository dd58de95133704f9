"""What facts compute themselves, computed once more in other words: points of risk, averages of balances."""

from collections.abc import Iterator

from financial_lake.audit.check import Asked
from financial_lake.audit.writing import answerable, sums, ties
from financial_lake.reconciliation.rule import days_back, latest_weekday, same_day, whole_month

FACT, BALANCE = "warehouse_facts.fact_transaction", "warehouse_facts.fact_balance"

POINTS = """(
    with posting as (
        select posting.*, calendar.last_weekday
        from days
        join curated.transactions as posting on posting.dt = days.dt
        join calendar on calendar.dt = days.dt
    ),
    listed as (
        select posting.dt, posting.transaction_id, posting.revision_number
        from posting
        join datalake.wire_transfers as wire
            on wire.account_id = posting.account_id and wire.reference_number = posting.reference_number
            and wire.dt between posting.dt - 5 and posting.dt
        join curated.country_risk as country
            on country.country = wire.counterparty_country and country.status <> 'ordinary'
            and country.effective_from <= posting.dt and country.effective_to >= posting.dt
        where posting.transaction_code in ('wire_in', 'wire_out')
    ),
    point as (
        select dt, transaction_id, revision_number, 30 as points from posting where amount_usd > 10000
        union all
        select dt, transaction_id, revision_number, 20 from posting
        where transaction_code = 'wire_in' or transaction_code = 'wire_out'
        union all
        select dt, transaction_id, revision_number, 15 from posting
        where amount_usd >= 3000
            and transaction_code in ('cash_deposit', 'cash_withdrawal', 'atm_withdrawal', 'cash_advance')
        union all
        select distinct dt, transaction_id, revision_number, 20 from (
            select dt, transaction_id, revision_number from listed
            union all
            select dt, transaction_id, revision_number from posting where counterparty_name ilike '%offshore%'
        )
        union all
        select posting.dt, posting.transaction_id, posting.revision_number, 10 from posting
        where posting.merchant_id in (
            select merchant.merchant_id
            from datalake.merchants as merchant
            join datalake.merchant_categories as category
                on category.dt = merchant.dt and category.mcc_code = merchant.mcc_code
            where category.risk_level = 'high' and merchant.dt = posting.dt
        )
        union all
        select posting.dt, posting.transaction_id, posting.revision_number, 10 from posting
        where not exists (
            select 1 from curated.accounts as account
            where account.dt = posting.last_weekday and account.account_id = posting.account_id
                and account.open_date <= posting.dt - 90
        )
        union all
        select posting.dt, posting.transaction_id, posting.revision_number,
            case customer.risk_rating when 'high' then 10 when 'medium' then 5 else 0 end
        from posting
        join curated.customer_records as customer
            on customer.dt = posting.dt and customer.customer_id = posting.customer_id
        union all
        select dt, transaction_id, revision_number, 5 from posting where amount >= 5000 and amount % 1000 = 0
    )
    select dt, transaction_id, revision_number, least(sum(points), 100) as points
    from point group by dt, transaction_id, revision_number
)"""

AVERAGED = """(
    select days.dt, account.account_id * 10 + 1 as contract_id,
        date_diff('day', greatest(calendar.month_start, account.open_date), days.dt) + 1 as days_held,
        coalesce(sum(
            posting.amount_posted * date_diff('day', greatest(calendar.month_start, account.open_date), posting.dt)
        ), 0) as not_held
    from days
    join calendar on calendar.dt = days.dt
    join curated.accounts as account on account.dt = calendar.last_weekday
    left join curated.transactions as posting
        on posting.account_id = account.account_id and posting.dt between calendar.month_start and days.dt
    group by days.dt, account.account_id, calendar.month_start, account.open_date
)"""
AVERAGE = """
    select balance.dt, balance.contract_id as item,
        sign(balance.closing_balance * held.days_held - held.not_held)
        * floor(abs(balance.closing_balance * held.days_held - held.not_held) * 100 / held.days_held + 0.5) / 100
            as value
    from days
    join warehouse_facts.fact_balance as balance on balance.dt = days.dt
    join {averaged} as held on held.dt = balance.dt and held.contract_id = balance.contract_id
"""
SAID = """
    select balance.dt, balance.contract_id as item, cast(balance.average_balance as double) as value
    from days
    join warehouse_facts.fact_balance as balance on balance.dt = days.dt
    join calendar on calendar.dt = days.dt
    join curated.accounts as account
        on account.dt = calendar.last_weekday and account.account_id * 10 + 1 = balance.contract_id
"""


def fact_measure_checks() -> Iterator[Asked]:
    """The checks whose tables exist."""
    yield from answerable(_all())


def _all() -> Iterator[Asked]:
    today = same_day(FACT, "curated.transactions", "curated.customer_records", "merchants", "merchant_categories")
    yield ties(
        "mart_totals_equal_fact",
        FACT,
        said=sums(FACT, {"risk points": "sum(row.risk_score)"}),
        found=sums(POINTS, {"risk points": "sum(row.points)"}),
        needs=(today, latest_weekday("curated.accounts"), days_back(5, "wire_transfers")),
    )
    yield ties(
        "mart_totals_equal_fact",
        BALANCE,
        said=SAID,
        found=AVERAGE.format(averaged=AVERAGED),
        needs=(same_day(BALANCE), latest_weekday("curated.accounts"), whole_month("curated.transactions")),
    )
