"""The audit trail says of each audited column what two days' states say, and of nothing else (R62)."""

from dataclasses import dataclass

from financial_lake.reconciliation.rule import Rule, days_back, previous_weekday, same_day, since_previous_weekday
from financial_lake.simulation.change_log.states import AUDITED


@dataclass(frozen=True, slots=True)
class Watched:
    """Where the audited columns of an entity are stored.

    Attributes:
        entity: as the audit trail names it.
        table: whose partitions hold its state.
        key: its column that is the entity's id.
        columns: the audited ones it holds.
        on_weekdays: kept on weekdays only: the trail's rows since the last weekday compose to the change.
        whole_rows: whether rows that come and go are judged here.
    """

    entity: str
    table: str
    key: str
    columns: tuple[str, ...]
    on_weekdays: bool = False
    whole_rows: bool = True

    @property
    def name(self) -> str:
        """Of the rule."""
        return f"R62 {self.entity}" if self.whole_rows else f"R62 {self.table}"


_REGISTER = ("last_name", "home_branch_id")
WATCHED = (
    Watched(
        "customer", "customer_profiles", "customer_id",
        tuple(column for column in AUDITED["customer"] if column not in _REGISTER),
    ),
    Watched("customer", "customers", "customer_id", _REGISTER, on_weekdays=True, whole_rows=False),
    Watched("address", "addresses", "address_id", AUDITED["address"]),
    Watched("phone", "phone_numbers", "phone_id", AUDITED["phone"]),
    Watched("email", "email_addresses", "email_id", AUDITED["email"]),
    Watched("preference", "customer_preferences", "preference_id", AUDITED["preference"]),
    Watched("account", "accounts", "account_id", AUDITED["account"], on_weekdays=True),
    Watched("card", "cards", "card_id", AUDITED["card"], on_weekdays=True),
    Watched("loan", "loan_accounts", "loan_id", AUDITED["loan"], on_weekdays=True),
    Watched("policy", "policies", "policy_id", AUDITED["policy"]),
    Watched("kyc", "kyc_records", "kyc_id", AUDITED["kyc"]),
    Watched("employee", "employees", "employee_id", AUDITED["employee"]),
)  # fmt: skip

_CLEAN = {"accounts": "clean.accounts"}
_REPAIRED = {"last_name": "lower(trim(last_name))"}
"""Feeds that are dirty on purpose are judged as if cleaned; the trail knows the true value."""

_STATES = """
with window_of as (
    select days.dt, {before} as before from days join calendar on calendar.dt = days.dt {weekdays}
),
state as ({state}),
paired as (
    select coalesce(now.dt, was.dt) as dt, coalesce(now.entity_id, was.entity_id) as entity_id,
        coalesce(now.column_name, was.column_name) as column_name,
        was.value as old_value, now.value as new_value,
        was.entity_id is null as is_new, now.entity_id is null as is_gone
    from (select window_of.dt, state.* exclude (dt) from state join window_of on window_of.dt = state.dt) as now
    full join (
        select window_of.dt, state.* exclude (dt) from state join window_of on window_of.before = state.dt
    ) as was
        on was.dt = now.dt and was.entity_id = now.entity_id and was.column_name = now.column_name
),
logged as (
    select window_of.dt, trail.entity_id, coalesce(trail.column_name, '') as column_name, trail.audit_action,
        count(*) as times, count(distinct trail.dt) as on_days,
        {first} as old_value, {last} as new_value
    from window_of
    join datalake.audit_trail as trail on trail.dt > window_of.before and trail.dt <= window_of.dt
    where trail.entity_type = '{entity}' and trail.audit_action <> 'view' and {judged}
    group by window_of.dt, trail.entity_id, trail.column_name, trail.audit_action
)
select coalesce(paired.dt, logged.dt) as dt,
    coalesce(paired.entity_id, logged.entity_id) || ' ' || coalesce(paired.column_name, logged.column_name) as item,
    case
        when paired.entity_id is null or logged.times > logged.on_days then 1
        when paired.column_name = '' then case
            when logged.audit_action is not distinct from
                case when paired.is_new then 'create' when paired.is_gone then 'delete' end
            then coalesce(logged.times, 1) - 1 else 1
        end
        when paired.is_new or paired.is_gone then case when logged.entity_id is null or {composes} then 0 else 1 end
        when logged.entity_id is null then
            case when paired.old_value is not distinct from paired.new_value then 0 else 1 end
        when logged.old_value is not distinct from paired.old_value
            and logged.new_value is not distinct from paired.new_value then 0
        else 1
    end as difference
from paired
full join logged
    on logged.dt = paired.dt and logged.entity_id = paired.entity_id and logged.column_name = paired.column_name
"""


