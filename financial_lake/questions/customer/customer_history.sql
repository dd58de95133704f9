-- question: What changed about a customer, and when?
-- parameter customer: a customer_id; the first customer without it
select
    version_number,
    valid_from,
    valid_to,
    is_current,
    is_deleted,
    customer_name,
    customer_segment,
    customer_status,
    risk_rating,
    kyc_status,
    email,
    phone,
    address_line1,
    address_city
from warehouse.dim_customer
where customer_id = coalesce(
    cast(getvariable('customer') as bigint), (select min(customer_id) from warehouse.dim_customer where customer_id > 0)
)
order by version_number
