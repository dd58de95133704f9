"""Every labelled posting exists, every pattern is built as its typology says, and there are as many as asked (R69)."""

from financial_lake.reconciliation.rule import (
    Rule,
    RuleKind,
    days_back,
    is_month_end,
    is_quarter_end,
    same_day,
    whole_month,
)

_DAYS_OF_THE_SHORTEST_QUARTER = 90
_STEPS_A_PATTERN = 11
_TOLERANCE, _STANDARD_ERRORS = 0.25, 4

_HUB = """case label.typology
        when 'gather_scatter' then label.participant_role in ('collector', 'distributor')
        when 'rapid_movement' then label.participant_role = 'mule'
        when 'house_purchase' then label.participant_role = 'intermediary'
        when 'fan_in' then label.participant_role = 'collector'
        when 'rent_sharing' then label.participant_role = 'collector'
        when 'group_gift' then label.participant_role = 'collector'
        when 'savings_club' then label.participant_role = 'collector'
        else label.participant_role = 'source'
    end"""

_BUILT = """case typology
        when 'structuring' then hubs = 1 and ins between 4 and 9 and other_than_cash_in = 0
            and smallest_in >= 8400 and largest_in <= 9950 and not broken_tens and most_in_a_day <= 2
            and outs between 1 and 2 and sum_out between 0.90 * sum_in - 100 and 0.98 * sum_in + 100
            and first_out > last_in and ends_at <= begins_at + interval 17 days
        when 'fan_in' then hubs = 1 and ins between 5 and 9 and outs = 0 and smallest_in >= 120
            and largest_in <= 9500 and ends_at <= begins_at + interval 3 days
        when 'fan_out' then hubs = 1 and ins = 1 and outs between 5 and 9 and first_out > last_in
            and sum_out between 0.97 * sum_in - 30 and 0.97 * sum_in + 30 and ends_at <= begins_at + interval 4 days
        when 'gather_scatter' then hubs = 1 and ins between 3 and 6 and outs between 3 and 6
            and sum_out between 0.95 * sum_in - 40 and 0.98 * sum_in + 40
            and first_out >= last_in + interval 12 hours and ends_at <= last_in + interval 60 hours
        when 'scatter_gather' then hubs = 1 and outs between 3 and 5 and middles = outs and middle_outs = outs
            and smallest_out >= 900 and largest_out <= 8000
            and middle_sum_out between 0.95 * sum_out - 30 and 0.99 * sum_out + 30
        when 'cycle' then middles between 3 and 6 and middle_ins = middles and middle_outs = middles
            and first_account = last_account and smallest >= 2575 and largest <= 24000 and not broken_hops
        when 'bipartite' then hubs between 2 and 3 and targets between 2 and 3 and outs = hubs * targets
            and smallest_out >= 500 and largest_out <= 6000 and ends_at <= begins_at + interval 3 days
        when 'stack' then hubs = 2 and outs = 4 and middles = 2 and middle_ins = 4 and middle_outs = 4
            and middle_sum_out between 0.96 * sum_out - 20 and 0.99 * sum_out + 20
            and middle_first_out between middle_last_in + interval 24 hours and middle_last_in + interval 72 hours
        when 'rapid_movement' then hubs = 1 and ins between 2 and 4 and outs between 2 * ins and 5 * ins
            and smallest_in >= 3000 and largest_in <= 19000
            and sum_out between 0.90 * sum_in - 100 * outs and 0.98 * sum_in + 100 * outs
        when 'family_support' then hubs = 1 and ins = 0 and outs between 3 and 5
            and smallest_out >= 100 and largest_out <= 900
        when 'rent_sharing' then hubs = 1 and outs = 0 and ins between 3 and 4 and smallest_in = largest_in
            and smallest_in between 400 and 1200 and extract(day from ends_at) <= 3
        when 'group_gift' then hubs = 1 and outs = 0 and ins between 5 and 9 and smallest_in >= 20 and largest_in <= 60
        when 'savings_club' then hubs = 1 and outs = 0 and ins between 4 and 6
            and smallest_in >= 200 and largest_in <= 1000
        when 'cash_business' then hubs = 1 and outs = 0 and ins between 4 and 6 and other_than_cash_in = 0
            and smallest_in >= 2000 and largest_in <= 9900
        when 'house_purchase' then hubs = 1 and ins = 1 and outs = 1 and smallest_in between 40000 and 250000
            and sum_out between 0.95 * sum_in - 100 and sum_in
            and cast(first_out as date) - cast(last_in as date) between 1 and 3
        when 'small_payroll' then hubs = 1 and ins = 0 and outs between 4 and 9
            and smallest_out >= 1200 and largest_out <= 3800 and cast(begins_at as date) = cast(ends_at as date)
    end"""

