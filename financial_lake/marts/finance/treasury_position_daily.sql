-- What the bank owns and owes at the end of every day, before its profit; the treasury closes the sheet.
with days as (
    select build.days.dt, calendar.last_weekday
    from build.days
    join curated.calendar on calendar.dt = build.days.dt
),

rules as (
    select
        days.dt,
        max(value) filter (parameter_id = 'TRE-01.cash_share') as cash_share,
        max(value) filter (parameter_id = 'TRE-02.portfolio_share') as portfolio_share,
        max(value) filter (parameter_id = 'TRE-02.reserves_share') as reserves_share,
        max(value) filter (parameter_id = 'TRE-02.government_bonds_share') as government_share,
        max(value) filter (parameter_id = 'TRE-03.premises_share') as premises_share,
        max(value) filter (parameter_id = 'TRE-05.up_to_30_days_share') as month_share,
        max(value) filter (parameter_id = 'TRE-05.to_6_months_share') as half_year_share,
        max(value) filter (parameter_id = 'TRE-05.to_12_months_share') as year_share
    from days
    join curated.regulatory_parameters as parameter
        on days.dt between parameter.effective_from and parameter.effective_to
    group by days.dt
),

yields as (
    select days.dt, replace(replace(parameter.parameter_id, 'TRE-07.', ''), '_yield', '') as line, parameter.value
    from days
    join curated.regulatory_parameters as parameter
        on days.dt between parameter.effective_from and parameter.effective_to
    where parameter.parameter_id like 'TRE-07.%'
),

deposits as (
    select
        balance.dt,
        coalesce(account.account_type, 'unconfirmed') || '_deposits' as line,
        sum(balance.closing_balance_usd) as amount
    from warehouse_facts.fact_balance as balance
    join days on days.dt = balance.dt
    left join curated.accounts as account
        on account.dt = days.last_weekday and account.account_id = balance.account_id
    where balance.closing_balance_usd > 0 and account.account_type is distinct from 'credit_card'
    group by balance.dt, account.account_type
),

credit as (
    select
        exposure.dt,
        case exposure.credit_type
            when 'credit_card' then 'card_receivables'
            when 'overdraft' then 'overdrafts'
            else exposure.credit_type || '_loans'
        end as line,
        sum(exposure.drawn_amount) as amount,
        sum(exposure.specific_provision + exposure.general_provision) as provision
    from warehouse_facts.fact_credit_exposure as exposure
    join days on days.dt = exposure.dt
    where exposure.exposure_type <> 'commitment'
    group by exposure.dt, exposure.credit_type
),

deposited as (
    select days.dt, coalesce(sum(deposits.amount), 0) as amount
    from days
    left join deposits on deposits.dt = days.dt
    group by days.dt
),

lent as (
    select days.dt, coalesce(sum(credit.amount - credit.provision), 0) as amount
    from days
    left join credit on credit.dt = days.dt
    group by days.dt
),

capital as (
    select sum(amount) as amount from curated.opening_capital
),

shares as (
    select
        rules.*,
        deposited.amount as deposited,
        lent.amount as lent,
        round(cast(deposited.amount as decimal(28, 2)) * cast(rules.cash_share as decimal(9, 6)), 2) as cash,
        round(cast(deposited.amount as decimal(28, 2)) * cast(rules.portfolio_share as decimal(9, 6)), 2) as portfolio,
        round(cast(deposited.amount as decimal(28, 2)) * cast(rules.premises_share as decimal(9, 6)), 2) as premises
    from rules
    join deposited on deposited.dt = rules.dt
    join lent on lent.dt = rules.dt
),

gaps as (
    select
        shares.*,
        round(cast(portfolio as decimal(28, 2)) * cast(reserves_share as decimal(9, 6)), 2) as reserves,
        round(cast(portfolio as decimal(28, 2)) * cast(government_share as decimal(9, 6)), 2) as government,
        greatest(lent + cash + portfolio + premises - deposited - capital.amount, 0) as borrowed,
        greatest(deposited + capital.amount - lent - cash - portfolio - premises, 0) as left_over
    from shares
    cross join capital
),

bands as (
    select
        gaps.*,
        round(cast(borrowed as decimal(28, 2)) * cast(month_share as decimal(9, 6)), 2) as month_band,
        round(cast(borrowed as decimal(28, 2)) * cast(half_year_share as decimal(9, 6)), 2) as half_year_band,
        round(cast(borrowed as decimal(28, 2)) * cast(year_share as decimal(9, 6)), 2) as year_band
    from gaps
),

all_lines as (
    select dt, line, 'liability' as side, amount from deposits
    union all
    select dt, line, 'asset', amount from credit
    union all
    select days.dt, 'provisions', 'asset', -coalesce(sum(credit.provision), 0)
    from days left join credit on credit.dt = days.dt group by days.dt
    union all
    select days.dt, instrument, case when instrument = 'tier2_debt' then 'liability' else 'equity' end, amount
    from curated.opening_capital cross join days
    union all
    select dt, 'cash_and_vault', 'asset', cash from bands
    union all
    select dt, 'central_bank_reserves', 'asset', reserves + left_over from bands
    union all
    select dt, 'government_bonds', 'asset', government from bands
    union all
    select dt, 'agency_bonds', 'asset', portfolio - reserves - government from bands
    union all
    select dt, 'premises', 'asset', premises from bands
    union all
    select dt, 'wholesale_up_to_30_days', 'liability', month_band from bands
    union all
    select dt, 'wholesale_to_6_months', 'liability', half_year_band from bands
    union all
    select dt, 'wholesale_to_12_months', 'liability', year_band from bands
    union all
    select dt, 'wholesale_above_12_months', 'liability', borrowed - month_band - half_year_band - year_band from bands
)

select
    all_lines.dt,
    all_lines.line,
    all_lines.side,
    cast(all_lines.amount as decimal(18, 2)) as amount,
    cast(yields.value as decimal(9, 6)) as yearly_yield
from all_lines
left join yields
    on yields.dt = all_lines.dt
    and (
        yields.line = all_lines.line
        or (yields.line = 'reserves' and all_lines.line = 'central_bank_reserves')
    )
order by all_lines.dt, all_lines.line
