"""Nothing is lost between the raw feed and the curated layer, and what is rejected is what was planted (C1 to C6)."""

from financial_lake.contract.discovery import source_table
from financial_lake.reconciliation.rule import Rule, same_day

_DELIVERED = source_table("transactions").model.arrow_schema().names
_PAYLOAD = f"struct_pack({', '.join(f'{name} := raw.{name}' for name in _DELIVERED)})"
_KEPT = (
    *("account_id", "customer_id", "txn_type", "transaction_type", "transaction_code", "amount", "currency"),
    *("exchange_rate", "fees", "balance_after", "status", "payment_method", "channel", "merchant_id"),
    *("merchant_category", "is_recurring", "recurring_frequency", "counterparty_type", "counterparty_name"),
    *("reference_number", "description", "processed_by"),
)
"""Columns whose values on clean rows are those delivered."""
_SAME = " and ".join(f"posting.{name} is not distinct from accepted.{name}" for name in _KEPT)

_ALL = ("transactions", "planted_defects", "curated.transactions", "curated.quarantine", "curated.repairs")

CONSERVATION_RULES = (
    Rule(
        name="C1",
        table="curated.transactions",
        meaning="rows delivered = rows accepted + rows in quarantine",
        needs=(same_day("transactions", "curated.transactions", "curated.quarantine"),),
        sql="""
select days.dt, 'rows' as item,
    (select count(*) from datalake.transactions as raw where raw.dt = days.dt)
    - (select count(*) from curated.transactions as accepted where accepted.dt = days.dt)
    - (select count(*) from curated.quarantine as rejected where rejected.dt = days.dt) as difference
from days
""",
    ),
    Rule(
        name="C2",
        table="curated.transactions",
        meaning="amounts delivered = amounts accepted + amounts in quarantine, to the cent",
        needs=(same_day("transactions", "curated.transactions", "curated.quarantine"),),
        sql="""
select days.dt, 'amount' as item,
    (select coalesce(sum(raw.amount), 0) from datalake.transactions as raw where raw.dt = days.dt)
    - (select coalesce(sum(accepted.amount), 0) from curated.transactions as accepted where accepted.dt = days.dt)
    - (select coalesce(sum(rejected.amount), 0) from curated.quarantine as rejected where rejected.dt = days.dt)
        as difference
from days
""",
    ),
    Rule(
        name="C3",
        table="curated.transactions",
        meaning="the rows delivered are the rows accepted and those in quarantine, key and hash, as often",
        needs=(same_day("transactions", "curated.transactions", "curated.quarantine"),),
        sql=f"""
with delivered as (
    select raw.dt, coalesce(cast(raw.transaction_id as varchar), '') as row_key,
        sha256(cast(to_json({_PAYLOAD}) as varchar)) as payload_sha256, count(*) as times
    from datalake.transactions as raw join days on days.dt = raw.dt group by all
),
judged as (
    select dt, row_key, payload_sha256, count(*) as times
    from (
        select accepted.dt, cast(accepted.transaction_id as varchar) as row_key, accepted.row_sha256 as payload_sha256
        from curated.transactions as accepted join days on days.dt = accepted.dt
        union all
        select rejected.dt, rejected.row_key, rejected.payload_sha256
        from curated.quarantine as rejected join days on days.dt = rejected.dt
    )
    group by all
)
select dt, row_key || ' ' || payload_sha256 as item,
    coalesce(delivered.times, 0) - coalesce(judged.times, 0) as difference
from delivered full join judged using (dt, row_key, payload_sha256)
""",
    ),
    Rule(
        name="C4",
        table="curated.transactions",
        meaning="an accepted posting is accepted once",
        needs=(same_day("curated.transactions"),),
        sql="""
select accepted.dt, accepted.transaction_id as item, count(*) - 1 as difference
from curated.transactions as accepted join days on days.dt = accepted.dt
group by accepted.dt, accepted.transaction_id
""",
    ),
    Rule(
        name="C5",
        table="curated.quarantine",
        meaning="what is rejected is exactly what was planted as extra rows, for the planted reason",
        needs=(same_day(*_ALL),),
        labels_of=("transactions",),
        sql="""
with planted as (
    select defect.dt, defect.row_key,
        case defect.defect_type when 'unparseable_timestamp' then 'bad_timestamp' else defect.defect_type end as reason
    from datalake.planted_defects as defect join days on days.dt = defect.dt
    where defect.table_name = 'transactions' and defect.is_extra_row
),
detected as (
    select rejected.dt, rejected.row_key, rejected.reason_code as reason
    from curated.quarantine as rejected join days on days.dt = rejected.dt
)
select coalesce(planted.dt, detected.dt) as dt,
    coalesce(planted.reason, detected.reason) || ' ' || coalesce(planted.row_key, detected.row_key) as item,
    case when planted.row_key is null or detected.row_key is null then 1 else 0 end as difference
from planted
full join detected
    on detected.dt = planted.dt and detected.row_key = planted.row_key and detected.reason = planted.reason
""",
    ),
    Rule(
        name="C5 by kind",
        table="curated.quarantine",
        meaning="per kind of defect, as many are detected as were planted",
        needs=(same_day(*_ALL),),
        labels_of=("transactions",),
        sql="""
with planted as (
    select defect.dt,
        case defect.defect_type when 'unparseable_timestamp' then 'bad_timestamp' else defect.defect_type end as kind,
        count(*) as times
    from datalake.planted_defects as defect join days on days.dt = defect.dt
    where defect.table_name = 'transactions'
    group by all
),
detected as (
    select rejected.dt, rejected.reason_code as kind, count(*) as times
    from curated.quarantine as rejected join days on days.dt = rejected.dt group by all
    union all
    select repaired.dt, 'malformed_enumeration', count(distinct repaired.row_key)
    from curated.repairs as repaired join days on days.dt = repaired.dt
    where repaired.table_name = 'transactions'
    group by all
)
select coalesce(planted.dt, detected.dt) as dt, coalesce(planted.kind, detected.kind) as item,
    coalesce(detected.times, 0) - coalesce(planted.times, 0) as difference
from planted full join detected on detected.dt = planted.dt and detected.kind = planted.kind
""",
    ),
    Rule(
        name="C5 repairs",
        table="curated.repairs",
        meaning="what is repaired is exactly what was planted in place, back to its original value",
        needs=(same_day(*_ALL, "accounts", "customers"),),
        labels_of=("transactions", "accounts", "customers"),
        sql="""
with planted as (
    select defect.dt, defect.table_name, defect.row_key, defect.column_name, defect.original_value, defect.planted_value
    from datalake.planted_defects as defect join days on days.dt = defect.dt
    where not defect.is_extra_row
),
repaired as (
    select repair.* from curated.repairs as repair join days on days.dt = repair.dt
)
select coalesce(planted.dt, repaired.dt) as dt, coalesce(planted.row_key, repaired.row_key) as item,
    case
        when repaired.repaired_value = planted.original_value and repaired.raw_value = planted.planted_value then 0
        else 1
    end as difference
from planted
full join repaired
    on repaired.dt = planted.dt
    and repaired.table_name = planted.table_name
    and repaired.row_key = planted.row_key
    and repaired.column_name = planted.column_name
""",
    ),
    Rule(
        name="C6",
        table="curated.transactions",
        meaning="what is accepted is, value by value, what the feed holds without what was planted in it: dirt leaves "
        "no trace, and a bank without dirt has nothing in quarantine",
        needs=(same_day("transactions", "planted_defects", "curated.transactions"),),
        labels_of=("transactions",),
        sql=f"""
with posting as (
    select clean.* from clean.transactions as clean join days on days.dt = clean.dt
),
accepted as (
    select accepted.* from curated.transactions as accepted join days on days.dt = accepted.dt
)
select coalesce(posting.dt, accepted.dt) as dt,
    coalesce(posting.transaction_id, accepted.transaction_id) as item,
    case when posting.txn_timestamp = accepted.transaction_ts and {_SAME} then 0 else 1 end as difference
from posting
full join accepted on accepted.dt = posting.dt and accepted.transaction_id = posting.transaction_id
""",
    ),
    Rule(
        name="facts conserve",
        table="warehouse_facts.fact_transaction",
        meaning="the facts of a day are its curated postings, and move the same money",
        needs=(same_day("curated.transactions", "warehouse_facts.fact_transaction"),),
        sql="""
with curated_total as (
    select posting.dt, count(*) as row_count, sum(posting.amount_posted) as amount
    from curated.transactions as posting join days on days.dt = posting.dt group by posting.dt
),
fact_total as (
    select fact.dt, count(*) as row_count, sum(fact.transaction_amount) as amount, sum(fact.net_amount) as net
    from warehouse_facts.fact_transaction as fact join days on days.dt = fact.dt group by fact.dt
)
select days.dt, 'rows and amounts' as item,
    abs(coalesce(fact_total.row_count, 0) - coalesce(curated_total.row_count, 0))
    + abs(coalesce(fact_total.amount, 0) - coalesce(curated_total.amount, 0))
    + abs(coalesce(fact_total.net, 0) - coalesce(curated_total.amount, 0)) as difference
from days
left join fact_total on fact_total.dt = days.dt
left join curated_total on curated_total.dt = days.dt
""",
    ),
    Rule(
        name="volume equals facts",
        table="marts.daily_transaction_volume",
        meaning="the day's volume is the count and the sum of its facts",
        needs=(same_day("warehouse_facts.fact_transaction", "marts.daily_transaction_volume"),),
        sql="""
select volume.dt, 'count and total' as item,
    abs(volume.transaction_count - count(fact.transaction_key))
    + abs(volume.total_amount_usd - coalesce(sum(abs(fact.transaction_amount_usd)), 0)) as difference
from marts.daily_transaction_volume as volume
join days on days.dt = volume.dt
left join warehouse_facts.fact_transaction as fact on fact.dt = volume.dt and fact.is_completed = 1
group by volume.dt, volume.transaction_count, volume.total_amount_usd
""",
    ),
)
"""Rules between the layers."""