LAUNDERING_RULES = (
    Rule(
        name="R69",
        table="aml_typologies",
        meaning="every label names a completed posting of its day, account and customer",
        needs=(same_day("aml_typologies", "transactions"),),
        sql="""
select label.dt, label.transaction_id as item,
    case
        when posting.account_id = label.account_id and posting.customer_id = label.customer_id
            and posting.status = 'completed' then 0
        else 1
    end as difference
from datalake.aml_typologies as label
join days on days.dt = label.dt
left join clean.transactions as posting on posting.dt = label.dt and posting.transaction_id = label.transaction_id
""",
    ),
    Rule(
        name="R69 patterns",
        table="aml_typologies",
        meaning="every pattern of the month has the participants, amounts, order and time its typology asks for",
        kind=RuleKind.CLOSING_WINDOW,
        due=is_month_end,
        opens_itself=False,
        needs=(whole_month("aml_typologies", "transactions"),),
        sql=f"""
with leg as (
    select days.dt, label.pattern_id, label.typology, label.participant_role, label.step_number, label.account_id,
        posting.amount, posting.transaction_code, posting.txn_timestamp as posted_at,
        posting.txn_type = 'credit' as is_in, {_HUB} as is_hub,
        label.participant_role = 'intermediary' as is_middle,
        lag(posting.amount) over (
            partition by days.dt, label.pattern_id, posting.txn_type order by label.step_number
        ) as amount_before,
        count(*) over (
            partition by days.dt, label.pattern_id, posting.txn_type, label.account_id, label.dt
        ) as times_a_day
    from days
    join datalake.aml_typologies as label on label.dt >= date_trunc('month', days.dt) and label.dt <= days.dt
    left join clean.transactions as posting on posting.dt = label.dt and posting.transaction_id = label.transaction_id
),
pattern as (
    select dt, pattern_id, typology,
        count(*) as steps, count(distinct step_number) as numbers, max(step_number) as last_number,
        min(posted_at) as begins_at, max(posted_at) as ends_at, min(amount) as smallest, max(amount) as largest,
        arg_min(account_id, step_number) as first_account, arg_max(account_id, step_number) as last_account,
        coalesce(bool_or(amount not between 0.97 * amount_before - 0.02 and 0.99 * amount_before + 0.02), false)
            as broken_hops,
        count(distinct account_id) filter (is_hub) as hubs,
        count(*) filter (is_hub and is_in) as ins,
        count(*) filter (is_hub and not is_in) as outs,
        coalesce(sum(amount) filter (is_hub and is_in), 0) as sum_in,
        coalesce(sum(amount) filter (is_hub and not is_in), 0) as sum_out,
        min(amount) filter (is_hub and is_in) as smallest_in,
        max(amount) filter (is_hub and is_in) as largest_in,
        min(amount) filter (is_hub and not is_in) as smallest_out,
        max(amount) filter (is_hub and not is_in) as largest_out,
        max(posted_at) filter (is_hub and is_in) as last_in,
        min(posted_at) filter (is_hub and not is_in) as first_out,
        max(times_a_day) filter (is_hub and is_in) as most_in_a_day,
        bool_or(amount % 10 <> 0) filter (is_hub and is_in) as broken_tens,
        count(*) filter (is_hub and is_in and transaction_code <> 'cash_deposit') as other_than_cash_in,
        count(distinct account_id) filter (is_middle) as middles,
        count(*) filter (is_middle and is_in) as middle_ins,
        count(*) filter (is_middle and not is_in) as middle_outs,
        coalesce(sum(amount) filter (is_middle and not is_in), 0) as middle_sum_out,
        max(posted_at) filter (is_middle and is_in) as middle_last_in,
        min(posted_at) filter (is_middle and not is_in) as middle_first_out,
        count(distinct account_id) filter (participant_role = 'destination') as targets
    from leg group by dt, pattern_id, typology
)
select dt, pattern_id as item,
    case
        when numbers = steps and last_number = steps and count(*) over (partition by dt, pattern_id) = 1
            and {_BUILT}
        then 0 else 1
    end as difference
from pattern
""",
    ),
    Rule(
        name="R69 shares",
        table="aml_typologies",
        meaning="laundering and look-alikes have their share of a quarter's postings, within 25 % and sampling error",
        kind=RuleKind.STATISTICAL,
        due=is_quarter_end,
        opens_itself=False,
        needs=(days_back(_DAYS_OF_THE_SHORTEST_QUARTER - 1, "aml_typologies", "transactions"),),
        relations=("laundering",),
        sql=f"""
with posted as (
    select days.dt, count(*) as postings
    from clean.transactions as posting
    join days on posting.dt > days.dt - {_DAYS_OF_THE_SHORTEST_QUARTER} and posting.dt <= days.dt
    group by days.dt
),
asked as (
    select dt, item, is_laundering, cast(postings * share as double) as expected
    from posted, simulated.laundering,
    lateral (values ('laundering', true, laundering_rate), ('look_alikes', false, look_alike_rate))
        as family(item, is_laundering, share)
),
found as (
    select days.dt, label.is_laundering, count(*) as labelled
    from datalake.aml_typologies as label
    join days on label.dt > days.dt - {_DAYS_OF_THE_SHORTEST_QUARTER} and label.dt <= days.dt
    group by days.dt, label.is_laundering
)
select asked.dt, asked.item,
    case
        when abs(coalesce(found.labelled, 0) - asked.expected)
            <= {_TOLERANCE} * asked.expected + {_STANDARD_ERRORS} * sqrt({_STEPS_A_PATTERN} * asked.expected)
        then 0 else 1
    end as difference
from asked
left join found on found.dt = asked.dt and found.is_laundering = asked.is_laundering
""",
    ),
)
"""Rules of aml_typologies."""
