"""What the bank owes its supervisors: one folder a regime, read from curated rows, facts and marts."""
