"""The audit: named checks that recount what every day of the lake says, nearly all of them exact equality.

`catalogue` names every check and says which wait for tables still to come; `check` says what a check and a result
are. How they are answered: `files` from manifests and bytes, `measures` and `scans` from one pass over each table,
the rest by rules in the machinery of `reconciliation`. `auditing` runs them over any number of days, `making` keeps
the results as a mart. What one table owes itself belongs in its contract, what two source tables owe each other in
`reconciliation`.
"""
