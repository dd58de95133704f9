-- Cash that must be reported: what a customer paid in, or took out, above the limit on one business day.
with days as (
    select
        calendar.dt,
        calendar.previous_business_day,
        least_amount.value as threshold,
        cast(within.value as integer) as file_within_days
    from build.days
    join curated.calendar on calendar.dt = build.days.dt and calendar.is_business_day
    join curated.regulatory_parameters as least_amount
        on least_amount.parameter_id = 'AML-01.threshold'
        and calendar.dt between least_amount.effective_from and least_amount.effective_to
    join curated.regulatory_parameters as within
        on within.parameter_id = 'AML-01.file_within_days'
        and calendar.dt between within.effective_from and within.effective_to
),

cash as (
    select
        days.dt,
        days.threshold,
        days.file_within_days,
        posting.customer_id,
        case when posting.txn_type = 'credit' then 'in' else 'out' end as direction,
        posting.dt as moved_on,
        posting.amount_usd,
        visit.branch_id
    from curated.transactions as posting
    join curated.transaction_codes as kind on kind.transaction_code = posting.transaction_code and kind.is_cash
    join days on posting.dt > days.previous_business_day and posting.dt <= days.dt
    left join datalake.branch_visits as visit
        on visit.dt = posting.dt and visit.reference_number = posting.reference_number
    where posting.status = 'completed' and posting.revision_number = 0
)

select
    dt,
    concat('CT-', cast(dt as varchar), '-', cast(customer_id as varchar), '-', direction) as ctr_id,
    customer_id,
    direction,
    cast(sum(amount_usd) as decimal(18, 2)) as amount,
    count(*) as posting_count,
    count(distinct branch_id) as branch_count,
    min(moved_on) as first_on,
    dt + file_within_days as due_on
from cash
group by dt, customer_id, direction, threshold, file_within_days
having sum(amount_usd) > threshold
order by dt, customer_id, direction
