-- What customers owe and may still draw, contract by contract, with the capital it ties up: standardised approach.
with parameters as (
    select build.days.dt, parameter.parameter_id, parameter.value
    from build.days
    join curated.regulatory_parameters as parameter
        on build.days.dt between parameter.effective_from and parameter.effective_to
    where parameter.parameter_id like 'CR-%' or parameter.parameter_id = 'CAP-04.total_ratio'

    union all

    select build.days.dt, 'LGD.' || parameter.scope, parameter.value
    from build.days
    join curated.management_parameters as parameter
        on build.days.dt between parameter.effective_from and parameter.effective_to
    where parameter.parameter_id = 'loss_given_default'
),

limits as (
    select
        calendar.dt,
        calendar.last_weekday,
        sha256(string_agg(parameter_id || '=' || cast(value as varchar), ';' order by parameter_id)) as parameter_set,
        max(value) filter (parameter_id = 'CR-01.probation_days') as probation_days,
        max(value) filter (parameter_id = 'CR-02.ccf_unconditionally_cancellable') as cancellable_factor,
        max(value) filter (parameter_id = 'CR-02.ccf_commitment') as commitment_factor,
        max(value) filter (parameter_id = 'CR-03.transactor') as transactor_weight,
        max(value) filter (parameter_id = 'CR-03.regulatory_retail') as retail_weight,
        max(value) filter (parameter_id = 'CR-03.other_retail') as other_retail_weight,
        max(value) filter (parameter_id = 'CR-03.corporate_sme') as corporate_weight,
        max(value) filter (parameter_id = 'CR-03.defaulted_real_estate') as defaulted_real_estate_weight,
        max(value) filter (parameter_id = 'CR-03.defaulted') as defaulted_weight,
        max(value) filter (parameter_id = 'CR-03.defaulted_provisioned') as provisioned_weight,
        cast(max(value) filter (parameter_id = 'CR-03.defaulted_provision_share') as decimal(9, 6)) as provision_share,
        max(value) filter (parameter_id = 'CR-04.default_days') as default_days,
        max(value) filter (parameter_id = 'CR-04.charged_off_days') as charged_off_days,
        max(value) filter (parameter_id = 'CR-04.pledge_proceeds') as pledge_proceeds,
        cast(max(value) filter (parameter_id = 'CR-06.limit') as decimal(28, 2))
            * cast(max(value) filter (parameter_id = 'CR-06.eur_usd') as decimal(9, 6)) as retail_limit,
        max(value) filter (parameter_id = 'CR-06.granularity_share') as granularity_share,
        max(value) filter (parameter_id = 'CR-06.granularity_minimum') as granularity_minimum,
        max(value) filter (parameter_id = 'CR-07.statements') as statements_asked,
        max(value) filter (parameter_id = 'CR-08.income_days') as income_days,
        max(value) filter (parameter_id = 'CR-08.multiplier') as mismatch_factor,
        max(value) filter (parameter_id = 'CR-08.highest_weight') as highest_weight,
        max(value) filter (parameter_id = 'CAP-04.total_ratio') as capital_ratio
    from parameters
    join curated.calendar as calendar on calendar.dt = parameters.dt
    group by calendar.dt, calendar.last_weekday
),

loan_to_value_bands as (
    select
        bound.dt,
        lag(bound.value, 1, -1) over (partition by bound.dt order by bound.value) as above_ratio,
        bound.value as highest_ratio,
        weight.value as band_weight
    from parameters as bound
    join parameters as weight
        on weight.dt = bound.dt and weight.parameter_id = replace(bound.parameter_id, '_ltv_', '_weight_')
    where bound.parameter_id like 'CR-03.real_estate_ltv_%'
),

provision_bands as (
    select
        start.dt,
        start.value as days_from,
        lead(start.value, 1, 999999) over (partition by start.dt order by start.value) as days_before,
        unsecured.value as unsecured_rate,
        secured.value as secured_rate
    from parameters as start
    join parameters as unsecured
        on unsecured.dt = start.dt and unsecured.parameter_id = replace(start.parameter_id, 'days_from', 'unsecured')
    join parameters as secured
        on secured.dt = start.dt and secured.parameter_id = replace(start.parameter_id, 'days_from', 'secured')
    where start.parameter_id like 'CR-04.days_from_%'
),

