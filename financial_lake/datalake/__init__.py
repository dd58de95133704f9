"""The source layer: one file a table, its model and its `generate(bank, day)`.

A `generate` is a pure function: settings and day in, frame out. It reads no other table, no disk and no
clock; what tables have in common happens in `simulation`.
"""
