"""Marts for the branch network: branches, and the channels customers use beside them."""
