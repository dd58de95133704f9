"""Insurance sold through the bank: who wants it, what becomes of it, what it costs and what it pays."""
