"""Cards agree with accounts and with their own lives (R18 to R21)."""

from financial_lake.reconciliation.rule import Rule, latest_weekday, same_day

CARD_RULES = (
    Rule(
        name="R18",
        table="card_transactions",
        meaning="only a card that is issued, not blocked and not expired, on an active account, is approved",
        needs=(same_day("card_transactions"), latest_weekday("cards", "accounts")),
        relations=("standing",),
        sql="""
select attempt.dt, attempt.card_txn_id as item,
    case
        when card.card_id is not null
            and card.issued_on <= attempt.dt
            and attempt.dt <= card.expiration_date
            and (
                card.blocked_on is null
                or card.blocked_on >= attempt.dt
                or (card.block_reason = 'temporary' and attempt.dt > calendar.last_weekday)
            )
            and standing.is_open and not standing.is_frozen
        then 0 else 1
    end as difference
from datalake.card_transactions as attempt
join days on days.dt = attempt.dt
join calendar on calendar.dt = attempt.dt
left join datalake.cards as card on card.dt = calendar.last_weekday and card.card_id = attempt.card_id
left join simulated.standing as standing on standing.dt = attempt.dt and standing.account_id = attempt.account_id
where attempt.authorization_status = 'approved'
""",
    ),
    Rule(
        name="R19",
        table="cards",
        meaning="a card belongs to its account's owner, is credit exactly on a credit card account, and never on a cd",
        needs=(same_day("cards", "accounts"),),
        sql="""
select card.dt, card.card_id as item,
    case
        when account.account_id is null then 1
        when card.customer_id <> account.customer_id then 1
        when (card.card_type = 'credit') <> (account.account_type = 'credit_card') then 1
        when account.account_type = 'cd' then 1
        else 0
    end as difference
from datalake.cards as card
join days on days.dt = card.dt
left join clean.accounts as account on account.dt = card.dt and account.account_id = card.account_id
""",
    ),
    Rule(
        name="R19 attempts",
        table="card_transactions",
        meaning="an attempt's customer and account are the card's",
        needs=(same_day("card_transactions"), latest_weekday("cards")),
        sql="""
select attempt.dt, attempt.card_txn_id as item,
    case when card.customer_id = attempt.customer_id and card.account_id = attempt.account_id then 0 else 1 end
        as difference
from datalake.card_transactions as attempt
join days on days.dt = attempt.dt
join calendar on calendar.dt = attempt.dt
left join datalake.cards as card on card.dt = calendar.last_weekday and card.card_id = attempt.card_id
""",
    ),
    Rule(
        name="R20",
        table="cards",
        meaning="expired, blocked and active follow from the card's dates; ended cards vanish after 90 days",
        needs=(same_day("cards"),),
        sql="""
select card.dt, card.card_id as item,
    case
        when card.card_status = 'expired' and not card.expiration_date < card.dt then 1
        when card.card_status = 'active' and card.expiration_date < card.dt then 1
        when (card.card_status = 'blocked') <> (card.blocked_on is not null) then 1
        when card.blocked_on > card.dt then 1
        when card.card_status = 'expired' and card.dt - card.expiration_date > 90 then 1
        when card.card_status = 'blocked' and card.block_reason <> 'temporary' and card.dt - card.blocked_on > 90 then 1
        else 0
    end as difference
from datalake.cards as card join days on days.dt = card.dt
""",
    ),
    Rule(
        name="R21",
        table="cards",
        meaning="a card replaces one of its own account and holder; a line has two active cards only around a renewal",
        needs=(same_day("cards"),),
        sql="""
with line as (
    select card.dt, card.account_id, card.holder_role, card.is_virtual, card.card_id, card.card_status,
        card.replaces_card_id, card.issued_on,
        count(*) filter (card.card_status = 'active') over same_line as active_count,
        min(card.expiration_date) filter (card.card_status = 'active') over same_line as first_expiry
    from datalake.cards as card join days on days.dt = card.dt
    window same_line as (partition by card.dt, card.account_id, card.holder_role, card.is_virtual)
)
select line.dt, line.card_id as item,
    case
        when line.active_count > 2 then 1
        when line.active_count = 2 and line.first_expiry - line.dt > 30 then 1
        when line.replaces_card_id // 100 <> line.card_id // 100 or line.replaces_card_id >= line.card_id then 1
        when line.replaces_card_id is not null and before.card_id is null and line.dt - line.issued_on <= 85 then 1
        when before.card_id is not null and (
            before.account_id <> line.account_id
            or before.holder_role <> line.holder_role
            or before.is_virtual <> line.is_virtual
            or (before.card_status = 'active' and before.expiration_date - line.dt > 30)
        ) then 1
        else 0
    end as difference
from line
left join datalake.cards as before on before.dt = line.dt and before.card_id = line.replaces_card_id
""",
    ),
)
"""Rules of cards."""
