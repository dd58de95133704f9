"""Contacts with customers, what they say of them, and what marketing does."""
