"""A bank you can materialize.

Data flows in one direction, and so do imports:

    settings, contract          what a bank and a table are
    simulation                  chance and time: what happens in the bank, without tables
    datalake                    the source tables, one file each: a model and `generate(bank, day)`
    storage, engines            where partitions live, who runs SQL
    production                  the line that makes, checks and stores days, on all cores
    reconciliation              every cent agrees: the rules across source tables
    curated, warehouse, marts,  one `.py` (model) and one `.sql` (a story of CTEs) a table
    regulatory                  what the bank owes its supervisors
    audit, questions            named checks of every day, named questions of the marts
    orchestration, definitions  the only places that know Dagster
    cli                         the `financial-lake` command

Start with `datalake/payments/transactions.py`, then `simulation/ledger/`.
"""

__version__ = "0.1.0"
