"""The only folder that knows Dagster: assets, checks, schedules and sensors over the Dagster-free packages.

`partitions` fixes the calendar, `catalog` says what an asset shows of its contract, `source_assets` and
`query_assets` make partitions, `asset_checks` looks at them again, `jobs`, `schedules` and `sensors` run
them. How a day is made, checked or queried belongs below, in `production`, `reconciliation` and `engines`.
"""
