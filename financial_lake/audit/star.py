"""Group G5: what a fact is bound to was valid on its day."""

from collections.abc import Iterator, Sequence

from financial_lake.audit.check import Asked
from financial_lake.contract import LakeTable
from financial_lake.contract.declarations import BoundKey
from financial_lake.contract.discovery import models
from financial_lake.engines.queries import query_of
from financial_lake.reconciliation.rule import Rule, same_day

FACTS = "warehouse_facts"
OF_KEYS = {
    "customer_key": "customer_key_valid_on_day",
    "account_key": "account_key_valid_on_day",
    "product_key": "product_key_valid_on_day",
    "card_key": "card_key_valid_on_day",
    "employee_key": "employee_key_valid_on_day",
}

ONE_VERSION = """
with named as (
    select distinct fact.dt, fact.{entity} from {fact} as fact join days on days.dt = fact.dt
    where fact.{entity} is not null
)
select named.dt, named.{entity} as item, 1 as expected, count(version.{key}) as actual
from named
left join warehouse.{dimension} as version
    on version.{there} = named.{entity} and named.dt >= version.valid_from and named.dt < version.valid_to
group by named.dt, named.{entity}
having count(version.{key}) > 0
"""

NO_UNKNOWN = """
select dt, unnest([{keys}]) as item, 0 as expected, unnest([{unknown}]) as actual
from (
    select days.dt, {counted}
    from days left join warehouse.{fact} as bound on bound.dt = days.dt
    group by days.dt
)
"""

DATES = """
select named.dt, named.date_key as item, case when known.full_date = named.dated_on then 0 else 1 end as difference
from (
    select distinct fact.dt, fact.{dated_on} as dated_on, fact.date_key
    from {fact} as fact join days on days.dt = fact.dt
) as named
left join warehouse.dim_date as known on known.date_key = named.date_key
"""

CITIES = """
select days.dt, version.customer_key as item,
    case when place.city = version.address_city or version.geo_key = -1 and not exists (
        select 1 from warehouse.dim_geography as other where other.city = version.address_city
    ) then 0 else 1 end as difference
from days
join warehouse.dim_customer as version
    on version.customer_key > 0 and version.valid_from <= days.dt and version.valid_to > days.dt
left join warehouse.dim_geography as place on place.geo_key = version.geo_key
"""

WHOLE_UNIQUE = """
select days.dt, '{fact}' as item, told.fact_rows as expected, told.fact_keys as actual
from days, (select count(*) as fact_rows, count(distinct ({keys}, 0)) as fact_keys from {fact}) as told
"""


def star_checks() -> Iterator[Asked]:
    """The checks of every fact, and of the geography of customers."""
    for fact in models(FACTS):
        bound = [each for each in fact.about().bound_keys if each.durable_id in fact.arrow_schema().names]
        for each in bound:
            if each.key in OF_KEYS and _has_history(each):
                yield _asked(OF_KEYS[each.key], fact, _named(ONE_VERSION, fact, each), compares=True)
        if bound:
            yield _asked("no_unknown_key", fact, _none_unknown(fact, bound), compares=True)
        if "date_key" in fact.arrow_schema().names:
            yield _asked("date_keys_exist", fact, DATES.format(fact=fact.sql_name(), dated_on=_dated_on(fact)))
        if not fact.is_dated():
            keys = ", ".join(fact.key_columns())
            yield _asked("fact_key_unique", fact, WHOLE_UNIQUE.format(fact=fact.sql_name(), keys=keys), compares=True)
    geography = Rule("geo_key_matches_city", "warehouse.dim_customer", "", CITIES, ())
    yield Asked("geo_key_matches_city", "warehouse.dim_customer", (geography,))


def _dated_on(fact: type[LakeTable]) -> str:
    """What a fact's date key names: the due day of what falls due, be it after the end of the contract."""
    return "due_date" if "due_date" in fact.arrow_schema().names else "dt"


def _has_history(bound: BoundKey) -> bool:
    dimensions = {model.short_name(): model for model in models("warehouse")}
    return bound.dimension in dimensions and "valid_from" in dimensions[bound.dimension].arrow_schema().names


def _named(sql: str, fact: type[LakeTable], bound: BoundKey) -> str:
    return sql.format(
        fact=fact.sql_name(),
        entity=bound.durable_id,
        there=bound.dimension_id,
        key=bound.key,
        dimension=bound.dimension,
    )


def _none_unknown(fact: type[LakeTable], bound: Sequence[BoundKey]) -> str:
    required = {each.key: each.durable_id for each in bound if not each.optional}
    counted = (
        f"count(*) filter (where bound.{key} = -1 and bound.{entity} is not null) as {key}"
        for key, entity in required.items()
    )
    return NO_UNKNOWN.format(
        fact=fact.short_name(),
        keys=", ".join(f"'{key}'" for key in required),
        unknown=", ".join(required),
        counted=", ".join(counted),
    )


def _asked(check: str, fact: type[LakeTable], sql: str, *, compares: bool = False) -> Asked:
    table = fact.sql_name()
    stored = [table] if fact.is_dated() else [each.sql_name() for each in query_of(fact).inputs if each.is_dated()]
    return Asked(check, table, (Rule(check, table, check, sql, (same_day(*stored),), compares=compares),))
