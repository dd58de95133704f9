-- Who the customers are: the last stored day, without those who left.
with asked as (
    select max(dt) as last_day from datalake.customer_profiles
),

people as (
    select profile.*, cast(profile.annual_income as double) as income
    from datalake.customer_profiles as profile
    join asked on profile.dt = asked.last_day
    where profile.customer_status <> 'closed'
),

incomes as (
    select
        quantile_cont(income, 0.2) as p20,
        quantile_cont(income, 0.4) as p40,
        quantile_cont(income, 0.5) as p50,
        quantile_cont(income, 0.6) as p60,
        quantile_cont(income, 0.8) as p80,
        quantile_cont(income, 0.95) as p95,
        avg(income) as mean
    from people
),

ranked as (
    select income, row_number() over (order by income, customer_id) as place, count(*) over () as everybody from people
),

surnames as (
    select customer.last_name, count(*) * 100000.0 / sum(count(*)) over () as per_100k
    from datalake.customers as customer
    where customer.dt = (select max(dt) from datalake.customers)
    group by customer.last_name
)

select 'share_of_adults_with_salary' as metric, avg(case when employment_status = 'salaried' then 1 else 0 end) as value
from people
union all select 'share_of_people_with_pension_income', avg(case when employment_status = 'retired' then 1 else 0 end)
from people
union all select 'homeownership_rate', avg(case when home_ownership = 'own' then 1 else 0 end) from people
union all select 'mobile_banking_primary_channel', avg(case when preferred_channel = 'mobile_app' then 1 else 0 end)
from people
union all select 'us_median_age', median(age) from people
union all select 'us_share_65_plus', avg(case when age >= 65 then 1 else 0 end) from people
union all select 'median_household_income', p50 from incomes
union all select 'household_income_p20', p20 from incomes
union all select 'household_income_p40', p40 from incomes
union all select 'household_income_p60', p60 from incomes
union all select 'household_income_p80', p80 from incomes
union all select 'household_income_p95', p95 from incomes
union all select 'mean_to_median_family_income', mean / p50 from incomes
union all select 'household_income_gini',
    2 * sum(place * income) / (any_value(everybody) * sum(income)) - (any_value(everybody) + 1.0) / any_value(everybody)
from ranked
union all select 'surname_per_100k_' || last_name, per_100k from surnames
where last_name in (
    'Smith', 'Johnson', 'Williams', 'Brown', 'Jones', 'Garcia', 'Miller', 'Davis', 'Rodriguez', 'Martinez'
)
