"""The bank's own staff."""
