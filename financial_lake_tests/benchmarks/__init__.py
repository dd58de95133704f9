"""Benchmarks, run by hand: figures for docs/performance.md that `financial-lake bench` does not print."""
