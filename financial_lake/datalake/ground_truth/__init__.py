"""What no real bank has: the truth about planted defects. Only checks and scoring may read it."""
