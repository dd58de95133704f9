"""The board: the bank's key figures by day, and its postings cut along every dimension."""
