-- Every wire sent or received, as it was known at the end of the day it was instructed.
with name_patterns as (
    select build.days.dt, parameter.text_value as pattern
    from build.days
    join curated.regulatory_parameters as parameter
        on build.days.dt between parameter.effective_from and parameter.effective_to
    where parameter.parameter_id = 'AML-16.name_pattern'
),

countries as (
    select build.days.dt, listed.country, listed.status
    from build.days
    join curated.country_risk as listed on build.days.dt between listed.effective_from and listed.effective_to
    where listed.status in ('call_for_action', 'monitored')
)

select
    wire.dt,
    wire.wire_id as wire_key,
    cast(strftime(wire.dt, '%Y%m%d') as integer) as date_key,
    wire.customer_id,
    wire.account_id,
    wire.account_id * 10 + 1 as contract_id,
    wire.wire_timestamp as transaction_date,
    wire.direction,
    wire.purpose,
    wire.reference_number,
    wire.status,
    wire.amount,
    cast(case when wire.direction = 'inbound' then wire.amount else -wire.amount end as decimal(18, 2))
        as signed_amount,
    cast(case when wire.status = 'completed' then wire.amount else 0 end as decimal(18, 2)) as completed_amount,
    wire.fee_amount,
    wire.counterparty_name,
    wire.counterparty_bank,
    wire.counterparty_country,
    coalesce(countries.status, 'ordinary') as country_risk,
    coalesce(contains(upper(wire.counterparty_name), name_patterns.pattern), false) as is_offshore_name
from datalake.wire_transfers as wire
join build.days on build.days.dt = wire.dt
left join name_patterns on name_patterns.dt = wire.dt
left join countries on countries.dt = wire.dt and countries.country = wire.counterparty_country
order by wire.dt, wire_key
