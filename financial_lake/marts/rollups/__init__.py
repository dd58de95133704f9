"""Rollups: a day's facts summed once, so that wide windows read a few columns and never the fact."""
