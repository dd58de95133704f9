"""The curated layer: the source as it should have been delivered, and what had to be rejected or repaired.

One stem a table: `<table>.py` (model) and `<table>.sql`. Downstream reads these, never the raw feeds. Business
answers do not belong here.
"""
