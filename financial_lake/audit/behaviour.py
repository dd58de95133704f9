"""Groups G13 and G14: does the bank behave like one, and is every parameter set on every day.

Statistics speak only when there is enough to count; in a small bank they compare nothing.
"""

from collections.abc import Iterator
from datetime import date

from financial_lake.audit.check import Asked
from financial_lake.audit.writing import answerable, differs
from financial_lake.reconciliation.rule import days_back, is_month_end, whole_month

ENOUGH_DIGITS = 20_000
FURTHEST_FROM_BENFORD = 0.006
ENOUGH_CUSTOMERS = 1_000
SUNDAY = 6

WEEK = """
with counted as (
    select days.dt, posting.dt as posted_on, count(*) as postings
    from days join curated.transactions as posting on posting.dt between days.dt - 6 and days.dt
    where posting.transaction_code in ('card_purchase', 'atm_withdrawal', 'cash_deposit')
    group by days.dt, posting.dt
)
select counted.dt, 'weekday over sunday' as item,
    case
        when avg(counted.postings) filter (where calendar.is_business_day) is null
            or sum(counted.postings) < 1000
            or avg(counted.postings) filter (where calendar.is_business_day) * 1.5
                >= avg(counted.postings) filter (where not calendar.is_weekday)
        then 0
        else 1
    end as difference
from counted join calendar on calendar.dt = counted.posted_on
group by counted.dt
"""

BENFORD = """
with digit as (
    select days.dt, cast(left(ltrim(cast(posting.amount as varchar), '0.'), 1) as integer) as first_digit
    from days
    join calendar on calendar.dt = days.dt
    join curated.transactions as posting on posting.dt between calendar.month_start and days.dt
    where posting.amount > 0
),
counted as (
    select digit.dt, digit.first_digit, count(*) as times, sum(count(*)) over (partition by digit.dt) as total
    from digit group by digit.dt, digit.first_digit
)
select counted.dt, 'mean absolute deviation' as item,
    case
        when max(counted.total) < {enough}
            or avg(abs(counted.times / counted.total - log10(1 + 1.0 / counted.first_digit))) <= {furthest} then 0
        else 1
    end as difference
from counted
group by counted.dt
"""

SEGMENTS = """
with wanted(segment, lowest, highest) as (
    values {shares}
),
counted as (
    select customer.dt, customer.customer_segment, count(*) as times,
        sum(count(*)) over (partition by customer.dt) as total
    from curated.customer_records as customer join days on days.dt = customer.dt
    group by customer.dt, customer.customer_segment
)
select counted.dt, counted.customer_segment as item,
    case
        when counted.total < {enough} or counted.times / counted.total between wanted.lowest and wanted.highest then 0
        else 1
    end as difference
from counted join wanted on wanted.segment = counted.customer_segment
"""
SHARES = {"retail": (0.55, 0.67), "premium": (0.19, 0.29), "corporate": (0.07, 0.13), "private_banking": (0.02, 0.08)}
"""Segment -> the least and the greatest share of customers it may have."""

PARAMETERS = """
select days.dt, known.name as item, count(one.name) - 1 as difference
from days
cross join (select distinct {name} as name from {table}) as known
left join (select {name} as name, effective_from, effective_to from {table}) as one
    on one.name = known.name and days.dt between one.effective_from and one.effective_to
group by days.dt, known.name
"""
PARAMETER_TABLES = {
    "curated.management_parameters": "concat_ws(' ', parameter_id, scope)",
    "curated.regulatory_parameters": "parameter_id",
    "curated.spend_rules": "rule_id",
}
"""Table -> what names a parameter in it."""


def behaviour_checks() -> Iterator[Asked]:
    """The checks whose tables exist."""
    yield from answerable(_all())


def _all() -> Iterator[Asked]:
    week = (days_back(6, "curated.transactions"),)
    sunday = {"due": lambda day: day.weekday() == SUNDAY, "opens_itself": False}
    yield differs("week_and_season_shape", "curated.transactions", WEEK, week, **sunday)
    month = (whole_month("curated.transactions"),)
    benford = BENFORD.format(enough=ENOUGH_DIGITS, furthest=FURTHEST_FROM_BENFORD)
    ended = {"due": is_month_end, "opens_itself": False}
    yield differs("first_digits_follow_benford", "curated.transactions", benford, month, **ended)
    listed = ", ".join(f"('{name}', {low}, {high})" for name, (low, high) in SHARES.items())
    segments = SEGMENTS.format(shares=listed, enough=ENOUGH_CUSTOMERS)
    yield differs("segment_shares_near_specification", "curated.customer_records", segments, due=_first_of_month)
    for table, name in PARAMETER_TABLES.items():
        yield differs("parameters_cover_every_day", table, PARAMETERS.format(table=table, name=name))


def _first_of_month(day: date) -> bool:
    return day.day == 1