assessed as (
    select limits.dt, rating.customer_id, max_by(rating.probability_default, rating.assessment_id) as probability
    from datalake.risk_assessments as rating
    join limits on rating.dt > limits.dt - interval 14 days and rating.dt <= limits.dt
    where rating.application_id is null
    group by limits.dt, rating.customer_id
),

appraisals as (
    select limits.dt, pledge.loan_id, pledge.collateral_type, pledge.appraised_value, pledge.appraisal_date
    from datalake.collateral as pledge
    join limits on pledge.dt = limits.dt

    union all

    select limits.dt, pledge.loan_id, pledge.collateral_type, pledge.appraised_value, pledge.appraisal_date
    from curated.collateral_changes as pledge
    join limits on pledge.dt > limits.dt - interval 400 days and pledge.dt < limits.dt
),

pledges as ( -- a higher appraisal later on does not lower the weight
    select dt, loan_id, min(collateral_type) as collateral_type, min(appraised_value) as lowest_value,
        min(appraisal_date) as first_appraisal
    from appraisals
    group by dt, loan_id
),

restructured as ( -- nothing else moves the end of a loan
    select distinct limits.dt, loan.loan_id
    from curated.loan_changes as loan
    join limits on loan.dt > limits.dt - cast(limits.probation_days as integer) and loan.dt <= limits.dt
    where loan.op = 'U' and loan.maturity_date <> loan.previous_maturity_date
),

paid_in_full as (
    select limits.dt, statement.account_id
    from curated.card_statements as statement
    join limits
        on date_diff('month', statement.dt, limits.dt + 1) between 1 and limits.statements_asked
    group by limits.dt, statement.account_id, limits.statements_asked
    having count(*) = limits.statements_asked and max(statement.carried_amount) = 0
),

foreign_earners as (
    select limits.dt, income.customer_id
    from curated.income_currencies as income
    join limits on income.dt > limits.dt - cast(limits.income_days as integer) and income.dt <= limits.dt
    where income.customer_id in (select customer_id from curated.income_currencies where currency <> 'USD')
    group by limits.dt, income.customer_id
    having count(case when income.currency = 'USD' then 1 end) = 0
),

loans as (
    select
        limits.dt,
        loan.loan_id * 10 + 2 as contract_id,
        loan.customer_id,
        loan.product_id,
        'loan' as exposure_type,
        loan.loan_type as credit_type,
        loan.current_balance as drawn_amount,
        cast(0 as decimal(18, 2)) as undrawn_amount,
        cast(0 as decimal(18, 6)) as conversion_factor,
        loan.past_due_amount,
        loan.days_past_due,
        loan.loan_status = 'defaulted' as is_charged_off,
        restructured.loan_id is not null as is_on_probation,
        pledges.collateral_type,
        pledges.lowest_value as collateral_value,
        coalesce(pledges.first_appraisal <= loan.origination_date, false) as is_value_at_origination
    from datalake.loan_accounts as loan
    join limits on loan.dt = limits.last_weekday
    left join restructured on restructured.dt = limits.dt and restructured.loan_id = loan.loan_id
    left join pledges on pledges.dt = limits.dt and pledges.loan_id = loan.loan_id
    where loan.loan_status <> 'paid_off'
),

commitments as (
    select
        limits.dt,
        approval.application_id * 10 + 2 as contract_id,
        approval.customer_id,
        application.product_id,
        'commitment' as exposure_type,
        application.loan_type as credit_type,
        approval.approved_amount as undrawn_amount,
        limits.commitment_factor as conversion_factor
    from datalake.loan_approvals as approval
    join limits on approval.dt > limits.dt - interval 30 days and approval.dt <= limits.dt
    join datalake.loan_applications as application
        on application.dt = limits.dt and application.application_id = approval.application_id
    left join datalake.loan_accounts as loan
        on loan.dt = limits.last_weekday and loan.loan_id = approval.application_id
    where approval.decision = 'approved' and loan.loan_id is null
),

