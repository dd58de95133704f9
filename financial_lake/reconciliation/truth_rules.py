"""Every row dirtied on purpose is labelled, and no other is dirty (R67, R68)."""

from financial_lake.reconciliation.rule import Rule, latest_weekday, same_day

_CHOICES = ("txn_type", "transaction_type", "transaction_code", "channel", "payment_method")
_MALFORMED = " or ".join(f"raw.{column} <> lower(trim(raw.{column}))" for column in _CHOICES)
_PLANTED_CHOICE = " ".join(f"when '{column}' then raw.{column}" for column in _CHOICES)

TRUTH_RULES = (
    Rule(
        name="R67 postings",
        table="transactions",
        meaning="a posting that is not labelled as planted has its account, customer, instant and an id of its own",
        needs=(same_day("transactions"),),
        labels_of=("transactions",),
        sql="""
select posting.dt, coalesce(cast(posting.transaction_id as varchar), 'without id') as item,
    case
        when count(*) = 1 and bool_and(
            posting.transaction_id is not null and posting.account_id is not null
            and posting.customer_id is not null and posting.txn_timestamp is not null
        ) then 0 else 1
    end as difference
from clean.transactions as posting join days on days.dt = posting.dt
group by posting.dt, posting.transaction_id
""",
    ),
    Rule(
        name="R68",
        table="planted_defects",
        meaning="every label of a posting is found in the raw feed: as many rows, dirty in the way it says",
        needs=(same_day("planted_defects", "transactions"),),
        labels_of=("transactions",),
        sql=f"""
select defect.dt, defect.defect_id as item,
    case
        when count(raw.dt) <> case when defect.defect_type = 'duplicate_transaction_id' then 2 else 1 end then 1
        when not bool_and(case defect.defect_type
            when 'null_account_id' then raw.account_id is null
            when 'null_customer_id' then raw.customer_id is null
            when 'non_positive_amount' then raw.amount <= 0
            when 'unparseable_timestamp' then try_cast(raw.txn_timestamp as timestamp) is null
            when 'future_timestamp'
                then coalesce(cast(try_cast(raw.txn_timestamp as timestamp) as date) > raw.dt, false)
            when 'unknown_account' then raw.account_id >= 9900000000
            when 'malformed_enumeration' then
                case defect.column_name {_PLANTED_CHOICE} end = defect.planted_value
                and lower(trim(defect.planted_value)) = defect.original_value
            else true
        end) then 1
        else 0
    end as difference
from datalake.planted_defects as defect
join days on days.dt = defect.dt
left join datalake.transactions as raw
    on raw.dt = defect.dt and raw.transaction_id = try_cast(defect.row_key as bigint)
where defect.table_name = 'transactions'
group by defect.dt, defect.defect_id, defect.defect_type, defect.planted_value, defect.original_value
""",
    ),
    Rule(
        name="R68 unlabelled",
        table="planted_defects",
        meaning="every dirty posting of the raw feed has its label",
        needs=(same_day("planted_defects", "transactions"), latest_weekday("accounts")),
        labels_of=("transactions",),
        sql=f"""
with raw as (
    select raw.*, count(*) over (partition by raw.dt, raw.transaction_id) > 1 as is_repeated
    from datalake.transactions as raw join days on days.dt = raw.dt
),
dirty as (
    select raw.dt, cast(raw.transaction_id as varchar) as row_key
    from raw
    join calendar on calendar.dt = raw.dt
    left join clean.accounts as account on account.dt = calendar.last_weekday and account.account_id = raw.account_id
    where raw.is_repeated
        or account.account_id is null
        or raw.customer_id is null
        or coalesce(raw.amount <= 0, true)
        or coalesce(cast(try_cast(raw.txn_timestamp as timestamp) as date) <> raw.dt, true)
        or {_MALFORMED}
)
select dirty.dt, dirty.row_key as item, case when label.row_key is null then 1 else 0 end as difference
from (select distinct dt, row_key from dirty) as dirty
left join (
    select distinct dt, row_key from datalake.planted_defects where table_name = 'transactions'
) as label on label.dt = dirty.dt and label.row_key = dirty.row_key
""",
    ),
    Rule(
        name="R68 accounts",
        table="planted_defects",
        meaning="the accounts whose type or status is malformed are exactly the labelled ones",
        needs=(same_day("planted_defects", "accounts"),),
        labels_of=("accounts",),
        sql="""
with dirty as (
    select account.dt, cast(account.account_id as varchar) as row_key, choice.column_name, choice.planted_value
    from datalake.accounts as account
    join days on days.dt = account.dt,
    lateral (
        values ('account_type', account.account_type), ('account_status', account.account_status)
    ) as choice(column_name, planted_value)
    where choice.planted_value <> lower(trim(choice.planted_value))
),
label as (
    select defect.* from datalake.planted_defects as defect
    join days on days.dt = defect.dt where defect.table_name = 'accounts'
)
select coalesce(dirty.dt, label.dt) as dt, coalesce(dirty.row_key, label.row_key) as item,
    case
        when dirty.planted_value = label.planted_value and lower(trim(dirty.planted_value)) = label.original_value
        then 0 else 1
    end as difference
from dirty
full join label
    on label.dt = dirty.dt and label.row_key = dirty.row_key and label.column_name = dirty.column_name
""",
    ),
    Rule(
        name="R68 customers",
        table="planted_defects",
        meaning="the customers whose name is padded or in upper case are exactly the labelled ones",
        needs=(same_day("planted_defects", "customers", "customer_profiles"),),
        labels_of=("customers",),
        sql="""
with dirty as (
    select customer.dt, cast(customer.customer_id as varchar) as row_key, customer.first_name, customer.last_name
    from datalake.customers as customer
    join days on days.dt = customer.dt
    join datalake.customer_profiles as profile
        on profile.dt = customer.dt and profile.customer_id = customer.customer_id
    where customer.first_name || ' ' || customer.last_name <> profile.full_name
),
label as (
    select defect.* from datalake.planted_defects as defect
    join days on days.dt = defect.dt where defect.table_name = 'customers'
)
select coalesce(dirty.dt, label.dt) as dt, coalesce(dirty.row_key, label.row_key) as item,
    case
        when label.planted_value = case label.column_name
            when 'first_name' then dirty.first_name when 'last_name' then dirty.last_name end
        then 0 else 1
    end as difference
from dirty
full join label on label.dt = dirty.dt and label.row_key = dirty.row_key
""",
    ),
)
"""Rules of planted_defects."""
