-- Which accounts their owners used on the day.
select distinct
    posting.dt,
    posting.account_id
from curated.transactions as posting
join build.days on build.days.dt = posting.dt
where
    posting.status = 'completed'
    and posting.revision_number = 0
    and posting.flow_class not in ('interest', 'card_interest', 'charge', 'own_transfer')
order by posting.dt, posting.account_id
