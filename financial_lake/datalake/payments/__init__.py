"""Money in motion: postings, wires, cards, merchants."""
