"""Fact partitions: durable ids and measures, one Parquet partition a day, no surrogate keys.

A partition never depends on a dimension, so facts build in parallel and in any order; the keys are bound by
the view of the same name in the `warehouse` schema.
"""