accounts as (
    select
        balance.dt,
        balance.contract_id,
        balance.customer_id,
        balance.product_id,
        account.account_type is not distinct from 'credit_card' as is_card,
        greatest(-balance.closing_balance_usd, 0) as drawn_amount,
        case
            when account.account_type = 'credit_card' and account.account_status not in ('frozen', 'closed')
                then round(
                    cast(greatest(account.credit_limit + balance.closing_balance, 0) as decimal(28, 2))
                    * fixing.usd_rate,
                    2
                )
            else 0
        end as undrawn_amount,
        limits.cancellable_factor as conversion_factor,
        paid_in_full.account_id is not null as is_transactor
    from warehouse_facts.fact_balance as balance
    join limits on limits.dt = balance.dt
    left join curated.accounts as account
        on account.dt = limits.last_weekday and account.account_id = balance.account_id
    left join curated.fx_rates as fixing on fixing.dt = balance.dt and fixing.currency = balance.currency
    left join paid_in_full on paid_in_full.dt = balance.dt and paid_in_full.account_id = balance.account_id
    where
        balance.closing_balance < 0
        or (account.account_type = 'credit_card' and account.account_status <> 'closed')
),

contracts as (
    select dt, contract_id, customer_id, product_id, exposure_type, credit_type, drawn_amount, undrawn_amount,
        conversion_factor, past_due_amount, days_past_due, is_charged_off, is_on_probation, collateral_type,
        collateral_value, is_value_at_origination, false as is_transactor,
        credit_type = 'mortgage' and collateral_type is not distinct from 'real_estate' as is_real_estate
    from loans

    union all

    select dt, contract_id, customer_id, product_id, exposure_type, credit_type, 0, undrawn_amount,
        conversion_factor, 0, 0, false, false, null,
        null, false, false,
        false
    from commitments

    union all

    select dt, contract_id, customer_id, product_id, case when is_card then 'card' else 'overdraft' end,
        case when is_card then 'credit_card' else 'overdraft' end, drawn_amount, undrawn_amount,
        conversion_factor, 0, 0, false, false, null,
        null, false, is_transactor,
        false
    from accounts
),

customers as (
    select dt, customer_id, sum(drawn_amount + undrawn_amount) as retail_total
    from contracts
    where not is_real_estate
    group by dt, customer_id
),

portfolios as (
    select dt, sum(retail_total) as portfolio_total, count(*) as obligor_count
    from customers
    group by dt
),

provided as (
    select
        contracts.*,
        coalesce(customers.retail_total, 0) > limits.retail_limit as is_above_limit,
        portfolios.obligor_count >= limits.granularity_minimum
            and coalesce(customers.retail_total, 0) > limits.granularity_share * portfolios.portfolio_total as is_lumpy,
        is_charged_off or is_on_probation or days_past_due >= limits.default_days as is_defaulted,
        is_charged_off or days_past_due >= limits.default_days as is_provision_specific,
        cast((drawn_amount + undrawn_amount) / nullif(collateral_value, 0) as decimal(18, 6)) as ltv_ratio,
        round(
            case
                when collateral_type is null
                    then cast(drawn_amount as decimal(28, 2)) * cast(bands.unsecured_rate as decimal(9, 6))
                when is_charged_off
                    then greatest(
                        cast(drawn_amount as decimal(28, 2)) * cast(bands.secured_rate as decimal(9, 6)),
                        drawn_amount
                        - cast(collateral_value as decimal(28, 2)) * cast(limits.pledge_proceeds as decimal(9, 6))
                    )
                else cast(drawn_amount as decimal(28, 2)) * cast(bands.secured_rate as decimal(9, 6))
            end,
            2
        ) as provision
    from contracts
    join limits on limits.dt = contracts.dt
    join provision_bands as bands
        on bands.dt = contracts.dt
        and case when is_charged_off then limits.charged_off_days else days_past_due end >= bands.days_from
        and case when is_charged_off then limits.charged_off_days else days_past_due end < bands.days_before
    left join customers on customers.dt = contracts.dt and customers.customer_id = contracts.customer_id
    left join portfolios on portfolios.dt = contracts.dt
),

classified as (
    select
        provided.*,
        case when is_provision_specific then provision else 0 end as specific_provision,
        case
            when is_defaulted then 'defaulted'
            when is_real_estate then 'residential_real_estate'
            when credit_type = 'business' and is_above_limit then 'corporate_sme'
            when is_above_limit or is_lumpy then 'other_retail'
            else 'regulatory_retail'
        end as exposure_class
    from provided
),