def _rule(watched: Watched) -> Rule:
    columns = (*watched.columns, "") if watched.whole_rows else watched.columns
    source = _CLEAN.get(watched.table, f"datalake.{watched.table}")
    state = " union all ".join(
        f"select dt, {watched.key} as entity_id, '{column}' as column_name, {_text(column)} as value from {source}"
        for column in columns
    )
    listed = ", ".join(f"'{column}'" for column in columns)
    sql = _STATES.format(
        before="calendar.previous_weekday" if watched.on_weekdays else "days.dt - 1",
        weekdays="where calendar.is_weekday" if watched.on_weekdays else "",
        state=state,
        first=f"first({_said('old_value', columns)} order by trail.dt)",
        last=f"first({_said('new_value', columns)} order by trail.dt desc)",
        entity=watched.entity,
        judged=f"coalesce(trail.column_name, '') in ({listed})",
        composes="true" if watched.on_weekdays else "false",
    )
    table, trail = watched.table, "audit_trail"
    needs = (
        (same_day(table), previous_weekday(table), since_previous_weekday(trail))
        if watched.on_weekdays
        else (days_back(1, table), same_day(trail))
    )
    since = "since the last weekday" if watched.on_weekdays else "of the day"
    said = f"the trail's rows {since} on {watched.entity} rows are the differences of two states of {table}"
    return Rule(name=watched.name, table=trail, meaning=said, needs=needs, sql=sql)


def _said(value: str, columns: tuple[str, ...]) -> str:
    return f"lower(trim(trail.{value}))" if _REPAIRED.keys() & set(columns) else f"trail.{value}"


def _text(column: str) -> str:
    if not column:
        return "'here'"
    return f"cast({_REPAIRED.get(column, column)} as varchar)"


AUDIT_RULES = (
    *(_rule(watched) for watched in WATCHED),
    Rule(
        name="R62 views",
        table="audit_trail",
        meaning="whoever handled a contact looked at the customer then, and nobody else did",
        needs=(same_day("audit_trail", "interactions"),),
        sql="""
with handled as (
    select contact.dt, contact.customer_id, contact.handled_by, contact.interaction_at, count(*) as times
    from datalake.interactions as contact join days on days.dt = contact.dt
    where contact.handled_by is not null
    group by all
),
seen as (
    select trail.dt, trail.entity_id, trail.performed_by, trail.performed_at, count(*) as times
    from datalake.audit_trail as trail join days on days.dt = trail.dt
    where trail.audit_action = 'view'
    group by all
)
select coalesce(handled.dt, seen.dt) as dt, coalesce(handled.customer_id, seen.entity_id) as item,
    abs(coalesce(handled.times, 0) - coalesce(seen.times, 0)) as difference
from handled
full join seen on seen.dt = handled.dt and seen.entity_id = handled.customer_id
    and seen.performed_by = handled.handled_by and seen.performed_at = handled.interaction_at
""",
    ),
    Rule(
        name="R62 wires",
        table="audit_trail",
        meaning="every wire is entered once, when it is instructed, and no other transaction is",
        needs=(same_day("audit_trail", "wire_transfers"),),
        sql="""
with wire as (
    select wire.dt, wire.wire_id, wire.customer_id, wire.wire_timestamp
    from datalake.wire_transfers as wire join days on days.dt = wire.dt
),
entered as (
    select trail.dt, trail.entity_id, any_value(trail.customer_id) as customer_id,
        any_value(trail.performed_at) as performed_at, count(*) as times
    from datalake.audit_trail as trail join days on days.dt = trail.dt
    where trail.entity_type = 'transaction'
    group by trail.dt, trail.entity_id
)
select coalesce(wire.dt, entered.dt) as dt, coalesce(wire.wire_id, entered.entity_id) as item,
    case
        when wire.wire_id is null or entered.times is distinct from 1 then 1
        when entered.customer_id <> wire.customer_id or entered.performed_at <> wire.wire_timestamp then 1
        else 0
    end as difference
from wire full join entered on entered.dt = wire.dt and entered.entity_id = wire.wire_id
""",
    ),
)
"""Rules of audit_trail."""
