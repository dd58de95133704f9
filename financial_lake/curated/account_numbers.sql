-- The whole number of each account, apart from everything else, for the few who may see it.
select
    delivered.dt,
    delivered.account_id,
    delivered.account_number
from datalake.accounts as delivered
join build.days on build.days.dt = delivered.dt
order by delivered.dt, delivered.account_id
