-- question: How much of the planted laundering do simple rules find, typology by typology, and how often are they right?
with posting as (
    select
        delivered.transaction_id, delivered.account_id, delivered.transaction_code, delivered.amount,
        delivered.counterparty_token, epoch(delivered.transaction_ts) as second,
        delivered.txn_type = 'credit' as is_in, label.typology, coalesce(label.is_laundering, false) as is_laundering
    from curated.transactions as delivered
    left join datalake.aml_typologies as label
        on label.dt = delivered.event_date and label.transaction_id = delivered.transaction_id
    where
        delivered.status = 'completed'
        and delivered.transaction_code in (
            'cash_deposit', 'cash_withdrawal', 'p2p_in', 'p2p_out', 'account_transfer_in', 'account_transfer_out',
            'wire_in', 'wire_out'
        )
),
seen as (
    select
        *,
        count(*) filter (transaction_code = 'cash_deposit' and amount between 3000 and 10000) over fortnight as deposits,
        count(*) filter (transaction_code in ('p2p_in', 'account_transfer_in') and amount >= 100) over three_days
            as payments_in,
        count(*) filter (transaction_code in ('p2p_out', 'account_transfer_out') and amount >= 100) over three_days
            as payments_out,
        coalesce(sum(amount) filter (is_in) over two_days, 0) as came,
        coalesce(sum(amount) filter (not is_in) over two_days, 0) as went
    from posting
    window
        fortnight as (partition by account_id order by second range between 1296000 preceding and 1296000 following),
        three_days as (partition by account_id order by second range between 259200 preceding and 259200 following),
        two_days as (partition by account_id order by second range between 172800 preceding and 172800 following)
),
alert as (
    select 'near_the_limit' as rule_name, transaction_id, is_laundering from seen
    where transaction_code = 'cash_deposit' and amount between 3000 and 10000 and deposits >= 3
    union all
    select 'many_pay_one', transaction_id, is_laundering from seen
    where transaction_code in ('p2p_in', 'account_transfer_in') and amount >= 100 and payments_in >= 5
    union all
    select 'one_pays_many', transaction_id, is_laundering from seen
    where transaction_code in ('p2p_out', 'account_transfer_out') and amount >= 100 and payments_out >= 5
    union all
    select 'in_and_out', transaction_id, is_laundering from seen
    where amount >= 300 and came >= 3000 and went between 0.85 * came and came
    union all
    select 'large_to_persons', transaction_id, is_laundering from seen
    where transaction_code in ('p2p_in', 'p2p_out') and amount >= 500
),
rules(typology, rule_name) as (
    values
        ('structuring', 'near_the_limit'), ('fan_in', 'many_pay_one'), ('fan_out', 'one_pays_many'),
        ('gather_scatter', 'in_and_out'), ('rapid_movement', 'in_and_out'), ('scatter_gather', 'large_to_persons'),
        ('cycle', 'large_to_persons'), ('bipartite', 'large_to_persons'), ('stack', 'large_to_persons')
),
scored as (
    select
        rules.typology, rules.rule_name,
        count(distinct posting.transaction_id) as planted_count,
        count(distinct alert.transaction_id) as found_count
    from rules
    left join posting on posting.typology = rules.typology
    left join alert on alert.rule_name = rules.rule_name and alert.transaction_id = posting.transaction_id
    group by rules.typology, rules.rule_name
),
raised as (
    select rule_name, count(*) as alert_count, count(*) filter (is_laundering) as right_count
    from alert group by rule_name
)
select
    scored.typology, scored.rule_name, scored.planted_count, scored.found_count,
    cast(scored.found_count / nullif(scored.planted_count, 0) as decimal(9, 6)) as recall,
    coalesce(raised.alert_count, 0) as alert_count,
    cast(coalesce(raised.right_count, 0) / nullif(raised.alert_count, 0) as decimal(9, 6)) as precision_of_rule
from scored
left join raised on raised.rule_name = scored.rule_name
order by scored.typology
