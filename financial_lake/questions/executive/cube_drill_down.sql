-- question: What is a member of the cube made of, one level further down?
-- parameter level: year, quarter, country or flow_class; flow_class without it
-- parameter member: which one, such as 2024, 4, US or spend; all without it
-- parameter month: a day of the month; the last complete month without it
-- the bits of level_id are told in cube_roll_up
with steps as (
    select down.name, down.level_id
    from (values ('year', 255), ('quarter', 127), ('country', 927), ('flow_class', 1020)) as down(name, level_id)
    where down.name = coalesce(getvariable('level'), 'flow_class')
),

cells as (
    select
        case steps.name
            when 'year' then cast(cube.year as varchar)
            when 'quarter' then cast(cube.quarter as varchar)
            when 'country' then cube.country
            else cube.flow_class
        end as member,
        case steps.name
            when 'year' then cast(cube.quarter as varchar)
            when 'quarter' then cast(cube.month as varchar)
            when 'country' then cube.region
            else cube.transaction_code
        end as part,
        cube.transaction_count,
        cube.amount_usd,
        cube.net_amount_usd,
        cube.distinct_customers
    from marts.transaction_cube as cube
    join steps on steps.level_id = cube.level_id
    where cube.dt = coalesce(last_day(cast(getvariable('month') as date)), (select max(dt) from marts.transaction_cube))
)

select member, part, transaction_count, amount_usd, net_amount_usd, distinct_customers
from cells
where (getvariable('member') is null or member = getvariable('member'))
order by member, amount_usd desc, part
