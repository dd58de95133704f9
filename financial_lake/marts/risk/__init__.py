"""Marts for risk officers: what may go wrong, measured against limits."""
