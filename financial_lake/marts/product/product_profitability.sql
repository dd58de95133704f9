-- What each product earned and cost in the month, and what is left of it.
with months as (
    select calendar.dt, calendar.dt - (calendar.day_of_month - 1) as first_day
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    where calendar.day_of_month = calendar.days_in_month
),

month_days as (
    select months.dt, calendar.dt as held_on, calendar.last_weekday, parameter.value as yearly_price
    from months
    join curated.calendar on calendar.dt >= months.first_day and calendar.dt <= months.dt
    join curated.management_parameters as parameter
        on parameter.parameter_id = 'funds_transfer_rate'
        and calendar.dt between parameter.effective_from and parameter.effective_to
),

stored as (
    select month_days.dt, count(distinct month_days.held_on) as day_count
    from month_days
    join (select distinct dt from warehouse_facts.fact_balance) as balances on balances.dt = month_days.held_on
    group by month_days.dt
),

held as ( -- what each contract brings or takes on each day
    select
        month_days.dt,
        balance.product_id,
        balance.closing_balance_usd as amount,
        1 as direction,
        month_days.yearly_price
    from warehouse_facts.fact_balance as balance
    join month_days on month_days.held_on = balance.dt
    where balance.closing_balance_usd > 0 and balance.credit_limit is null

    union all

    select month_days.dt, exposure.product_id, exposure.drawn_amount, -1, month_days.yearly_price
    from warehouse_facts.fact_credit_exposure as exposure
    join month_days on month_days.held_on = exposure.dt
    where exposure.drawn_amount > 0

    union all

    select month_days.dt, investment.product_id, investment.current_value, 0, month_days.yearly_price
    from datalake.investments as investment
    join month_days on month_days.last_weekday = investment.dt
    semi join (select distinct dt from warehouse_facts.fact_balance) as balances on balances.dt = month_days.held_on
),

balances as (
    select
        dt,
        product_id,
        sum(cast(amount * 100 as hugeint)) as cent_days,
        sum(
            direction * (
                (2 * cast(amount * 100 as hugeint) * cast(yearly_price * 1000000 as hugeint) + 365000000) // 730000000
            )
        ) as price_cents
    from held
    group by dt, product_id
),

earned as (
    select
        month_days.dt,
        told.product_id,
        sum(case when told.line in ('loan_interest_income', 'card_interest_income') then told.amount else 0 end)
            as interest_income,
        sum(case when told.line = 'deposit_interest_expense' then told.amount else 0 end) as interest_expense,
        sum(case when told.line = 'fee_income' then told.amount else 0 end) as fee_income,
        sum(case when told.line = 'interchange_income' then told.amount else 0 end) as interchange_income,
        sum(case when told.line = 'commission_income' then told.amount else 0 end) as commission_income,
        sum(case when told.line = 'servicing_cost' then told.amount else 0 end) as servicing_cost
    from marts.profit_and_loss_daily as told
    join month_days on month_days.held_on = told.dt
    where told.product_id is not null
    group by month_days.dt, told.product_id
),

expected as (
    select
        months.dt,
        exposure.product_id,
        sum((2 * cast(exposure.expected_loss * 100 as hugeint) + 12) // 24) as loss_cents
    from warehouse_facts.fact_credit_exposure as exposure
    join months on months.dt = exposure.dt
    group by months.dt, exposure.product_id
),

measured as (
    select
        product.dt,
        product.product_id,
        product.product_name,
        coalesce((2 * balances.cent_days + stored.day_count) // (2 * stored.day_count), 0) as average_cents,
        coalesce(earned.interest_income, 0) as interest_income,
        coalesce(earned.interest_expense, 0) as interest_expense,
        cast(coalesce(balances.price_cents, 0) as decimal(18, 0)) * 0.01 as transfer_pricing,
        coalesce(earned.fee_income, 0) as fee_income,
        coalesce(earned.interchange_income, 0) as interchange_income,
        coalesce(earned.commission_income, 0) as commission_income,
        cast(coalesce(expected.loss_cents, 0) as decimal(18, 0)) * 0.01 as expected_loss,
        coalesce(earned.servicing_cost, 0) as servicing_cost
    from datalake.products as product
    join months on months.dt = product.dt
    left join stored on stored.dt = product.dt
    left join balances on balances.dt = product.dt and balances.product_id = product.product_id
    left join earned on earned.dt = product.dt and earned.product_id = product.product_id
    left join expected on expected.dt = product.dt and expected.product_id = product.product_id
),

summed as (
    select
        measured.*,
        interest_income - interest_expense + transfer_pricing + fee_income + interchange_income + commission_income
            as revenue
    from measured
),

margins as (
    select summed.*, revenue - expected_loss - servicing_cost as margin
    from summed
),

ranked as (
    select
        margins.*,
        row_number() over (partition by dt order by margin desc, product_id) as place,
        count(*) over (partition by dt) as product_count
    from margins
)

select
    dt,
    product_id,
    product_name,
    cast(cast(average_cents as decimal(18, 0)) * 0.01 as decimal(18, 2)) as average_balance_usd,
    cast(interest_income as decimal(18, 2)) as interest_income,
    cast(interest_expense as decimal(18, 2)) as interest_expense,
    cast(transfer_pricing as decimal(18, 2)) as transfer_pricing,
    cast(fee_income as decimal(18, 2)) as fee_income,
    cast(interchange_income as decimal(18, 2)) as interchange_income,
    cast(commission_income as decimal(18, 2)) as commission_income,
    cast(revenue as decimal(18, 2)) as revenue,
    cast(expected_loss as decimal(18, 2)) as expected_loss,
    cast(servicing_cost as decimal(18, 2)) as servicing_cost,
    cast(margin as decimal(18, 2)) as contribution_margin,
    cast(margin / nullif(revenue, 0) as decimal(18, 6)) as margin_ratio,
    case when 3 * place <= product_count then 'high' when 3 * place <= 2 * product_count then 'medium' else 'low' end
        as profitability_tier
from ranked
order by dt, product_id
