"""The month-anchored ledger: exogenous flows are laid out, then every account is closed on its next anchor.

Start with `flows` (how movements arrive) and `postings` (how a month becomes rows with balances). Tables do
not belong here; they render postings.
"""
