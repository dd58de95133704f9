"""Links between accounts join what their type says (R37)."""

from financial_lake.reconciliation.rule import Rule, latest_weekday, same_day

_UNLINKED_CIRCLE = 22

LINK_RULES = (
    Rule(
        name="R37",
        table="account_relationships",
        meaning="links join two open accounts: one's own savings, a household partner's, or those of one circle",
        needs=(same_day("account_relationships"), latest_weekday("accounts", "customers")),
        sql=f"""
with joined as (
    select link.dt, link.relationship_id, link.relationship_type, link.created_on,
        link.related_customer_id, own.customer_id as own_id, other.customer_id as other_id,
        own.account_type as own_type, other.account_type as other_type,
        own.account_id = other.account_id as is_same,
        own.account_status = 'closed' or other.account_status = 'closed' as is_closed,
        greatest(own.open_date, other.open_date) as both_since,
        (own.customer_id - 1001) % 10000000 // 10 as own_circle,
        (other.customer_id - 1001) % 10000000 // 10 as other_circle,
        owner.household_id = mate.household_id as is_household
    from datalake.account_relationships as link
    join days on days.dt = link.dt
    join calendar on calendar.dt = link.dt
    left join clean.accounts as own
        on own.dt = calendar.last_weekday and own.account_id = link.primary_account_id
    left join clean.accounts as other
        on other.dt = calendar.last_weekday and other.account_id = link.related_account_id
    left join datalake.customers as owner
        on owner.dt = calendar.last_weekday and owner.customer_id = own.customer_id
    left join datalake.customers as mate
        on mate.dt = calendar.last_weekday and mate.customer_id = other.customer_id
)
select dt, relationship_id as item,
    case
        when is_same is distinct from false or is_closed is distinct from false then 1
        when related_customer_id <> other_id then 1
        when created_on not between both_since and both_since + 200 then 1
        when relationship_type = 'linked_savings' then
            case when own_id = other_id and own_type = 'checking' and other_type = 'savings' then 0 else 1 end
        when own_id = other_id or own_circle <> other_circle or own_circle = {_UNLINKED_CIRCLE} then 1
        when (relationship_type = 'joint_owner') is distinct from is_household then 1
        else 0
    end as difference
from joined
""",
    ),
)
"""Rules of account_relationships."""
