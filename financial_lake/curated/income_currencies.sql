-- In which currencies customers received income on the day; loans in another one are riskier.
select posting.dt, posting.customer_id, posting.currency, count(*) as posting_count
from curated.transactions as posting
join build.days on build.days.dt = posting.dt
where posting.flow_class = 'income' and posting.status = 'completed'
group by posting.dt, posting.customer_id, posting.currency
order by posting.dt, posting.customer_id, posting.currency
