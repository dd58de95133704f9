"""What the audit found, for whoever answers for the data."""
