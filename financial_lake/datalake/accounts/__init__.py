"""Products, accounts and what happens when an account runs dry."""
