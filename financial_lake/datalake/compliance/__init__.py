"""Incidents the compliance office follows."""
