"""Does the bank look like a real one? Public statistics beside what stored rows say.

`targets.csv` holds the statistics with their sources, `measuring` asks the lake, `page` writes what it found.
"""
