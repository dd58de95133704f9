-- Wires above the reporting amount on the day, and those that look suspicious by size or by name.
with limits as (
    select
        build.days.dt,
        max(parameter.value) filter (parameter.parameter_id = 'AML-16.report_amount') as report_amount,
        max(parameter.value) filter (parameter.parameter_id = 'AML-16.alert_amount') as alert_amount,
        max(parameter.text_value) filter (parameter.parameter_id = 'AML-16.name_pattern') as name_pattern
    from build.days
    join curated.regulatory_parameters as parameter
        on build.days.dt between parameter.effective_from and parameter.effective_to
    where parameter.parameter_id in ('AML-16.report_amount', 'AML-16.alert_amount', 'AML-16.name_pattern')
    group by build.days.dt
),

wires as (
    select
        limits.dt,
        wire.wire_id,
        wire.amount,
        wire.amount > limits.report_amount as is_large,
        wire.amount > limits.alert_amount or contains(upper(wire.counterparty_name), limits.name_pattern)
            as is_suspicious
    from limits
    left join datalake.wire_transfers as wire on wire.dt = limits.dt
)

select
    dt,
    count(wire_id) as wire_count,
    count(*) filter (is_large) as large_count,
    cast(coalesce(sum(amount) filter (is_large), 0) as decimal(18, 2)) as large_amount,
    count(*) filter (is_suspicious) as suspicious_count,
    cast(coalesce(sum(amount) filter (is_suspicious), 0) as decimal(18, 2)) as suspicious_amount
from wires
group by dt
order by dt
