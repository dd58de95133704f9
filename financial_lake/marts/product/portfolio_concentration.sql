-- How much of a book hangs on few members: sectors, securities, kinds and regions of loans, depositors, wire banks.
with months as (
    select build.days.dt, build.days.dt - (calendar.day_of_month - 1) as first_day, calendar.last_weekday
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
    where calendar.day_of_month = calendar.days_in_month
),

holdings as (
    select months.dt, security.sector, security.ticker, security.security_type, holding.current_value as amount
    from datalake.holdings as holding
    join months on holding.dt = months.last_weekday
    join datalake.securities as security on security.dt = months.dt and security.security_id = holding.security_id
),

loans as (
    select months.dt, loan.loan_type, customer.region, loan.current_balance as amount
    from datalake.loan_accounts as loan
    join months on loan.dt = months.last_weekday
    left join curated.customer_records as customer
        on customer.dt = months.dt
        and customer.customer_id = loan.customer_id
    where loan.loan_status not in ('paid_off', 'defaulted')
),

parts as (
    select dt, 'holding_sector' as dimension, sector as member, amount
    from holdings
    union all
    select dt, 'holding_security' as dimension, ticker as member, amount
    from holdings
    union all
    select dt, 'holding_security_type' as dimension, security_type as member, amount
    from holdings
    union all
    select dt, 'loan_type' as dimension, loan_type as member, amount
    from loans
    union all
    select dt, 'loan_region' as dimension, coalesce(region, 'unknown') as member, amount
    from loans
    union all
    select
        months.dt,
        'depositor' as dimension,
        cast(depositor.customer_id as varchar) as member,
        depositor.deposit_balance_usd as amount
    from marts.customer_day as depositor
    join months on depositor.dt = months.dt
    union all
    select months.dt, 'wire_counterparty_bank' as dimension, wire.counterparty_bank as member, wire.amount
    from datalake.wire_transfers as wire
    join months on wire.dt >= months.first_day and wire.dt <= months.dt
    where wire.status = 'completed'
),

members as (
    select dt, dimension, member, sum(amount) as amount, cast(sum(amount) * 100 as hugeint) as cents
    from parts
    group by dt, dimension, member
    having sum(amount) > 0
),

books as (
    select dt, dimension, sum(cents) as total_cents, sum(cents * cents) as squared_cents
    from members
    group by dt, dimension
),

measured as (
    select
        members.dt,
        members.dimension,
        members.member,
        members.amount,
        cast(members.cents / books.total_cents as decimal(18, 6)) as share,
        row_number() over (
            partition by members.dt, members.dimension order by members.cents desc, members.member
        ) as share_rank,
        cast(books.squared_cents / (books.total_cents * books.total_cents) as decimal(18, 6)) as hhi
    from members
    join books on books.dt = members.dt and books.dimension = members.dimension
)

select
    dt,
    dimension,
    member,
    cast(amount as decimal(18, 2)) as amount,
    share,
    cast(share_rank as integer) as share_rank,
    hhi,
    case when hhi < 0.15 then 'low' when hhi < 0.25 then 'moderate' else 'high' end as level
from measured
where dimension <> 'depositor' or share_rank <= 20
order by dt, dimension, share_rank
