"""Which reports are due to whom, and how far each has come."""
