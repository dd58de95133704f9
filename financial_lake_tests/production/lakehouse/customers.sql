-- The extract knows no names: what it does not say is filled so that nobody takes it for real.
select
    customer_id,
    customer_id as household_id,
    null as prefix,
    'Customer' as first_name,
    'No ' || customer_id as last_name,
    'no ' || customer_id || ', customer' as sort_name,
    null as suffix,
    date '1970-01-01' as birthdate,
    signup_date as customer_since,
    'ssn' as tin_type,
    '***-**-' || lpad(right(customer_id, 4), 4, '0') as tin_number,
    1 as home_branch_id,
    signup_date || ' 00:00:00' as updated_at
from landed
