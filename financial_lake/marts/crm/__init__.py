"""Marts for customer relations: how content customers are, how complaints end, what campaigns bring."""