weighted as (
    select
        classified.*,
        limits.parameter_set,
        limits.mismatch_factor,
        limits.highest_weight,
        limits.capital_ratio,
        case
            when exposure_class = 'defaulted' and is_real_estate then limits.defaulted_real_estate_weight
            when
                exposure_class = 'defaulted'
                and specific_provision >= limits.provision_share * cast(drawn_amount as decimal(28, 2))
                then limits.provisioned_weight
            when exposure_class = 'defaulted' then limits.defaulted_weight
            when exposure_class = 'residential_real_estate' then bands.band_weight
            when exposure_class = 'corporate_sme' then limits.corporate_weight
            when exposure_class = 'other_retail' then limits.other_retail_weight
            when is_transactor then limits.transactor_weight
            else limits.retail_weight
        end as plain_weight,
        round(
            greatest(drawn_amount - specific_provision, 0)
            + cast(undrawn_amount as decimal(28, 2)) * cast(conversion_factor as decimal(9, 6)),
            2
        ) as exposure_amount
    from classified
    join limits on limits.dt = classified.dt
    left join loan_to_value_bands as bands
        on bands.dt = classified.dt
        and classified.is_real_estate
        and classified.ltv_ratio > bands.above_ratio
        and classified.ltv_ratio <= bands.highest_ratio
),

matched as ( -- who earns in one currency and owes in another is the riskier borrower
    select
        weighted.*,
        case
            when
                foreign_earners.customer_id is not null
                and exposure_type = 'loan'
                and exposure_class in ('residential_real_estate', 'regulatory_retail', 'other_retail')
                and customer.customer_segment is distinct from 'corporate'
                then least(plain_weight * mismatch_factor, highest_weight)
            else plain_weight
        end as risk_weight
    from weighted
    left join foreign_earners
        on foreign_earners.dt = weighted.dt and foreign_earners.customer_id = weighted.customer_id
    left join curated.customer_records as customer
        on customer.dt = weighted.dt and customer.customer_id = weighted.customer_id
),

measured as (
    select
        matched.*,
        round(cast(exposure_amount as decimal(28, 2)) * cast(risk_weight as decimal(9, 6)), 2) as weighted_amount,
        assessed.probability,
        loss.value as loss_given_default
    from matched
    left join assessed on assessed.dt = matched.dt and assessed.customer_id = matched.customer_id
    join parameters as loss on loss.dt = matched.dt and loss.parameter_id = 'LGD.' || matched.credit_type
)

select
    dt,
    contract_id * 100000 + date_diff('day', date '1900-01-01', dt) as exposure_key,
    cast(strftime(dt, '%Y%m%d') as integer) as date_key,
    contract_id,
    case when exposure_type <> 'commitment' then contract_id end as booked_contract_id,
    customer_id,
    product_id,
    exposure_type,
    credit_type,
    cast(drawn_amount as decimal(18, 2)) as drawn_amount,
    cast(undrawn_amount as decimal(18, 2)) as undrawn_amount,
    cast(past_due_amount as decimal(18, 2)) as past_due_amount,
    cast(specific_provision as decimal(18, 2)) as specific_provision,
    cast(provision - specific_provision as decimal(18, 2)) as general_provision,
    cast(collateral_value as decimal(18, 2)) as collateral_value,
    is_value_at_origination,
    cast(days_past_due as integer) as days_past_due,
    is_defaulted,
    is_charged_off,
    ltv_ratio,
    exposure_class,
    cast(conversion_factor as decimal(9, 6)) as credit_conversion_factor,
    cast(risk_weight as decimal(9, 6)) as risk_weight,
    cast(exposure_amount as decimal(18, 2)) as exposure_amount,
    cast(weighted_amount as decimal(18, 2)) as risk_weighted_assets,
    cast(
        round(cast(weighted_amount as decimal(28, 2)) * cast(capital_ratio as decimal(9, 6)), 2) as decimal(18, 2)
    ) as capital_requirement,
    probability as probability_default,
    cast(loss_given_default as decimal(9, 6)) as loss_given_default,
    cast(
        round(
            cast(drawn_amount as decimal(20, 2)) * probability * cast(loss_given_default as decimal(9, 6)), 2
        ) as decimal(18, 2)
    ) as expected_loss,
    parameter_set
from measured
order by dt, exposure_key
