"""Marts for compliance officers: what the rules ask to be looked at, and what is still open."""
