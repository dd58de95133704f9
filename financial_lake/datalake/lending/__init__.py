"""Loans: what is owed and how it is paid."""
