-- question: Which share of card attempts was approved, day by day and by kind of card?
-- parameter from: first day; the first stored day without it
-- parameter to: last day; the last stored day without it
-- parameter card_type: debit or credit; both without it
select
    dt,
    card_type,
    attempt_count,
    approved_count,
    declined_count,
    approval_rate,
    approved_amount,
    declined_amount,
    remote_share
from marts.card_authorization_daily
where
    dt >= coalesce(cast(getvariable('from') as date), date '0001-01-01')
    and dt <= coalesce(cast(getvariable('to') as date), date '9999-12-31')
    and decline_reason = 'all'
    and (getvariable('card_type') is null or card_type = getvariable('card_type'))
order by dt, card_type
