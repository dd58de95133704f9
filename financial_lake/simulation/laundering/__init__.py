"""Money laundering, and the innocent habits that look like it: one typology a file.

Start with `patterns`: which circles hide money in which month, and every step of it. `casting` says who takes part,
`steps` how money moves from one to another; `wires`, `visits` and the ledger take the steps over as their own.
"""
