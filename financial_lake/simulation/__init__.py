"""Chance and time: everything that happens in the bank, without any table.

State functions answer "what is true of these entities on this day"; event functions answer "what
happened to them in this month". Both are pure functions of (settings, entity, day). Tables, Parquet,
SQL and Dagster do not belong here.
"""
