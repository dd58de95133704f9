"""Marts for the finance department: the balance sheet, profit and loss, and the treasury behind them."""
