-- question: What did the bank know of a customer on a day?
-- parameter customer: a customer_id; the first customer without it
-- parameter day: which day; the last stored day without it
select
    customer_id,
    version_number,
    valid_from,
    valid_to,
    customer_name,
    customer_segment,
    customer_status,
    risk_rating,
    kyc_status,
    annual_income,
    email,
    address_line1,
    address_city,
    home_branch_id
from warehouse.dim_customer
where
    customer_id = coalesce(
        cast(getvariable('customer') as bigint),
        (select min(customer_id) from warehouse.dim_customer where customer_id > 0)
    )
    and valid_from <= coalesce(cast(getvariable('day') as date), (select max(dt) from curated.customer_records))
    and valid_to > coalesce(cast(getvariable('day') as date), (select max(dt) from curated.customer_records))
