-- Where each segment's customers bank: postings, contacts and visits by channel, with their share of the day.
with cells as (
    select build.days.dt, channels.channel, segments.customer_segment
    from build.days
    cross join (
        values
            ('pos'), ('online'), ('mobile_app'), ('atm'), ('branch'), ('system'), ('phone'), ('email'), ('web')
    ) as channels(channel)
    cross join (
        values ('retail'), ('premium'), ('corporate'), ('private_banking')
    ) as segments(customer_segment)
),

customers as (
    select customer.dt, customer.customer_id, customer.customer_segment
    from curated.customer_records as customer
    join build.days on build.days.dt = customer.dt
),

postings as (
    select
        fact.dt,
        fact.channel,
        customers.customer_segment,
        sum(fact.transaction_count) as posting_count,
        sum(case when fact.is_debit = 1 then -fact.transaction_amount_usd else fact.transaction_amount_usd end)
            as posting_amount_usd
    from warehouse_facts.fact_transaction as fact
    join customers on customers.dt = fact.dt and customers.customer_id = fact.customer_id
    where fact.is_completed = 1
    group by fact.dt, fact.channel, customers.customer_segment
),

visits as (
    select visit.dt, 'branch' as channel, customers.customer_segment, count(*) as visit_count
    from datalake.branch_visits as visit
    join customers on customers.dt = visit.dt and customers.customer_id = visit.customer_id
    group by visit.dt, customers.customer_segment
),

contacts as (
    select
        contact.dt,
        contact.channel,
        customers.customer_segment,
        count(*) as contact_count,
        count(case when contact.service_mode = 'chatbot' then 1 end) as chatbot_count
    from warehouse_facts.fact_interaction as contact
    join customers on customers.dt = contact.dt and customers.customer_id = contact.customer_id
    group by contact.dt, contact.channel, customers.customer_segment
),

measured as (
    select
        cells.dt,
        cells.channel,
        cells.customer_segment,
        cast(coalesce(postings.posting_count, 0) as bigint) as posting_count,
        cast(coalesce(postings.posting_amount_usd, 0) as decimal(18, 2)) as posting_amount_usd,
        coalesce(contacts.contact_count, 0) as contact_count,
        coalesce(contacts.chatbot_count, 0) as chatbot_count,
        coalesce(visits.visit_count, 0) as visit_count
    from cells
    left join postings
        on postings.dt = cells.dt
        and postings.channel = cells.channel
        and postings.customer_segment = cells.customer_segment
    left join contacts
        on contacts.dt = cells.dt
        and contacts.channel = cells.channel
        and contacts.customer_segment = cells.customer_segment
    left join visits
        on visits.dt = cells.dt
        and visits.channel = cells.channel
        and visits.customer_segment = cells.customer_segment
),

totals as (
    select
        dt,
        sum(posting_count) as total_postings,
        sum(posting_amount_usd) as total_amount_usd,
        sum(contact_count) as total_contacts,
        sum(visit_count) as total_visits
    from measured
    group by dt
)

select
    measured.dt,
    measured.channel,
    measured.customer_segment,
    measured.posting_count,
    measured.posting_amount_usd,
    measured.contact_count,
    measured.chatbot_count,
    measured.visit_count,
    cast(measured.posting_count / nullif(totals.total_postings, 0) as decimal(18, 6)) as posting_share,
    cast(measured.posting_amount_usd / nullif(totals.total_amount_usd, 0) as decimal(18, 6)) as amount_share,
    cast(measured.contact_count / nullif(totals.total_contacts, 0) as decimal(18, 6)) as contact_share,
    cast(measured.visit_count / nullif(totals.total_visits, 0) as decimal(18, 6)) as visit_share
from measured
join totals on totals.dt = measured.dt
order by dt, channel, customer_segment
