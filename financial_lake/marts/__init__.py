"""Answers, by reader: one folder a reader, one stem a table."""
