-- How much of the money is laundered, and how often the same people pay each other: the quarter that ends with the
-- last stored day.
with asked as (
    select max(dt) as last_day, date_trunc('quarter', max(dt)) as first_day from datalake.transactions
),

postings as (
    select posting.transaction_code as code, posting.account_id, posting.counterparty_account, posting.counterparty_type
    from datalake.transactions as posting
    join asked on posting.dt between asked.first_day and asked.last_day
    where posting.status = 'completed' and posting.amount > 0 and posting.transaction_id is not null
),

laundered as (
    select count(*) as labelled, count(distinct label.typology) as typologies
    from datalake.aml_typologies as label
    join asked on label.dt between asked.first_day and asked.last_day
    where label.is_laundering
),

everything as (
    select count(*) as posted from postings
),

pairs as (
    select account_id, counterparty_account, count(*) as payments
    from postings
    where code in ('p2p_out', 'account_transfer_out') and counterparty_type = 'internal'
    group by account_id, counterparty_account
)

select simulator.metric, everything.posted / nullif(laundered.labelled, 0) as value
from everything, laundered, (
    values
        ('laundering_one_per_n_transactions_HI_small'), ('laundering_one_per_n_transactions_LI_small'),
        ('laundering_one_per_n_transactions_HI_medium'), ('laundering_one_per_n_transactions_LI_medium'),
        ('laundering_one_per_n_transactions_HI_large'), ('laundering_one_per_n_transactions_LI_large')
) as simulator(metric)
union all select 'saml_d_suspicious_rate', 10000.0 * labelled / posted from everything, laundered
union all select 'amlworld_pattern_types', typologies from laundered
union all select 'transfer_edge_multiplicity_mean', avg(payments) from pairs
