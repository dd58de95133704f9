"""Every cent agrees: rules across the source tables, evaluated from the stored files alone.

`rule` says what a rule is, `evidence` registers the partitions a rule may look at, `evaluation` runs rules
over days. The rules themselves stand in one file a subject. A rule is SQL over what is stored; the little
that must come from the simulation (opening balances, month anchors, schedules) is registered as a relation.
Cleaning, reporting and Dagster do not belong here.
"""
