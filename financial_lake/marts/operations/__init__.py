"""What operations watches every day: volumes, balances, categories, data quality."""
