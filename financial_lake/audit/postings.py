"""Postings from the raw feed to the facts: known, owned, counted once, and of the same money."""

from collections.abc import Iterator

from financial_lake.audit.check import Asked
from financial_lake.audit.writing import answerable, compares, differs, ties
from financial_lake.contract import LoadPattern
from financial_lake.contract.discovery import source_tables
from financial_lake.reconciliation.conservation_rules import CONSERVATION_RULES
from financial_lake.reconciliation.rule import days_back, latest_weekday, same_day, since_previous_weekday

POSTINGS, ACCOUNTS = "curated.transactions", "curated.accounts"

ACCOUNT_OF_POSTING = """
select posting.dt, posting.transaction_id as item, case when {offends} then 1 else 0 end as difference
from days
join curated.transactions as posting on posting.dt = days.dt and not posting.is_provisional_account
join calendar on calendar.dt = days.dt
left join curated.accounts as account
    on account.dt = calendar.last_weekday and account.account_id = posting.account_id
"""

CONFIRMED = """
select days.dt, posting.account_id as item, case when account.account_id is null then 1 else 0 end as difference
from days
join calendar on calendar.dt = days.dt and calendar.is_weekday
join curated.transactions as posting
    on posting.dt > calendar.previous_weekday and posting.dt <= days.dt and posting.is_provisional_account
left join curated.accounts as account on account.dt = days.dt and account.account_id = posting.account_id
"""

ACROSS_DAYS = """
select days.dt, event.{key} as item, case when earlier.{key} is null then 0 else 1 end as difference
from days
join datalake.{table} as event on event.dt = days.dt
left join (select distinct dt, {key} from datalake.{table}) as earlier
    on earlier.dt = days.dt - 1 and earlier.{key} = event.{key}
"""

REVISED = """
select posting.dt, posting.transaction_id as item,
    case when posting.status = 'completed' then posting.amount_signed else 0 end as expected,
    posting.amount_posted + coalesce(before.amount_signed, 0) as actual
from curated.transactions as posting
join days on days.dt = posting.dt
left join curated.transactions as before
    on before.transaction_id = posting.transaction_id
    and before.revision_number = posting.revision_number - 1
    and before.dt between posting.dt - 30 and posting.dt
    and before.status = 'completed'
"""

SAME_ROWS = {
    "warehouse_facts.fact_card_transaction": "datalake.card_transactions",
    "warehouse_facts.fact_wire_transfer": "datalake.wire_transfers",
    "warehouse_facts.fact_holding": "datalake.holdings",
}
"""Fact -> the table it has the rows of."""

COUNTED = """
    select days.dt, 'rows' as item, count(counted.dt) as value
    from days left join {table} as counted on counted.dt = days.dt group by days.dt
"""

PLANTED_IN_PLACE = """
    select defect.dt, defect.table_name as item, count(*) as value
    from datalake.planted_defects as defect join days on days.dt = defect.dt
    where not defect.is_extra_row group by defect.dt, defect.table_name
"""
REPAIRED = """
    select repair.dt, repair.table_name as item, count(*) as value
    from curated.repairs as repair join days on days.dt = repair.dt group by repair.dt, repair.table_name
"""

REJECTED = """
select rejected.dt, rejected.quarantine_id as item, case when label.row_key is null then 1 else 0 end as difference
from curated.quarantine as rejected
join days on days.dt = rejected.dt
left join (
    select distinct dt, row_key from datalake.planted_defects where table_name = 'transactions' and is_extra_row
) as label on label.dt = rejected.dt and label.row_key = rejected.row_key
"""

SHARE_PLANTED = """
with counted as (
    select days.dt,
        (select count(*) from datalake.transactions as raw where raw.dt = days.dt) as delivered,
        (
            select count(distinct defect.row_key) from datalake.planted_defects as defect
            where defect.dt = days.dt and defect.table_name = 'transactions'
        ) as planted
    from days
)
select counted.dt, concat('planted ', counted.planted, ' of ', counted.delivered) as item,
    case
        when abs(counted.planted - counted.delivered * settings.defect_rate)
            <= 5 * sqrt(counted.delivered * settings.defect_rate) + 3 then 0
        else 1
    end as difference
from counted, audit.settings
"""

NETTED = """
select posting.dt, posting.reference_number as item, 0 as expected, sum(posting.amount_posted_usd) as actual
from curated.transactions as posting
join days on days.dt = posting.dt
where posting.flow_class = 'own_transfer' and posting.counterparty_type = 'self'
group by posting.dt, posting.reference_number
having count(*) > 1
"""

RATE_IN_BAND = """
select account.dt, account.account_id as item,
    case when account.interest_rate between product.interest_rate_min and product.interest_rate_max then 0 else 1 end
        as difference
from curated.accounts as account
join days on days.dt = account.dt
join datalake.products as product on product.dt = account.dt and product.product_id = account.product_id
where account.interest_rate is not null and account.account_status <> 'closed'
"""


def posting_checks() -> Iterator[Asked]:
    """Groups G2, G3, G6, G7 and G8, as far as they are about postings."""
    yield from answerable((*_references(), *_conserved(), *_planted()))


def _references() -> Iterator[Asked]:
    snapshot = (same_day(POSTINGS), latest_weekday(ACCOUNTS))
    known = ACCOUNT_OF_POSTING.format(offends="account.account_id is null")
    yield differs("posting_account_known", POSTINGS, known, snapshot)
    owned = ACCOUNT_OF_POSTING.format(offends="account.customer_id <> posting.customer_id")
    yield differs("posting_customer_owns_account", POSTINGS, owned, snapshot)
    weekend = (same_day(ACCOUNTS), since_previous_weekday(POSTINGS))
    yield differs("provisional_account_confirmed", POSTINGS, CONFIRMED, weekend)
    yield differs("rate_within_product_band", ACCOUNTS, RATE_IN_BAND)
    for table in source_tables():
        model = table.model
        if model.about().load is LoadPattern.EVENTS and model.about().unique_key and model.key_columns():
            sql = ACROSS_DAYS.format(table=table.name, key=model.key_columns()[0])
            needs = (days_back(1, table.name),)
            yield differs("event_key_unique_across_days", model.sql_name(), sql, needs)


def _conserved() -> Iterator[Asked]:
    yield compares("revisions_sum_to_latest", POSTINGS, REVISED)
    yield compares("internal_transfers_net_to_zero", POSTINGS, NETTED)
    facts = tuple(rule for rule in CONSERVATION_RULES if rule.name == "facts conserve")
    yield Asked("fact_rows_equal_curated", "warehouse_facts.fact_transaction", facts)
    for fact, source in SAME_ROWS.items():
        said, found = COUNTED.format(table=fact), COUNTED.format(table=source)
        yield ties("fact_rows_equal_curated", fact, said=said, found=found)


def _planted() -> Iterator[Asked]:
    labels = "planted_defects"
    dirty = ("transactions", "accounts", "customers")
    needs = (same_day(labels, "curated.repairs", *dirty),)
    planted = {"said": REPAIRED, "found": PLANTED_IN_PLACE}
    yield ties("repairs_equal_planted_in_place", "curated.repairs", **planted, needs=needs, labels_of=dirty)
    feed = ("transactions",)
    rejected = (same_day(labels, "curated.quarantine", *feed),)
    yield differs("no_clean_row_rejected", "curated.quarantine", REJECTED, rejected, labels_of=feed)
    yield differs("planted_share_near_setting", "datalake.transactions", SHARE_PLANTED, labels_of=feed)
