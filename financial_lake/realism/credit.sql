-- What is owed, by whom and how well it is paid: the last stored weekday.
with asked as (
    select max(dt) as last_day, date_trunc('month', max(dt)) as first_of_month from datalake.accounts
),

scores as (
    select cast(scored.score as double) as score, profile.age
    from datalake.credit_scores as scored
    join asked on scored.dt = asked.last_day
    join datalake.customer_profiles as profile on profile.dt = asked.last_day and profile.customer_id = scored.customer_id
    where profile.customer_status <> 'closed'
),

interest as (
    select posting.account_id, sum(cast(posting.amount as double)) as charged
    from datalake.transactions as posting
    join asked on posting.dt between asked.first_of_month and asked.last_day
    where posting.transaction_code = 'card_interest' and posting.amount > 0
    group by posting.account_id
),

cards as (
    select
        account.account_id,
        account.customer_id,
        -cast(account.current_balance as double) as owed,
        cast(account.credit_limit as double) as credit_limit,
        interest.account_id is not null as is_revolving,
        12 * interest.charged / cast(account.apr as double) as carried
    from datalake.accounts as account
    join asked on account.dt = asked.last_day
    left join interest on interest.account_id = account.account_id
    where account.account_type = 'credit_card' and account.account_status <> 'closed'
),

loans as (
    select loan.loan_type, loan.days_past_due, cast(loan.current_balance as double) as balance
    from datalake.loan_accounts as loan
    join asked on loan.dt = asked.last_day
    where loan.loan_status not in ('paid_off', 'defaulted')
),

late as (
    select
        100 * sum(balance) filter (days_past_due >= 30) / sum(balance) as everything,
        100 * sum(balance) filter (days_past_due >= 30 and loan_type = 'mortgage')
        / sum(balance) filter (loan_type = 'mortgage') as homes,
        100 * coalesce(sum(balance) filter (days_past_due >= 30 and loan_type in ('auto', 'personal', 'student')), 0)
        / sum(balance) filter (loan_type in ('auto', 'personal', 'student')) as consumers,
        100 * coalesce(sum(balance) filter (days_past_due >= 30 and loan_type = 'business'), 0)
        / sum(balance) filter (loan_type = 'business') as businesses,
        sum(balance) filter (days_past_due > 0) / sum(balance) as at_all
    from loans
),

granted as (
    select application.loan_type, avg(case when application.credit_score < 620 then 1 else 0 end) as below_620
    from datalake.loan_applications as application
    join asked on application.dt = asked.last_day
    where application.application_status = 'approved'
    group by application.loan_type
)

select 'fico_share_300_579' as metric, avg(case when score < 580 then 1 else 0 end) as value from scores
union all select 'fico_share_580_669', avg(case when score between 580 and 669 then 1 else 0 end) from scores
union all select 'fico_share_670_739', avg(case when score between 670 and 739 then 1 else 0 end) from scores
union all select 'fico_share_740_799', avg(case when score between 740 and 799 then 1 else 0 end) from scores
union all select 'fico_share_800_850', avg(case when score >= 800 then 1 else 0 end) from scores
union all select 'fico_mean_experian', avg(score) from scores
union all select 'fico_mean_fico_oct', avg(score) from scores
union all select 'fico_mean_gen_z_18_26', avg(score) from scores where age between 18 and 26
union all select 'fico_mean_millennial_27_42', avg(score) from scores where age between 27 and 42
union all select 'fico_mean_gen_x_43_58', avg(score) from scores where age between 43 and 58
union all select 'fico_mean_boomer_59_77', avg(score) from scores where age between 59 and 77
union all select 'fico_mean_silent_78_plus', avg(score) from scores where age >= 78
union all select 'card_utilisation_mean_fico', avg(greatest(owed, 0) / credit_limit) from cards
union all select 'card_utilisation_mean_experian', avg(greatest(owed, 0) / credit_limit) from cards
union all select 'card_utilisation_aggregate', sum(greatest(owed, 0)) / sum(credit_limit) from cards
union all select 'card_balance_mean_per_consumer', sum(owed) / count(distinct customer_id) from cards
union all select 'share_of_cardholders_revolving', avg(case when is_revolving then 1 else 0 end) from cards
union all select 'median_revolved_card_balance', median(carried) from cards where is_revolving
union all select 'delinquency_rate_30dpd_total', everything from late
union all select 'delinquency_rate_30dpd_residential_re', homes from late
union all select 'delinquency_rate_30dpd_real_estate', homes from late
union all select 'delinquency_rate_30dpd_other_consumer', consumers from late
union all select 'delinquency_rate_30dpd_c_and_i', businesses from late
union all select 'share_of_household_debt_delinquent_any', at_all from late
union all select 'median_mortgage_debt_primary_residence', median(balance) from loans where loan_type = 'mortgage'
union all select 'share_of_mortgage_originations_score_below_620', below_620 from granted where loan_type = 'mortgage'
union all select 'share_of_auto_originations_score_below_620', below_620 from granted where loan_type = 'auto'
